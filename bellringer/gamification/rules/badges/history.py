"""What a member's history has won of a badge: the same places as if the badge had been there all along.

It looks at days as they stand, so what was reversed has won nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from bellringer.gamification.facts.badges import MetGoal, RankFacts
from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakFacts, StreakRun
from bellringer.gamification.playbook.badges import (
    Badge,
    CompetitionWon,
    FinalRank,
    GoalMet,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.playbook.whole import MET, Playbook
from bellringer.gamification.rules.badges import earning
from bellringer.gamification.rules.badges.earning import Claim
from bellringer.gamification.rules.badges.ranks import reached
from bellringer.gamification.rules.goals.progress import has_milestones, is_passed
from bellringer.gamification.rules.recording.placing import Moment, moment_of, moment_on
from bellringer.gamification.rules.streaks.walk import walk

Days = Mapping[date, int]

_NO_DAYS = StreakFacts(run=StreakRun(), is_complete=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Win:
    """A place that was won, and the member's moment in which it was: where its bonus lies."""

    claim: Claim
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is on record of a member, as far as a badge looks at it.

    `days` are day totals by metric, `streaks` are whole; `goals` are the member's own in force, `met`
    those that were met without counting.
    """

    member: MemberFacts
    days: Mapping[str, Days] = field(default_factory=dict)
    streaks: Mapping[UUID, StreakFacts] = field(default_factory=dict)
    goals: Sequence[GoalFacts] = ()
    met: Sequence[MetGoal] = ()
    ranks: Sequence[RankFacts] = ()


def won(playbook: Playbook, badge: Badge, history: History, *, now: datetime) -> tuple[Win, ...]:
    """Return what the history has won of an automatic badge, the earliest of each place."""
    found: dict[tuple[date, UUID | None], Win] = {}
    for win in _all(playbook, badge, history, now=now):
        # a source has a place of its own where there is no cap
        own = win.claim.source_id if badge.cap_period is None else None
        found.setdefault((win.claim.period_starts_on, own), win)
    return tuple(found.values())


def _all(playbook: Playbook, badge: Badge, history: History, *, now: datetime) -> Iterator[Win]:
    member = history.member
    match badge.criteria:
        case MetricTotal() as criteria:
            days = history.days.get(criteria.metric_key, {})
            for on, claim in _totals(playbook, badge, criteria, member.member_id, days):
                yield Win(claim=claim, moment=moment_on(playbook, member, on, now=now))
        case StreakLength() as criteria:
            yield from _runs(playbook, badge, criteria, history, now=now)
        case MilestoneCrossed(percent=percent):
            yield from _goals(playbook, badge, percent, history, now=now)
        case GoalMet():
            met = [met_goal(playbook, badge, member, goal) for goal in history.met]
            numbers = _goals(playbook, badge, MET, history, now=now)
            yield from sorted([*met, *numbers], key=lambda win: win.moment.occurred_at)
        case FinalRank():
            yield from final_ranks(playbook, badge, member, history.ranks)
        case CompetitionWon() | None:
            # what a competition gives, it gives when it is decided
            return
        case _:
            assert_never(badge.criteria)


def met_goal(playbook: Playbook, badge: Badge, member: MemberFacts, goal: MetGoal) -> Win:
    """Return what a goal that was met without counting wins."""
    moment = moment_of(playbook, member, goal.met_at)
    return Win(claim=earning.of_goal(playbook, badge, goal, moment.org_on), moment=moment)


def final_ranks(
    playbook: Playbook, badge: Badge, member: MemberFacts, facts: Iterable[RankFacts]
) -> Iterator[Win]:
    """Yield what a member's FINAL standings win."""
    for starts_on, fact in reached(playbook, badge, facts):
        yield Win(
            claim=Claim(badge=badge, member_id=member.member_id, period_starts_on=starts_on),
            moment=moment_of(playbook, member, fact.won_at),
        )


def competition_won(
    playbook: Playbook,
    badge: Badge,
    member: MemberFacts,
    competition_id: UUID,
    ended_on: date,
    won_at: datetime,
) -> Win:
    """Return what a competition wins for a member."""
    claim = Claim(
        badge=badge,
        member_id=member.member_id,
        period_starts_on=earning.place_on(playbook, badge, ended_on, own=ended_on),
        competition_id=competition_id,
    )
    return Win(claim=claim, moment=moment_of(playbook, member, won_at))


def _totals(
    playbook: Playbook, badge: Badge, criteria: MetricTotal, member_id: UUID, days: Days
) -> Iterator[tuple[date, Claim]]:
    """Yield the day of each period on which its total was reached."""
    sums: dict[date, int] = {}
    for on in sorted(days):
        start = earning.period_in(playbook, criteria.period, on).starts_on
        before = sums.get(start, 0)
        sums[start] = before + days[on]
        if before < criteria.threshold <= sums[start]:
            key = earning.total_key(playbook, criteria, member_id, on)
            yield on, earning.of_total(playbook, badge, key, on)


def _runs(
    playbook: Playbook, badge: Badge, criteria: StreakLength, history: History, *, now: datetime
) -> Iterator[Win]:
    member = history.member
    for streak in playbook.streaks:
        if streak.streak_key != criteria.streak_key:
            continue
        facts = history.streaks.get(streak.streak_id, _NO_DAYS)
        _, stretches = walk(playbook, member, streak, facts.days, targets=facts.targets)
        for starts_on, run in earning.places_of_runs(playbook, badge, criteria.length, stretches):
            on = run.reached_on(criteria.length)
            if on is not None:
                claim = Claim(badge=badge, member_id=member.member_id, period_starts_on=starts_on)
                yield Win(claim=claim, moment=moment_on(playbook, member, on, now=now))


def _goals(
    playbook: Playbook, badge: Badge, percent: int, history: History, *, now: datetime
) -> Iterator[Win]:
    """Yield the goals that stand at `percent`, with the first day on which they did, the earliest first."""
    found = []
    for goal in history.goals:
        if not has_milestones(playbook, goal) or not is_passed(goal, percent):
            continue
        on = _passed_on(goal, percent, history.days)
        if on is not None:
            found.append((on, goal.goal_id, goal))
    for on, _, goal in sorted(found, key=lambda each: each[:2]):
        claim = earning.of_goal(playbook, badge, goal, on)
        yield Win(claim=claim, moment=moment_on(playbook, history.member, on, now=now))


def _passed_on(goal: GoalFacts, percent: int, days: Mapping[str, Days]) -> date | None:
    counted = days.get(goal.metric_key, {})
    floor = days.get(goal.floor_metric_key, {}) if goal.floor_metric_key else {}
    progress = floor_progress = 0
    for on in sorted({*counted, *floor}):
        if not goal.starts_on <= on < goal.ends_on:
            continue
        progress += counted.get(on, 0)
        floor_progress += floor.get(on, 0)
        stood = replace(goal, progress=progress, floor_progress=floor_progress)
        if is_passed(stood, percent):
            return on
    return None
