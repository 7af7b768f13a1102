"""SMART: what a goal must have to be one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.errors import NotSmartError, UnknownMetricError
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import ALL_TIME_STARTS_ON
from bellringer.gamification.rules.goals.aims import is_ceiling
from bellringer.gamification.rules.goals.progress import MET
from bellringer.words import GoalKind, MetricUnit, Role, SubjectKind

TARGET_LIMIT = 10**15
MILESTONES_LIMIT = 20
PERCENT_LIMIT = 1000
LONGEST = timedelta(days=5 * 366)


def check_metrics(
    playbook: Playbook,
    *,
    kind: GoalKind,
    metric_key: str | None,
    floor_metric_key: str | None,
    owner_role: Role | None,
) -> None:
    """Refuse a goal without a measure that its owner can move; `owner_role` None is a team or all.

    Raises:
        NotSmartError: The metric is missing, a ratio or not in a rep's hands, or one too many.
        UnknownMetricError: There is no such metric.
    """
    if kind is not GoalKind.NUMBER:
        if metric_key is not None or floor_metric_key is not None:
            field = "metricKey" if metric_key is not None else "floorMetricKey"
            raise NotSmartError(
                "A certification or skill is passed or not: leave the metric out.", path=(field,)
            )
        return
    if metric_key is None:
        raise NotSmartError("A goal needs a metric to be measured by.", path=("metricKey",))
    if floor_metric_key == metric_key:
        raise NotSmartError("The floor is a second metric.", path=("floorMetricKey",))
    _check_metric(playbook, "metricKey", metric_key, owner_role)
    if floor_metric_key is not None:
        _check_metric(playbook, "floorMetricKey", floor_metric_key, owner_role)
        if is_ceiling(playbook, floor_metric_key):
            raise NotSmartError(
                "A floor is reached: take a metric of which more is better.",
                path=("floorMetricKey",),
            )


def _check_metric(playbook: Playbook, field: str, key: str, owner_role: Role | None) -> None:
    metric = playbook.metrics.get(key)
    if metric is None:
        raise UnknownMetricError(path=(field,))
    if metric.unit is MetricUnit.RATIO:
        raise NotSmartError(
            "A ratio does not add up over days, so there is nothing to measure it by: take what it counts.",
            path=(field,),
        )
    if owner_role is Role.REP and not metric.is_rep_controllable:
        raise NotSmartError("A rep can't move this metric alone.", path=(field,))


def shaped(
    playbook: Playbook, terms: GoalTerms, *, kind: GoalKind, metric_key: str | None
) -> GoalTerms:
    """Return terms without what their kind has none of.

    What is passed or not is met at once, by all of it; a ceiling has no milestones on the way.
    """
    if kind is not GoalKind.NUMBER:
        return replace(terms, target=1, baseline=0, milestones=(MET,))
    return replace(terms, milestones=()) if is_ceiling(playbook, metric_key) else terms


def check_terms(
    playbook: Playbook,
    terms: GoalTerms,
    *,
    metric_key: str | None,
    has_floor: bool,
    owner_kind: SubjectKind,
) -> None:
    """Refuse terms that can't be reached or judged.

    Raises:
        NotSmartError: A part is missing or impossible; its path names which.
    """
    if not 0 <= terms.baseline < terms.target <= TARGET_LIMIT:
        raise NotSmartError("The target lies above the baseline.", path=("terms", "target"))
    if terms.baseline and is_ceiling(playbook, metric_key):
        raise NotSmartError(
            "A ceiling counts from nothing: leave the baseline out.", path=("terms", "baseline")
        )
    if terms.is_prorated and (owner_kind is not SubjectKind.MEMBER or metric_key is None):
        raise NotSmartError(
            "A member's number is prorated, nothing else.", path=("terms", "isProrated")
        )
    if has_floor != (terms.floor_target is not None):
        raise NotSmartError(
            "A floor needs its metric and its target.", path=("terms", "floorTarget")
        )
    if terms.floor_target is not None and not 0 < terms.floor_target <= TARGET_LIMIT:
        raise NotSmartError("The floor's target is above zero.", path=("terms", "floorTarget"))
    if not ALL_TIME_STARTS_ON <= terms.starts_on < terms.ends_on <= _latest(terms.starts_on):
        raise NotSmartError(
            "A goal ends after its start, and within five years.", path=("terms", "endsOn")
        )
    check_milestones(terms.milestones, path=("terms", "milestones"))


def check_milestones(marks: Sequence[int], *, path: Sequence[str]) -> None:
    """Refuse milestones that nobody could tell apart.

    Raises:
        NotSmartError: They are too many, the same, or out of range.
    """
    if (
        len(marks) > MILESTONES_LIMIT
        or len(set(marks)) != len(marks)
        or not all(1 <= mark <= PERCENT_LIMIT for mark in marks)
    ):
        raise NotSmartError("Milestones are up to 20 different percents from 1 to 1000.", path=path)


def _latest(starts_on: date) -> date:
    return min(starts_on, date.max - LONGEST) + LONGEST
