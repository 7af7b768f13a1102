"""What history wins of a badge: as if it had been there all along, and lost by reversal like any other."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellringer.gamification.commands.activities import RecordActivity
from bellringer.gamification.facts.badges import RankFacts
from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.facts.streaks import StreakFacts, StreakRun
from bellringer.gamification.outcome.consequences import Consequences
from bellringer.gamification.playbook.badges import (
    Badge,
    FinalRank,
    GoalMet,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.rules.badges import settling
from bellringer.gamification.rules.badges.history import History, won
from bellringer.gamification.rules.badges.ranks import reached
from bellringer.gamification.rules.recording.after import after_consequences
from bellringer.gamification.rules.recording.follow import follow
from bellringer.words import AwardState, PeriodKind
from tests.unit.world import (
    BOB,
    NOW,
    RITA,
    World,
    a_badge,
    a_goal,
    a_playbook,
    a_world,
    an_id,
    days_ago,
    principal,
    record,
    total,
)

BADGES = (
    a_badge(1, total("calls", 3, PeriodKind.DAY), None, 5),
    a_badge(1, total("calls", 3, PeriodKind.DAY), PeriodKind.WEEK, 5),
    a_badge(1, total("calls", 6, PeriodKind.WEEK)),
    a_badge(1, total("calls", 1, PeriodKind.ALL), PeriodKind.ALL, 7),
    a_badge(1, StreakLength(streak_key="every-day", length=2)),
    a_badge(1, StreakLength(streak_key="every-day", length=3), PeriodKind.MONTH, 3),
    a_badge(1, MilestoneCrossed(percent=50), None, 2),
    a_badge(1, GoalMet(), PeriodKind.MONTH),
)
# member, days ago, calls; and which of them are taken back
Day = tuple[UUID, int, int]
DAYS = st.lists(
    st.tuples(st.sampled_from([RITA, BOB]), st.integers(0, 9), st.integers(1, 4)), max_size=8
)


def goals() -> list[GoalFacts]:
    return [a_goal(1, metric_key="calls", target=6)]


def world_of(*badges: Badge) -> World:
    world = a_world(goals())
    world.playbook = replace(world.playbook, badges=badges)
    return world


def held(world: World) -> set[tuple[UUID, date]]:
    return {
        (award.member_id, award.period_starts_on)
        for award in world.awards.values()
        if award.state is AwardState.GRANTED
    }


def play(world: World, days: list[Day], taken: list[int]) -> None:
    done = [world.do(call(*each)) for each in days]
    for number in taken:
        if number < len(done):
            world.reverse(done[number])


def call(member_id: UUID, ago: int, calls: int) -> RecordActivity:
    return record(by=principal(member_id), member_id=member_id, at=days_ago(ago), quantity=calls)


def history_of(world: World, member_id: UUID) -> History:
    days: dict[str, dict[date, int]] = {}
    for (subject_id, metric_key, on), count in world.days.items():
        if subject_id == member_id:
            days.setdefault(metric_key, {})[on] = count
    return History(
        member=world.members[member_id],
        days=days,
        streaks={
            streak_id: StreakFacts(run=StreakRun(), days=dict(totals), is_complete=True)
            for (streak_id, holder), totals in world.streak_days.items()
            if holder == member_id
        },
        goals=[goal for goal in world.goals.values() if goal.owner_id == member_id],
    )


def grant(world: World, badge: Badge) -> None:
    """Grant a badge for the past, as the action does."""
    world.playbook = replace(world.playbook, badges=(badge,))
    awards = {
        (badge.badge_id, member_id): tuple(
            award for award in world.awards.values() if award.member_id == member_id
        )
        for member_id in (RITA, BOB)
    }
    wins = [
        win
        for member_id in (RITA, BOB)
        for win in won(world.playbook, badge, history_of(world, member_id), now=NOW)
    ]
    given_ = settling.give(
        world.playbook, world.members, wins, awards, cause_id=an_id(900), now=NOW
    )
    reach = world.reach_of(given_.movement)
    facts = after_consequences(
        world.read(reach), Consequences(entries=given_.movement.entries, awards=given_.made)
    )
    follows = follow(facts, given_.movement, now=NOW)
    world.save(replace(follows, awards=(*given_.made, *follows.awards)), reach)


@settings(max_examples=60, deadline=None)
@given(
    badge=st.sampled_from(BADGES),
    days=DAYS,
    taken=st.lists(st.integers(0, 7), unique=True, max_size=4),
)
def test_history_wins_what_would_have_been_won_had_the_badge_been_there(
    badge: Badge, days: list[Day], taken: list[int]
) -> None:
    always, later = world_of(badge), world_of()
    play(always, days, taken)
    play(later, days, taken)
    grant(later, badge)
    assert {member for member, _ in held(always)} == {member for member, _ in held(later)}
    if not isinstance(badge.criteria, StreakLength) or badge.cap_period is not None:
        assert held(always) == held(later)
    else:  # a run keeps the place it had when it was first long enough, wherever it grew afterwards
        assert len(held(always)) == len(held(later))


@settings(max_examples=40, deadline=None)
@given(badge=st.sampled_from(BADGES), days=DAYS)
def test_what_history_won_is_lost_with_its_bonus_when_all_of_it_is_taken_back(
    badge: Badge, days: list[Day]
) -> None:
    world = world_of()
    done = [world.do(call(*each)) for each in days]
    grant(world, badge)
    for outcome in reversed(done):
        world.reverse(outcome)
    assert held(world) == set()
    assert {each.total_points for each in world.members.values()} == {0}


@settings(max_examples=60, deadline=None)
@given(
    badge=st.sampled_from([each for each in BADGES if not isinstance(each.criteria, StreakLength)]),
    first=DAYS,
    then=DAYS,
    taken=st.lists(st.integers(0, 12), unique=True, max_size=8),
)
def test_after_a_grant_recording_and_reversing_go_on_as_if_the_badge_had_been_there(
    badge: Badge, first: list[Day], then: list[Day], taken: list[int]
) -> None:
    always, later = world_of(badge), world_of()
    for world in (always, later):
        outcomes = [world.do(call(*each)) for each in first]
        if world is later:
            grant(world, badge)
        outcomes += [world.do(call(*each)) for each in then]
        for number in taken:
            if number < len(outcomes):
                world.reverse(outcomes[number])
    assert held(always) == held(later)
    assert {key: each.total_points for key, each in always.members.items()} == {
        key: each.total_points for key, each in later.members.items()
    }


def test_granted_twice_it_is_had_once() -> None:
    world = world_of()
    badge = BADGES[0]
    play(world, [(RITA, 2, 3), (RITA, 1, 3)], [])
    grant(world, badge)
    before = dict(world.awards)
    grant(world, badge)
    assert before == world.awards


def test_the_bonus_lies_on_the_day_that_won_it_and_the_place_is_that_days_period() -> None:
    world = world_of()
    play(world, [(RITA, 9, 3)], [])
    grant(world, BADGES[1])
    [award] = world.awards.values()
    assert award.period_starts_on == date(2026, 3, 2)
    assert award.bonus_entry is not None
    assert (award.bonus_entry.points, award.bonus_entry.org_on) == (5, date(2026, 3, 2))


def test_one_each_tells_every_member_of_the_latest_award_alone() -> None:
    world = world_of()
    play(world, [(RITA, 3, 3), (RITA, 1, 3), (BOB, 2, 3)], [])
    badge = BADGES[0]
    wins = [
        win
        for member_id in (RITA, BOB)
        for win in won(world.playbook, badge, history_of(world, member_id), now=NOW)
    ]
    given_ = settling.give(world.playbook, world.members, wins, {}, cause_id=an_id(900), now=NOW)
    told = settling.one_each(given_, now=NOW)
    assert len(given_.made) == 3
    assert {event.member_id for event in told} == {RITA, BOB}
    latest = max(given_.made, key=lambda made: made.awarded_at)
    assert latest.award_id in {event.award_id for event in told}
    assert {event.occurred_at for event in told} == {NOW}


@pytest.mark.parametrize(
    ("times", "cap", "places"),
    [
        (1, None, [2, 9, 16, 23]),
        (2, None, [9, 23]),
        (3, None, [16]),
        (1, PeriodKind.MONTH, [1]),
        (1, PeriodKind.ALL, [0]),
    ],
)
def test_each_so_many_final_standings_complete_an_award(
    times: int, cap: PeriodKind | None, places: list[int]
) -> None:
    badge = a_badge(1, FinalRank(board_key="board-1", rank=3, times=times), cap)
    facts = [
        RankFacts(
            subject_id=RITA,
            starts_on=date(2026, 3, 2) + timedelta(days=7 * week),
            rank=1,
            won_at=NOW,
        )
        for week in (3, 0, 1, 2)
    ]
    found = [starts_on for starts_on, _ in reached(a_playbook(), badge, facts)]
    assert found == [date(2026, 3, day) if day else date(1970, 1, 1) for day in places]
