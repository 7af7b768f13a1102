"""What earns a badge, and what of it is lost again.

A badge is earned once per place: (badge, member, start of its cap period). Without a cap the place is the
criterion's own: the period of a total, the run of a streak, the goal of a milestone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from bellringer.gamification.facts.badges import AwardFacts, MetGoal
from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.facts.leaderboards import TotalKey
from bellringer.gamification.playbook.badges import Badge, MetricTotal
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import (
    ALL_TIME_STARTS_ON,
    Period,
    calendar_at,
    period_of,
)
from bellringer.gamification.rules.goals.progress import MET, is_carried_past
from bellringer.gamification.rules.identity import derived_id
from bellringer.gamification.rules.recording.movement import Change, JudgedGoal, Verdict
from bellringer.gamification.rules.streaks.walk import Step, Stretch
from bellringer.words import AwardState, PeriodKind

Awards = Mapping[tuple[UUID, UUID], tuple[AwardFacts, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A place in which a member has earned a badge, or lost it again.

    `ends_on` is when the criterion's period ends; `goal_id` is the goal whose milestone it was,
    `competition_id` the competition that was won.
    """

    badge: Badge
    member_id: UUID
    period_starts_on: date
    ends_on: date | None = None
    goal_id: UUID | None = None
    competition_id: UUID | None = None

    @property
    def source_id(self) -> UUID | None:
        """Return the goal or competition that gives its badge once, and takes back only what it gave."""
        return self.goal_id or self.competition_id


@lru_cache(maxsize=1024)
def period_in(playbook: Playbook, kind: PeriodKind, on: date) -> Period:
    """Return the organization's period that holds a date."""
    return period_of(kind, on, playbook.calendars, calendar_at(playbook.calendars, on).timezone)


def totals_for(playbook: Playbook, change: Change) -> Iterator[tuple[Badge, MetricTotal, TotalKey]]:
    """Yield the badges that count a total which a change moves, with the total they count."""
    for badge, criteria in playbook.totals_by_metric.get(change.metric_key, ()):
        yield badge, criteria, total_key(playbook, criteria, change.member_id, change.org_on)


def total_key(playbook: Playbook, criteria: MetricTotal, member_id: UUID, on: date) -> TotalKey:
    """Return which total a criterion looks at for a day; both ends are open for a lifetime."""
    period = period_in(playbook, criteria.period, on)
    return TotalKey(
        member_id=member_id,
        metric_key=criteria.metric_key,
        starts_on=period.starts_on if period.ends_on else None,
        ends_on=period.ends_on,
    )


def needs_history(badge: Badge) -> bool:
    """Tell whether losing the badge depends on other periods than the one that moves."""
    return (
        isinstance(badge.criteria, MetricTotal)
        and badge.criteria.period is not PeriodKind.ALL
        and badge.cap_period is not None
        and badge.cap_period is not badge.criteria.period
    )


def of_total(playbook: Playbook, badge: Badge, key: TotalKey, on: date) -> Claim:
    """Return the place that a total stands for on a day."""
    return Claim(
        badge=badge,
        member_id=key.member_id,
        period_starts_on=place_on(playbook, badge, on, own=key.starts_on or ALL_TIME_STARTS_ON),
        ends_on=key.ends_on,
    )


def holds_elsewhere(playbook: Playbook, badge: Badge, on: date, days: Mapping[date, int]) -> bool:
    """Tell whether any period within the badge's cap period around `on` reaches the total."""
    criteria = badge.criteria
    if not isinstance(criteria, MetricTotal) or badge.cap_period is None:
        return False
    cap = period_in(playbook, badge.cap_period, on)
    sums: dict[date, int] = {}
    for day, total in days.items():
        if cap.starts_on <= day and (cap.ends_on is None or day < cap.ends_on):
            start = period_in(playbook, criteria.period, day).starts_on
            sums[start] = sums.get(start, 0) + total
    return any(total >= criteria.threshold for total in sums.values())


def of_streak(
    playbook: Playbook, awards: Awards, streak_key: str, member_id: UUID, step: Step
) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """Return the places gained and lost as a streak went from one state to the next.

    A run that grows or shrinks at either end stays the same run, and so keeps its place.
    """
    gained: list[Claim] = []
    lost: list[Claim] = []
    for badge, criteria in playbook.lengths_by_streak.get(streak_key, ()):
        before = places_of_runs(playbook, badge, criteria.length, step.before)
        after = places_of_runs(playbook, badge, criteria.length, step.after)
        new = {place for place, run in after if not any(run.overlaps(old) for _, old in before)}
        gone = {place for place, run in before if not any(run.overlaps(now) for _, now in after)}
        here = {place for place, _ in after}
        gone -= here
        if step.is_whole:
            gone |= _left_over(awards.get((badge.badge_id, member_id), ()), here, gone)
        for moved, found in ((new, gained), (gone, lost)):
            found.extend(
                Claim(badge=badge, member_id=member_id, period_starts_on=place)
                for place in sorted(moved)
            )
    return tuple(gained), tuple(lost)


def places_of_runs(
    playbook: Playbook, badge: Badge, length: int, stretches: Iterable[Stretch]
) -> list[tuple[date, Stretch]]:
    """Return the runs that became long enough, each with the place it stands for."""
    reached = ((stretch.reached_on(length), stretch) for stretch in stretches)
    return [
        (place_on(playbook, badge, on, own=stretch.started_on), stretch)
        for on, stretch in reached
        if on is not None
    ]


def _left_over(awards: Iterable[AwardFacts], here: set[date], gone: set[date]) -> set[date]:
    """Return the places of awards for which there are no runs any more, though their runs had moved on."""
    held = {
        award.period_starts_on
        for award in awards
        if award.is_automatic and award.state is AwardState.GRANTED
    } - gone
    return set(sorted(held - here)[: max(0, len(held) - len(here))])


def of_goal(
    playbook: Playbook, badge: Badge, goal: GoalFacts | MetGoal | JudgedGoal, on: date
) -> Claim:
    """Return the place that a member's goal stands for."""
    return Claim(
        badge=badge,
        member_id=goal.owner_id,
        period_starts_on=place_on(playbook, badge, on, own=goal.starts_on),
        ends_on=goal.ends_on,
        goal_id=goal.goal_id,
    )


def of_moved_goal(
    playbook: Playbook, was: GoalFacts, goal: GoalFacts, on: date
) -> Iterator[tuple[Claim, bool]]:
    """Yield the places gained (True) and lost as a member's goal moved past the percents of badges, or back."""
    for badge, percent in playbook.milestone_badges:
        before = is_carried_past(playbook, was, percent)
        after = is_carried_past(playbook, goal, percent)
        if before != after:
            yield of_goal(playbook, badge, goal, on), after


def of_verdict(playbook: Playbook, verdict: Verdict) -> Iterator[Claim]:
    """Yield the places that a goal stands for which was judged: those for more than all of it are not meant."""
    for badge, percent in playbook.milestone_badges:
        if percent <= MET:
            yield of_goal(playbook, badge, verdict.goal, verdict.change.org_on)


def award_id_of(claim: Claim, cause_id: UUID) -> UUID:
    """Return the id of the award that a claim makes; a source gives each badge once, whatever the cause."""
    return derived_id(
        claim.source_id or cause_id,
        "award",
        claim.badge.badge_id,
        claim.member_id,
        *(() if claim.source_id else (claim.period_starts_on,)),
    )


def on_record(awards: Awards, claim: Claim) -> tuple[AwardFacts, ...]:
    """Return the awards, granted or revoked, that stand in a claim's place."""
    return tuple(
        award
        for award in awards.get((claim.badge.badge_id, claim.member_id), ())
        if award.period_starts_on == claim.period_starts_on
    )


def to_give_back(standing: Iterable[AwardFacts]) -> AwardFacts | None:
    """Return the automatic award that a reversal had revoked; one revoked by hand stays so."""
    for award in standing:
        if award.is_automatic and award.state is AwardState.REVOKED and award.revoked_by is None:
            return award
    return None


def place_on(playbook: Playbook, badge: Badge, on: date, *, own: date) -> date:
    """Return the place of what a day won: the start of the cap period that holds it, else `own`."""
    return own if badge.cap_period is None else period_in(playbook, badge.cap_period, on).starts_on
