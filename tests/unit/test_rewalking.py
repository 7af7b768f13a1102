"""Runs walked anew: the past may change under them, and what follows is what it would have been."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.members import LeaveSpan
from bellringer.gamification.facts.streaks import StreakFacts, StreakRun
from bellringer.gamification.playbook.badges import StreakLength
from bellringer.gamification.rules.recording.follow import settle
from bellringer.gamification.rules.recording.movement import Movement
from bellringer.gamification.rules.streaks.rewalking import rewalk
from bellringer.gamification.rules.streaks.walk import walk
from bellringer.words import AwardState
from tests.unit.world import ADMIN, NOW, RITA, World, a_world, an_id, days_ago

AGO = st.integers(0, 16)
CALLS = st.lists(st.tuples(AGO, st.sampled_from([1, 3])), min_size=1, max_size=12)
LEAVE = st.tuples(AGO, st.integers(1, 6)).map(
    lambda given: LeaveSpan(
        starts_on=days_ago(given[0]).date(),
        ends_on=days_ago(given[0]).date() + timedelta(days=given[1]),
    )
)


def a_past(calls: list[tuple[int, int]], *, leave: tuple[LeaveSpan, ...] = ()) -> World:
    world = a_world()
    world.members[RITA] = replace(world.members[RITA], leave=leave)
    for ago, quantity in calls:
        world.record(by=ADMIN, at=days_ago(ago), quantity=quantity)
    return world


def walk_anew(world: World, number: int) -> None:
    """Walk Rita's streaks as the action does."""
    member, streaks = world.members[RITA], world.playbook.streaks
    known = {
        key: StreakFacts(
            run=world.runs.get(key, StreakRun()),
            days=dict(world.streak_days.get(key, Counter())),
            is_complete=True,
        )
        for key in ((streak.streak_id, RITA) for streak in streaks)
    }
    awards: dict[tuple[UUID, UUID], tuple[AwardFacts, ...]] = {}
    for award in world.awards.values():
        holder = award.badge_id, award.member_id
        awards[holder] = (*awards.get(holder, ()), award)
    found = rewalk(world.playbook, member, streaks, known, awards, now=NOW)
    world.runs |= {key: facts.run for key, facts in found.streaks.items()}
    if not (found.gained or found.lost):
        return
    movement = Movement(cause_id=an_id(10_000 + number), takes_back=True, is_silent=True)
    places = (*(change for _, change in found.gained), *found.returned)
    reach = world.reach_of(replace(movement, changes=places))
    facts = world.read(reach)
    facts = replace(
        facts,
        streaks={**facts.streaks, **found.streaks},
        awards={**facts.awards, **awards},
    )
    follows = settle(facts, movement, found.gained, found.lost, now=NOW)
    assert () == follows.events
    world.save(follows, reach)


def held(world: World) -> dict[str, int]:
    """How many awards of each streak badge count."""
    return {
        badge.badge_key: sum(
            award.badge_id == badge.badge_id and award.state is AwardState.GRANTED
            for award in world.awards.values()
        )
        for badge in world.playbook.badges
        if isinstance(badge.criteria, StreakLength)
    }


def deserved(world: World) -> dict[str, int]:
    """How many awards the runs give: one for each run that is long enough, or one for ever."""
    found = {}
    for streak in world.playbook.streaks:
        days = world.streak_days.get((streak.streak_id, RITA), Counter())
        _, runs = walk(world.playbook, world.members[RITA], streak, days)
        for badge, criteria in world.playbook.lengths_by_streak.get(streak.streak_key, ()):
            long_enough = sum(run.reached_on(criteria.length) is not None for run in runs)
            found[badge.badge_key] = min(long_enough, 1) if badge.cap_period else long_enough
    return found


@given(CALLS, LEAVE)
@settings(max_examples=150, deadline=None)
def test_M4_leave_entered_afterwards_gives_what_leave_entered_before_gives(
    calls: list[tuple[int, int]], leave: LeaveSpan
) -> None:
    early = a_past(calls, leave=(leave,))
    late = a_past(calls)
    late.members[RITA] = replace(late.members[RITA], leave=(leave,))
    walk_anew(late, 1)
    assert {key: run for key, run in early.runs.items() if run != StreakRun()} == {
        key: run for key, run in late.runs.items() if run != StreakRun()
    }
    assert held(late) == deserved(late)
    assert held(late)["badge-4"] == held(early)["badge-4"]


@given(CALLS, LEAVE)
@settings(max_examples=150, deadline=None)
def test_leave_that_is_removed_again_leaves_points_and_badges_as_they_were(
    calls: list[tuple[int, int]], leave: LeaveSpan
) -> None:
    world = a_past(calls)
    walk_anew(world, 1)
    points, badges, runs = world.members[RITA].total_points, held(world), dict(world.runs)
    world.members[RITA] = replace(world.members[RITA], leave=(leave,))
    walk_anew(world, 2)
    assert held(world) == deserved(world)
    world.members[RITA] = replace(world.members[RITA], leave=())
    walk_anew(world, 3)
    assert (points, badges, runs) == (
        *(world.members[RITA].total_points, held(world)),
        world.runs,
    )


def test_walking_anew_what_has_not_changed_changes_nothing() -> None:
    world = a_past([(1, 3), (2, 3), (5, 3)])
    before = world.state()
    walk_anew(world, 1)
    assert before == world.state()
