"""Target sheets: what members have agreed to reach, how far they came, and how attainment is spread."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from uuid import UUID

from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.goals.aims import aim_of
from bellringer.gamification.rules.goals.attainment import state_on, terms_shown
from bellringer.gamification.rules.kpis.series import KpiPoint
from bellringer.gamification.rules.recording.shares import WHOLE_BP
from bellringer.words import GoalState, KpiUnit

# tenure in months at the period's beginning, from and below; None is open
COHORTS = ((0, 3), (3, 12), (12, 24), (24, None))
# attainment in ten-thousandths, from and below
BANDS = ((0, 5_000), (5_000, 8_000), (8_000, 10_000), (10_000, 12_000), (12_000, None))


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One agreed goal of a member: its aim as it is judged, and what was reached, in the metric's unit."""

    member_id: UUID
    goal_id: UUID
    title: str
    metric_key: str
    unit: KpiUnit
    starts_on: date
    ends_on: date
    state: GoalState
    target: int
    actual: int
    attainment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Employed:
    """Somebody whose attainment is looked at; without a day of joining, there from the beginning."""

    member_id: UUID
    name: str
    joined_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Members by tenure: how many have a target, and the mean (floored) and median of their attainment."""

    from_months: int
    to_months: int | None
    members: int
    mean: int | None
    median: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """How attainment is spread in one period: how many members in each of BANDS, and by tenure."""

    starts_on: date
    ends_on: date
    bands: tuple[int, ...]
    without_target: int
    cohorts: tuple[Cohort, ...]


def sheet_of(
    playbook: Playbook,
    goals: Iterable[GoalRecord],
    owners: Mapping[UUID, MemberFacts],
    *,
    today: date,
    only_missed: bool,
) -> tuple[TargetRow, ...]:
    """Return the rows of agreed goals, by the day they end and begin; only those over and missed if asked."""
    rows = [_row(playbook, goal, owners.get(goal.owner_id), today) for goal in goals]
    kept = [each for each in rows if not only_missed or each.state is GoalState.MISSED]
    return tuple(sorted(kept, key=row_key))


def row_key(row: TargetRow) -> tuple[date, date, UUID]:
    """Return where a row stands among others."""
    return row.ends_on, row.starts_on, row.goal_id


def distribution_of(people: Sequence[Employed], points: Mapping[UUID, KpiPoint]) -> Distribution:
    """Return how attainment of a metric's targets is spread over people; `points` are of one period."""
    any_point = next(iter(points.values()))
    attained = {
        member_id: WHOLE_BP * (point.value or 0) // point.target
        for member_id, point in points.items()
        if point.target
    }
    return Distribution(
        starts_on=any_point.starts_on,
        ends_on=any_point.ends_on,
        bands=tuple(sum(_within(each, band) for each in attained.values()) for band in BANDS),
        without_target=len(points) - len(attained),
        cohorts=tuple(
            _cohort(
                span,
                [
                    attained[each.member_id]
                    for each in people
                    if each.member_id in attained
                    and _within(tenure(each.joined_on, any_point.starts_on), span)
                ],
            )
            for span in COHORTS
        ),
    )


def tenure(joined_on: date | None, on: date) -> int:
    """Return the full months since somebody joined, 0 before it; without a day, as long as can be."""
    if joined_on is None:
        return 12 * on.year
    months = 12 * (on.year - joined_on.year) + on.month - joined_on.month
    return max(0, months - (on.day < joined_on.day))


def _row(playbook: Playbook, goal: GoalRecord, owner: MemberFacts | None, today: date) -> TargetRow:
    terms = terms_shown(goal).terms
    aim = aim_of(playbook, goal.metric_key, terms, owner)
    metric_key = goal.metric_key or ""
    return TargetRow(
        member_id=goal.owner_id,
        goal_id=goal.goal_id,
        title=goal.title,
        metric_key=metric_key,
        unit=KpiUnit(playbook.metrics[metric_key].unit),
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        state=state_on(goal, aim, today),
        target=aim.target,
        actual=aim.baseline + goal.progress,
        attainment=aim.attained_by(goal.progress),
    )


def _within(number: int, span: tuple[int, int | None]) -> bool:
    least, below = span
    return max(number, 0) >= least and (below is None or number < below)


def _cohort(span: tuple[int, int | None], attained: Sequence[int]) -> Cohort:
    return Cohort(
        from_months=span[0],
        to_months=span[1],
        members=len(attained),
        mean=sum(attained) // len(attained) if attained else None,
        median=int(median(attained)) if attained else None,
    )
