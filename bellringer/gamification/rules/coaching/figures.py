"""What the two of a one-to-one look at: the member's numbers, as they are when the talk begins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bellringer.gamification.facts.coaching.one_on_ones import Figure
from bellringer.gamification.facts.digests import RankNow
from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import calendar_at, period_of
from bellringer.gamification.rules.calendars.workdays import working_days
from bellringer.gamification.rules.goals.aims import aim_of
from bellringer.gamification.rules.goals.attainment import terms_shown
from bellringer.gamification.rules.goals.pace import pace_of
from bellringer.gamification.rules.kpis.snapshots import KpiSnapshot
from bellringer.words import KpiKey, MetricUnit, PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """The organization's present month and the one before: [before, starts_on) and [starts_on, ends_on)."""

    before: date
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a talk keeps of its member: figures, and the KPIs beside them; talks before there were KPIs have none."""

    figures: tuple[Figure, ...]
    kpis: KpiSnapshot | None = None


def kept_of(figures: Sequence[Figure], snapshot: KpiSnapshot) -> Kept:
    """Return what to keep: what a KPI merely adds up is among the figures already."""
    own = tuple(each for each in snapshot.readings if each.pick.kpi is not KpiKey.TOTAL)
    return Kept(figures=tuple(figures), kpis=replace(snapshot, readings=own))


def months_at(playbook: Playbook, today: date) -> Months:
    """Return the two months that metrics are shown for."""
    zone = calendar_at(playbook.calendars, today).timezone
    present = period_of(PeriodKind.MONTH, today, playbook.calendars, zone)
    last_day = date.fromordinal(present.starts_on.toordinal() - 1)
    former = period_of(PeriodKind.MONTH, last_day, playbook.calendars, zone)
    return Months(
        before=former.starts_on,
        starts_on=present.starts_on,
        ends_on=present.ends_on or today,
    )


def figures_of(
    playbook: Playbook,
    member: MemberFacts,
    *,
    totals: Mapping[str, tuple[int, int]],
    goals: Sequence[GoalRecord],
    today_progress: Mapping[str, int],
    rank: RankNow | None,
    today: date,
) -> tuple[Figure, ...]:
    """Return the figures of a member: points and rank, running goals with their pace, metrics of this month.

    `totals` are those of each metric over this month and the month before, `today_progress` is what today brought.
    """
    points, points_before = totals.get(POINTS, (0, 0))
    return (
        Figure(
            key=POINTS,
            title=playbook.metrics[POINTS].title or POINTS,
            unit=MetricUnit.POINTS,
            value=points,
            before=points_before,
            rank=None if rank is None else rank.rank,
            listed=None if rank is None else rank.listed,
        ),
        *(_of_goals(playbook, member, goals, today_progress, today=today)),
        *(
            Figure(
                key=key,
                title=metric.title or key,
                unit=metric.unit,
                value=totals[key][0],
                before=totals[key][1],
            )
            for key, metric in playbook.metrics.items()
            if key != POINTS and any(totals.get(key, ()))
        ),
    )


def _of_goals(
    playbook: Playbook,
    member: MemberFacts,
    goals: Sequence[GoalRecord],
    today_progress: Mapping[str, int],
    *,
    today: date,
) -> Iterator[Figure]:
    for goal in goals:
        if goal.metric_key is None:
            yield Figure(key=f"goal:{goal.goal_id}", title=goal.title)
            continue
        terms = terms_shown(goal).terms
        aim = aim_of(playbook, goal.metric_key, terms, member)
        pace = pace_of(
            aim,
            progress=goal.progress,
            today_progress=today_progress.get(goal.metric_key, 0),
            days=working_days(playbook, member, terms.starts_on, terms.ends_on),
            today=today,
        )
        yield Figure(
            key=f"goal:{goal.goal_id}",
            title=goal.title,
            unit=playbook.metrics[goal.metric_key].unit,
            value=aim.baseline + goal.progress,
            target=aim.target,
            attained=aim.attained_by(goal.progress),
            expected=pace.expected_attainment,
        )


def stored(kept: Kept) -> dict[str, Any]:
    """Return it as it is stored: what does not apply to a figure is left out."""
    return {
        "figures": [
            {name: value for name in _NAMES if (value := getattr(each, name)) is not None}
            for each in kept.figures
        ],
        "kpis": None if kept.kpis is None else kept.kpis.to_json(),
    }


def read(document: Mapping[str, Any]) -> Kept:
    """Return what was kept."""
    kpis = document.get("kpis")
    return Kept(
        figures=tuple(
            Figure(**{**each, "unit": MetricUnit(each["unit"]) if "unit" in each else None})
            for each in document["figures"]
        ),
        kpis=None if kpis is None else KpiSnapshot.from_json(kpis),
    )


_NAMES = (
    *("key", "title", "unit", "value", "before"),
    *("target", "attained", "expected", "rank", "listed"),
)
