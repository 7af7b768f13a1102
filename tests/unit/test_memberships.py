"""Members who move and memberships that are corrected: every sum is still the facts added up."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellringer.gamification.errors import DomainError, InvalidInputError, WrongStateError
from bellringer.gamification.facts.members import TeamSpan
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.goals.progress import passed_milestones
from bellringer.gamification.rules.memberships import corrected_until, moved, placed, replaced
from bellringer.words import EntryReason, SubjectKind
from tests.unit.test_decide import _CALLS, _DEALS, _UNDO, Act, gathered, played, told
from tests.unit.world import (
    ADMIN,
    BOB,
    NORTH,
    NOW,
    RITA,
    SOUTH,
    TODAY,
    World,
    a_goal,
    a_world,
    days_ago,
    goals,
    regrouped,
)

ALWAYS = date(1970, 1, 1)
WEST = UUID(int=SOUTH.int + 1)


@dataclass(frozen=True, kw_only=True)
class Move:
    """A move, or a correction where `ago` is given."""

    member_id: UUID
    team_id: UUID | None
    ago: int | None = None
    days: int | None = None


_TEAM = st.sampled_from([NORTH, SOUTH, WEST, None])
_WHO = st.sampled_from([RITA, BOB])
_MOVES = st.builds(Move, member_id=_WHO, team_id=_TEAM)
_CORRECTIONS = st.builds(
    Move,
    member_id=_WHO,
    team_id=_TEAM,
    ago=st.integers(0, 26),
    days=st.none() | st.integers(1, 20),
)
_STORY = st.lists(_CALLS | _DEALS | _UNDO | _MOVES | _CORRECTIONS, max_size=12)


def a_world_of_teams() -> World:
    """A world in which every team has a goal to cross."""
    ours = [
        a_goal(
            number, owner_id=team_id, owner_kind=SubjectKind.TEAM, metric_key=metric, target=target
        )
        for number, team_id, metric, target in (
            (11, SOUTH, "calls", 20),
            (12, WEST, "points", 60),
            (13, NORTH, "points", 80),
        )
    ]
    return a_world([*goals(), *ours])


def happened(world: World, each: Act | Move) -> None:
    """Let it happen, if it can."""
    if isinstance(each, Act):
        played(world, each)
        return
    with suppress(WrongStateError):
        if each.ago is None:
            world.move(each.member_id, each.team_id, starts_on=TODAY)
        else:
            starts_on = TODAY - timedelta(days=each.ago)
            ends_on = None if each.days is None else starts_on + timedelta(days=each.days)
            world.correct(each.member_id, each.team_id, starts_on=starts_on, ends_on=ends_on)


@given(_STORY)
@settings(max_examples=150, deadline=None)
def test_L2_L5_after_any_order_of_recording_reversing_moving_and_correcting_sums_are_the_facts(
    story: list[Act | Move],
) -> None:
    world = a_world_of_teams()
    for each in story:
        happened(world, each)
        days, scores, reached = regrouped(world)
        assert {key: total for key, total in world.days.items() if total} == {
            key: total for key, total in days.items() if total
        }
        plain = {key: score for key, score in world.scores.items() if key[0] != 6 and score}
        assert plain == {key: score for key, score in scores.items() if score}
        assert {key: at for key, at in world.reached.items() if key[0] != 6} == reached
        for goal in world.goals.values():
            assert goal.progress == gathered(world, goal, goal.metric_key)
            assert goal.crossed - goal.undone == passed_milestones(world.playbook, goal)


@given(_STORY)
@settings(max_examples=100, deadline=None)
def test_reversing_everything_afterwards_leaves_nothing_anywhere(story: list[Act | Move]) -> None:
    world = a_world_of_teams()
    empty = world.state()
    for each in story:
        happened(world, each)
    while played(world, Act(undoes=len(world.outcomes) // 2)):
        pass
    assert world.state() == empty
    # whatever team an entry was moved to, its reversal found it there
    for team_id in (NORTH, SOUTH, WEST, None):
        assert sum(entry.points for entry in world.ledger if entry.team_id == team_id) == 0
    reversed_ids = [entry.reverses_id for entry in world.ledger if entry.reverses_id]
    assert len(reversed_ids) == len(set(reversed_ids))


@given(_STORY, _CORRECTIONS)
@settings(max_examples=100, deadline=None)
def test_a_correction_moves_nothing_of_the_members_own_and_tells_nobody(
    story: list[Act | Move], correction: Move
) -> None:
    world = a_world_of_teams()
    for each in story:
        happened(world, each)
    before, news = world.state(), len(told(world))
    own = {key: total for key, total in world.days.items() if key[0] not in (NORTH, SOUTH, WEST)}
    happened(world, correction)
    after = world.state()
    for part in ("points", "streaks", "badges"):
        assert before[part] == after[part]
    assert own == {key: total for key, total in world.days.items() if key in own}
    assert len(told(world)) == news


@given(_STORY, st.integers(0, 26))
@settings(max_examples=100, deadline=None)
def test_L5_on_corrected_days_every_point_is_with_the_team_that_is_on_record(
    story: list[Act | Move], ago: int
) -> None:
    world = a_world_of_teams()
    for each in story:
        happened(world, each)
    starts_on = TODAY - timedelta(days=ago)
    world.correct(RITA, WEST, starts_on=starts_on)
    until = world.corrected[-1].ends_on
    for entry in world.ledger:
        inside = entry.org_on >= starts_on and (until is None or entry.org_on < until)
        if entry.member_id == RITA and inside and entry.team_id != WEST:
            rest = [
                other.points
                for other in world.ledger
                if (other.member_id, other.team_id, other.org_on)
                == (RITA, entry.team_id, entry.org_on)
            ]
            assert sum(rest) == 0
    assert team_on(world.members[RITA].teams, starts_on) == WEST


def test_L5_points_stay_with_the_team_of_the_day_they_were_earned() -> None:
    world = a_world()
    early = world.record(quantity=5)
    world.move(RITA, SOUTH, starts_on=TODAY)
    world.record(quantity=2)
    assert (5, 2) == tuple(world.days[team, "calls", TODAY] for team in (NORTH, SOUTH))
    world.reverse(early)
    assert (0, 2) == tuple(world.days[team, "calls", TODAY] for team in (NORTH, SOUTH))


def test_a_transfer_is_a_pair_that_cancels_the_entry_and_writes_it_anew() -> None:
    world = a_world()
    [entry] = world.record(at=days_ago(3), quantity=5).consequences.entries
    out, anew = world.correct(RITA, SOUTH, starts_on=TODAY - timedelta(days=3)).entries
    assert (out.team_id, out.points, out.reverses_id) == (NORTH, -5, entry.entry_id)
    assert (anew.team_id, anew.points, anew.reverses_id) == (SOUTH, 5, None)
    assert {out.reason, anew.reason} == {EntryReason.TRANSFER}
    assert (anew.rule_id, anew.rule_version) == (entry.rule_id, entry.rule_version)
    assert (anew.occurred_at, anew.org_on) == (entry.occurred_at, entry.org_on)


def test_a_goal_that_a_correction_carries_over_a_milestone_crosses_silently() -> None:
    goal = a_goal(owner_id=SOUTH, owner_kind=SubjectKind.TEAM, target=10)
    world = a_world([goal])
    world.record(by=ADMIN, at=NOW, quantity=6)
    follows = world.correct(RITA, SOUTH, starts_on=TODAY)
    assert [(25, None), (50, None)] == [
        (made.percent, made.told_percent) for made in follows.crossings
    ]
    assert () == follows.events
    back = world.correct(RITA, NORTH, starts_on=TODAY)
    assert [25, 50] == [undone.percent for undone in back.uncrossings]


N, S, W = NORTH, SOUTH, WEST


def spans(*given: tuple[UUID, date, date | None]) -> tuple[TeamSpan, ...]:
    return tuple(TeamSpan(team_id=team, starts_on=start, ends_on=end) for team, start, end in given)


def day(number: int) -> date:
    return date(2026, 3, number)


@pytest.mark.parametrize(
    ("before", "team", "start", "end", "after"),
    [
        ([(N, ALWAYS, None)], S, 5, None, [(N, ALWAYS, day(5)), (S, day(5), None)]),
        (
            [(N, ALWAYS, None)],
            *(S, 5, 9),
            [(N, ALWAYS, day(5)), (S, day(5), day(9)), (N, day(9), None)],
        ),
        ([(N, ALWAYS, None)], N, 5, 9, [(N, ALWAYS, None)]),
        ([(N, ALWAYS, day(5)), (S, day(5), None)], N, 5, None, [(N, ALWAYS, None)]),
        ([(N, day(1), day(3)), (S, day(5), None)], W, 3, 5, None),
        (
            [(N, day(1), day(3)), (S, day(5), None)],
            None,
            2,
            6,
            [(N, day(1), day(2)), (S, day(6), None)],
        ),
        ([], S, 5, None, [(S, day(5), None)]),
    ],
)
def test_a_span_is_placed_among_the_others_and_equal_neighbours_are_one(
    before: list[tuple[UUID, date, date | None]],
    team: UUID | None,
    start: int,
    end: int | None,
    after: list[tuple[UUID, date, date | None]] | None,
) -> None:
    expected = after or [(N, day(1), day(3)), (W, day(3), day(5)), (S, day(5), None)]
    got = placed(
        spans(*before),
        team,
        starts_on=day(start),
        ends_on=None if end is None else day(end),
    )
    assert spans(*expected) == got


@given(st.lists(st.tuples(_TEAM, st.integers(0, 30), st.none() | st.integers(1, 9)), max_size=8))
@settings(deadline=None)
def test_at_any_date_there_is_at_most_one_team_and_it_is_the_one_said_last(
    said: list[tuple[UUID | None, int, int | None]],
) -> None:
    teams: tuple[TeamSpan, ...] = ()
    dates = [day(1) + timedelta(days=each) for each in range(50)]
    expected: dict[date, UUID | None] = dict.fromkeys(dates)
    for team_id, start, length in said:
        starts_on = day(1) + timedelta(days=start)
        ends_on = None if length is None else starts_on + timedelta(days=length)
        teams = placed(teams, team_id, starts_on=starts_on, ends_on=ends_on)
        for on in dates:
            if on >= starts_on and (ends_on is None or on < ends_on):
                expected[on] = team_id
    for on in dates:
        holding = [
            span.team_id
            for span in teams
            if span.starts_on <= on and (span.ends_on is None or on < span.ends_on)
        ]
        assert holding == ([] if expected[on] is None else [expected[on]])


PLANNED = spans((N, ALWAYS, day(20)), (S, day(20), None))


@pytest.mark.parametrize(
    ("teams", "start", "team", "has_scored", "refusal"),
    [
        (PLANNED, 10, W, False, InvalidInputError),
        (PLANNED, 15, W, False, WrongStateError),
        (PLANNED, 25, S, False, WrongStateError),
        (spans((N, ALWAYS, day(11)), (S, day(11), None)), 11, W, True, WrongStateError),
    ],
)
def test_a_move_into_the_past_or_over_a_planned_one_is_refused(
    teams: tuple[TeamSpan, ...],
    start: int,
    team: UUID,
    has_scored: bool,
    refusal: type[DomainError],
) -> None:
    with pytest.raises(refusal):
        moved(teams, team, starts_on=day(start), today=TODAY, has_scored_since=has_scored)


@pytest.mark.parametrize(
    ("start", "team", "after"),
    [
        (20, W, [(N, ALWAYS, day(20)), (W, day(20), None)]),
        (20, N, [(N, ALWAYS, None)]),
        (20, None, [(N, ALWAYS, day(20))]),
        (25, W, [(N, ALWAYS, day(20)), (S, day(20), day(25)), (W, day(25), None)]),
    ],
)
def test_a_planned_move_is_changed_called_off_or_followed_by_another(
    start: int, team: UUID | None, after: list[tuple[UUID, date, date | None]]
) -> None:
    got = moved(PLANNED, team, starts_on=day(start), today=TODAY, has_scored_since=False)
    assert spans(*after) == got


def test_a_correction_holds_until_the_next_change_on_record() -> None:
    def until(start: int, end: int | None = None) -> date | None:
        ends_on = None if end is None else day(end)
        return corrected_until(PLANNED, starts_on=day(start), ends_on=ends_on, today=TODAY)

    assert day(20) == until(5)
    assert day(25) == until(5, 25)
    assert corrected_until((), starts_on=day(5), ends_on=None, today=TODAY) is None
    for start, end in ((12, None), (5, 5), (5, 4)):
        with pytest.raises(InvalidInputError):
            until(start, end)


def test_the_teams_that_a_correction_replaces_are_those_of_its_days() -> None:
    assert (N,) == replaced(PLANNED, starts_on=day(5), ends_on=day(20))
    assert (N, S) == replaced(PLANNED, starts_on=day(5), ends_on=None)
    assert (S,) == replaced(PLANNED, starts_on=day(20), ends_on=day(21))
