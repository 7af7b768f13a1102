"""SMART: what a goal must have to be one."""

from datetime import date, timedelta

from bellringer.gamification.commands import GoalTerms
from bellringer.gamification.errors import NotSmartError, UnknownMetricError
from bellringer.gamification.playbook import Playbook
from bellringer.gamification.rules.periods import ALL_TIME_STARTS_ON
from bellringer.words import GoalKind, MetricUnit, Role

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
        NotSmartError: The kind has no measure yet, or the metric is a ratio or not in a rep's hands.
        UnknownMetricError: There is no such metric.
    """
    if kind is not GoalKind.NUMBER:
        raise NotSmartError("Only goals of kind NUMBER can be set so far.", path=("kind",))
    if metric_key is None:
        raise NotSmartError("A goal needs a metric to be measured by.", path=("metricKey",))
    if floor_metric_key == metric_key:
        raise NotSmartError("The floor is a second metric.", path=("floorMetricKey",))
    named = {"metricKey": metric_key, "floorMetricKey": floor_metric_key}
    for field, key in named.items():
        metric = playbook.metrics.get(key or "")
        if metric is None:
            if key is not None:
                raise UnknownMetricError(path=(field,))
        elif metric.unit is MetricUnit.RATIO:
            raise NotSmartError("A ratio does not add up over days.", path=(field,))
        elif owner_role is Role.REP and not metric.is_rep_controllable:
            raise NotSmartError("A rep can't move this metric alone.", path=(field,))


def check_terms(terms: GoalTerms, *, has_floor: bool) -> None:
    """Refuse terms that can't be reached or judged.

    Raises:
        NotSmartError: A part is missing or impossible; its path names which.
    """
    if not 0 <= terms.baseline < terms.target <= TARGET_LIMIT:
        raise NotSmartError("The target lies above the baseline.", path=("terms", "target"))
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
    marks = terms.milestones
    if (
        len(marks) > MILESTONES_LIMIT
        or len(set(marks)) != len(marks)
        or not all(1 <= mark <= PERCENT_LIMIT for mark in marks)
    ):
        raise NotSmartError(
            "Milestones are up to 20 different percents from 1 to 1000.",
            path=("terms", "milestones"),
        )


def _latest(starts_on: date) -> date:
    return min(starts_on, date.max - LONGEST) + LONGEST
