"""The laws: what follows from an activity, and what a reversal leaves."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellringer.gamification.commands.activities import Keyed
from bellringer.gamification.errors import (
    AlreadyRecordedError,
    AlreadyReversedError,
    UnknownActivityError,
)
from bellringer.gamification.events import BadgeEarned, DealWon, LevelReached, MilestonePassed
from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.facts.points import RuleUse
from bellringer.gamification.outcome.activities import Outcome
from bellringer.gamification.rules.points.pricing import price
from bellringer.gamification.rules.recording.after import after
from bellringer.gamification.rules.recording.decide import decide
from bellringer.gamification.rules.streaks.walk import walk
from bellringer.words import EntryReason, SubjectKind
from tests.unit.world import (
    ADA,
    ADMIN,
    BOB,
    IMPORT,
    NORTH,
    NOW,
    RITA,
    SOUTH,
    SUE,
    World,
    a_goal,
    a_world,
    days_ago,
    goals,
    record,
    regrouped,
    reversal,
)


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that happens in a story: an activity, or the reversal of an earlier one."""

    kind: str = "call"
    member_id: UUID = RITA
    days_ago: int = 0
    hour: int = 12
    quantity: int = 1
    amount_minor: int | None = None
    profit: int | None = None
    is_shared: bool = False
    undoes: int | None = None


_WHO = st.sampled_from([RITA, RITA, RITA, BOB, SUE])
_WHEN = {"days_ago": st.integers(0, 24), "hour": st.integers(0, 14)}
_CALLS = st.builds(Act, member_id=_WHO, quantity=st.integers(1, 12), **_WHEN)
_DEALS = st.builds(
    Act,
    kind=st.just("deal_won"),
    member_id=_WHO,
    amount_minor=st.integers(0, 60_000),
    profit=st.none() | st.integers(-9_000, 30_000),
    is_shared=st.booleans(),
    **_WHEN,
)
_UNDO = st.builds(Act, undoes=st.integers(0, 20))
_STORY = st.lists(_CALLS | _DEALS | _UNDO, max_size=12)


def played(world: World, act: Act) -> Outcome | None:
    """Let an act happen; None where there is nothing to undo."""
    if act.undoes is None:
        shares = [(act.member_id, 6_667), (ADA, 3_333)] if act.is_shared else []
        return world.record(
            act.kind,
            by=ADMIN,
            member_id=act.member_id,
            at=days_ago(act.days_ago, act.hour),
            quantity=act.quantity,
            amount_minor=act.amount_minor,
            profit=act.profit,
            shares=shares,
        )
    undone = _undone_by(world, act)
    return world.reverse(undone) if undone else None


def _undone_by(world: World, act: Act) -> Outcome | None:
    open_ones = [
        outcome
        for outcome in world.outcomes
        if outcome.placed.reverses_id is None
        and not world.activities[outcome.placed.activity_id].is_reversed
    ]
    return open_ones[(act.undoes or 0) % len(open_ones)] if open_ones else None


def told(world: World) -> list[MilestonePassed]:
    return [
        event
        for outcome in world.outcomes
        for event in outcome.consequences.events
        if isinstance(event, MilestonePassed)
    ]


@given(_STORY, _CALLS | _DEALS)
@settings(max_examples=150, deadline=None)
def test_recording_and_then_reversing_leaves_everything_as_before(
    story: list[Act], act: Act
) -> None:
    world = a_world(goals())
    for each in story:
        played(world, each)
    before = world.state()
    outcome = played(world, act)
    assert outcome is not None
    taken = world.reverse(outcome)
    assert world.state() == before
    assert taken.points_earned == -outcome.points_earned


@given(_STORY)
@settings(max_examples=100, deadline=None)
def test_reversing_everything_in_any_order_leaves_nothing(story: list[Act]) -> None:
    world = a_world(goals())
    empty = world.state()
    for each in story:
        played(world, each)
    while played(world, Act(undoes=len(world.outcomes) // 2)):
        pass
    assert world.state() == empty
    assert sum(entry.points for entry in world.ledger) == 0


@given(_STORY)
@settings(max_examples=150, deadline=None)
def test_L2_every_sum_is_the_ledger_and_the_credits_added_up(story: list[Act]) -> None:
    world = a_world(goals())
    for each in story:
        played(world, each)
        days, scores, reached = regrouped(world)
        assert {key: total for key, total in world.days.items() if total} == {
            key: total for key, total in days.items() if total
        }
        plain = {key: score for key, score in world.scores.items() if key[0] != 6}
        assert {key: score for key, score in plain.items() if score} == {
            key: score for key, score in scores.items() if score
        }
        plain_reached = {key: at for key, at in world.reached.items() if key[0] != 6}
        assert plain_reached == reached
        for member_id, member in world.members.items():
            own = [entry.points for entry in world.ledger if entry.member_id == member_id]
            assert member.total_points == sum(own)
        for goal in world.goals.values():
            assert goal.progress == gathered(world, goal, goal.metric_key)


def gathered(world: World, goal: GoalFacts, metric_key: str) -> int:
    return sum(
        total
        for (subject_id, key, on), total in world.days.items()
        if subject_id == goal.owner_id and key == metric_key and goal.starts_on <= on < goal.ends_on
    )


@given(_STORY)
@settings(max_examples=100, deadline=None)
def test_M4_every_run_is_the_walk_over_all_days(story: list[Act]) -> None:
    world = a_world(goals())
    for each in story:
        played(world, each)
    streaks = {streak.streak_id: streak for streak in world.playbook.streaks}
    for (streak_id, member_id), run in world.runs.items():
        days = world.streak_days[streak_id, member_id]
        member = world.members[member_id]
        assert run == walk(world.playbook, member, streaks[streak_id], days)[0]


@given(_STORY, _STORY)
@settings(max_examples=100, deadline=None)
def test_a_batch_decided_on_facts_read_once_is_the_same_as_one_by_one(
    before: list[Act], story: list[Act]
) -> None:
    batch, one_by_one = a_world(goals()), a_world(goals())
    for world in (batch, one_by_one):
        for each in before:
            played(world, each)
    known = len(one_by_one.outcomes)
    for each in story:
        # Within a batch nobody knows yet what else is in it, so only earlier ones are undone.
        if each.undoes is None or _is_undone_from(one_by_one, each, known):
            played(one_by_one, each)
    commands = [
        command
        for outcome in one_by_one.outcomes[known:]
        if isinstance(command := outcome.placed.command, Keyed)
    ]
    placed = [batch.place(command, skip=skip) for skip, command in enumerate(commands)]
    reach = batch.reach(placed)
    facts = batch.read(reach)
    for each_placed in placed:
        outcome = decide(facts, each_placed, now=NOW)
        facts = after(facts, outcome)
        batch.write(outcome, reach)
    assert batch.outcomes == one_by_one.outcomes


def _is_undone_from(world: World, act: Act, known: int) -> bool:
    found = _undone_by(world, act)
    return found is not None and found in world.outcomes[:known]


@given(_STORY)
@settings(max_examples=100, deadline=None)
def test_M1_M2_a_milestone_is_told_once_however_often_it_is_crossed(story: list[Act]) -> None:
    world = a_world(goals())
    for each in [*story, *story]:
        played(world, each)
    crossed = Counter(
        (made.goal_id, made.agreement_no, made.percent)
        for outcome in world.outcomes
        for made in outcome.consequences.crossings
        if not made.is_again
    )
    assert set(crossed.values()) <= {1}
    passed = Counter(
        (event.goal_id, percent)
        for event in told(world)
        for percent in (event.percent, *event.also)
    )
    assert set(passed.values()) <= {1}


@given(st.lists(st.integers(1, 60), min_size=1, max_size=10))
def test_M1_the_same_milestones_are_crossed_however_the_points_are_split(parts: list[int]) -> None:
    split, whole = (a_world([a_goal(target=100)]) for _ in range(2))
    for part in parts:
        split.record(quantity=part)
    whole.record(quantity=min(sum(parts), 1_000_000))
    [of_split], [of_whole] = split.goals.values(), whole.goals.values()
    # A badge's bonus comes at another moment, never at another sum.
    assert of_split.progress >= sum(parts)
    if of_split.progress == of_whole.progress:
        assert of_split.crossed == of_whole.crossed


def test_M1_an_activity_that_jumps_over_several_milestones_tells_the_highest_alone() -> None:
    world = a_world([a_goal(metric_key="calls", target=10)])
    outcome = world.record(quantity=8)
    [event] = told(world)
    assert (75, (25, 50)) == (event.percent, event.also)
    assert [(25, 75), (50, 75), (75, 75)] == [
        (made.percent, made.told_percent) for made in outcome.consequences.crossings
    ]


def test_M2_a_milestone_crossed_again_is_recorded_and_nobody_is_told() -> None:
    world = a_world([a_goal(metric_key="calls", target=10)])
    first = world.record(quantity=8)
    undone = world.reverse(first)
    assert [25, 50, 75] == [each.percent for each in undone.consequences.uncrossings]
    again = world.record(quantity=10)
    assert [(25, True), (50, True), (75, True), (100, False)] == [
        (made.percent, made.is_again) for made in again.consequences.crossings
    ]
    assert [None, None, None, 100] == [made.told_percent for made in again.consequences.crossings]
    assert [75, 100] == [event.percent for event in told(world)]


def test_a_bonus_that_carries_the_goal_on_is_told_with_the_activity_that_won_it() -> None:
    world = a_world([a_goal(target=120)])
    world.record(quantity=94)  # 5 more for badge 2: ten calls in a day
    world.record(quantity=1)  # makes 100 points, and these win 20 more with badge 3
    assert [(75, (25, 50)), (100, ())] == [(event.percent, event.also) for event in told(world)]
    assert 120 + 10 == world.members[RITA].total_points  # and 10 for the goal, with badge 6


def test_with_a_floor_the_milestones_from_100_on_need_both_metrics() -> None:
    goal = a_goal(metric_key="revenue", target=10_000, floor=("gross_profit", 3_000))
    world = a_world([goal])
    world.record("deal_won", amount_minor=12_000, profit=1_000)
    assert {25, 50, 75} == world.goals[goal.goal_id].crossed
    world.record("deal_won", amount_minor=0, profit=2_000)
    assert {25, 50, 75, 100, 120} == world.goals[goal.goal_id].crossed


def test_milestones_are_counted_from_the_baseline() -> None:
    goal = a_goal(metric_key="calls", target=30, baseline=20)
    world = a_world([goal])
    world.record(quantity=5)
    assert {25, 50} == world.goals[goal.goal_id].crossed


def test_team_and_organization_goals_move_with_what_their_members_do() -> None:
    team, south, whole = (
        a_goal(1, owner_id=NORTH, owner_kind=SubjectKind.TEAM, metric_key="calls", target=4),
        a_goal(2, owner_id=SOUTH, owner_kind=SubjectKind.TEAM, metric_key="calls", target=4),
        replace(
            a_goal(3, metric_key="calls", target=4),
            owner_kind=SubjectKind.ORGANIZATION,
            owner_id=World().playbook.org_id,
        ),
    )
    world = a_world([team, south, whole])
    world.record(quantity=1)
    world.record(quantity=2, by=ADMIN, member_id=BOB)
    world.record(quantity=1, by=ADMIN, member_id=SUE)
    assert [3, 0, 4] == [goal.progress for goal in world.goals.values()]


def test_days_outside_a_goals_dates_do_not_count() -> None:
    goal = a_goal(metric_key="calls", starts_on=date(2026, 3, 10), ends_on=date(2026, 3, 11))
    world = a_world([goal])
    world.record(at=days_ago(0))
    world.record(at=days_ago(2))
    assert 0 == world.goals[goal.goal_id].progress
    world.record(at=days_ago(1))
    assert 1 == world.goals[goal.goal_id].progress


def test_news_of_a_period_that_is_past_is_kept_and_not_told() -> None:
    goal = a_goal(
        metric_key="calls", target=1, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 11)
    )
    world = a_world([goal])
    outcome = world.record(at=days_ago(1, hour=22))  # 17 hours ago; the goal ended at midnight
    assert [None] * 4 == [made.told_percent for made in outcome.consequences.crossings]
    assert not told(world)


@pytest.mark.parametrize(("hours", "is_news"), [(24, True), (25, False)])
def test_what_is_recorded_more_than_a_day_late_is_kept_and_not_told(
    hours: int, is_news: bool
) -> None:
    world = a_world([a_goal(metric_key="deals", target=1)])
    at = NOW - timedelta(hours=hours)
    outcome = world.record("deal_won", at=at, amount_minor=1_000_000)
    assert outcome.consequences.crossings
    assert outcome.consequences.awards
    assert 2 == world.members[RITA].level
    kinds = {type(event) for event in outcome.consequences.events}
    every = {MilestonePassed, BadgeEarned, LevelReached, DealWon}
    assert (every if is_news else set()) == kinds


def test_an_import_of_an_old_year_is_silent() -> None:
    world = a_world()
    outcome = world.record("deal_won", by=IMPORT, on=date(2017, 3, 1), amount_minor=50_000_000)
    assert outcome.consequences.awards
    assert () == outcome.consequences.events


def test_the_points_of_a_split_deal_add_up_and_each_stays_with_its_team() -> None:
    world = a_world()
    world.record(
        "deal_won", amount_minor=10_001, shares=[(RITA, 3_334), (BOB, 3_333), (ADA, 3_333)]
    )
    points = [entry for entry in world.ledger if entry.reason is EntryReason.ACTIVITY]
    assert 51 == sum(entry.points for entry in points)
    assert {RITA: NORTH, BOB: NORTH, ADA: SOUTH} == {
        entry.member_id: entry.team_id for entry in points
    }
    day = NOW.date()
    assert 10_001 == world.days[world.playbook.org_id, "revenue", day]
    assert 1 == world.days[world.playbook.org_id, "deals", day]
    assert 0 == world.days[BOB, "deals", day]


def test_credits_are_numbered_in_the_order_in_which_they_score() -> None:
    world = a_world()
    first = world.record()
    second = world.record("deal_won", shares=[(RITA, 5_000), (BOB, 5_000)])
    assert [1] == [credit.member_seq for credit in first.placed.credits]
    assert [2, 1] == [credit.member_seq for credit in second.placed.credits]
    assert 3 == world.members[RITA].next_seq


def test_what_waits_for_approval_changes_nothing() -> None:
    world = a_world(goals())
    before = world.state()
    outcome = world.record("claimed")
    assert outcome.placed.is_pending
    assert before == world.state()
    assert (0, 0) == (outcome.points_earned, outcome.total_after)
    assert 1 == world.members[RITA].next_seq


def test_a_second_activity_for_a_live_outside_record_is_refused_by_name() -> None:
    world = a_world()
    first = world.record(external_id="crm:7")
    with pytest.raises(AlreadyRecordedError) as refusal:
        world.record(external_id="crm:7")
    assert first.placed.activity_id == refusal.value.activity_id
    world.record("deal_won", external_id="crm:7")
    world.reverse(first)
    world.record(external_id="crm:7")


def test_the_second_of_two_reversals_in_one_batch_is_refused() -> None:
    world = a_world()
    original = world.record().placed.activity_id
    placed = [world.place(reversal(original), skip=skip) for skip in (0, 1)]
    facts = world.read(world.reach(placed))
    facts = after(facts, decide(facts, placed[0], now=NOW))
    with pytest.raises(AlreadyReversedError):
        decide(facts, placed[1], now=NOW)


def test_a_reversal_without_its_original_among_the_facts_is_refused() -> None:
    world = a_world()
    placed = world.place(reversal(world.record().placed.activity_id))
    facts = replace(world.read(world.reach([placed])), originals={})
    with pytest.raises(UnknownActivityError):
        decide(facts, placed, now=NOW)


def test_a_reversal_posts_where_its_original_lies_at_its_original_price() -> None:
    world = a_world()
    outcome = world.record("deal_won", at=days_ago(9), amount_minor=30_000)
    dearer = tuple(
        replace(rule, terms=replace(rule.terms, points=9_999)) for rule in world.playbook.rules
    )
    world.playbook = replace(world.playbook, rules=dearer)
    world.members[RITA] = replace(world.members[RITA], teams=())
    taken = world.reverse(outcome)
    for original, entry in zip(
        outcome.consequences.entries, taken.consequences.entries, strict=True
    ):
        assert entry.reverses_id == original.entry_id
        assert entry.points == -original.points
        assert (entry.team_id, entry.org_on, entry.member_on, entry.occurred_at) == (
            original.team_id,
            original.org_on,
            original.member_on,
            original.occurred_at,
        )


def test_what_arrives_after_the_end_is_a_correction() -> None:
    world = a_world()
    late = world.record(at=days_ago(20))
    finals = {
        (move.board_id, move.starts_on)
        for move in late.consequences.scores
        if move.board_id in (1, 2)
    }
    world.finals |= finals
    more = world.record(at=days_ago(20), quantity=5)
    taken = world.reverse(late)
    for outcome in (more, taken):
        assert finals == {
            (move.board_id, move.starts_on)
            for move in outcome.consequences.scores
            if move.is_correction
        }


def test_a_level_is_told_once_and_stays_on_a_reversal() -> None:
    world = a_world()
    outcome = world.record(quantity=60)
    assert 1 == world.members[RITA].level
    world.reverse(outcome)
    assert 1 == world.members[RITA].level
    again = world.record(quantity=60)
    levels = [
        event
        for each in (outcome, again)
        for event in each.consequences.events
        if isinstance(event, LevelReached)
    ]
    assert [1] == [event.level for event in levels]


def test_percent_to_goal_counts_only_targets_of_exactly_this_metric_and_period() -> None:
    month = a_goal(1, owner_id=BOB, metric_key="revenue", target=1_000)
    half = a_goal(2, metric_key="revenue", target=1_000, ends_on=date(2026, 3, 16))
    own = a_goal(3, owner_id=SOUTH, owner_kind=SubjectKind.TEAM, metric_key="revenue")
    world = a_world([month, half, own])
    world.record("deal_won", amount_minor=100)
    assert 0 == world.scores[6, date(2026, 3, 1), NORTH]
    world.record("deal_won", by=ADMIN, member_id=BOB, amount_minor=200)
    world.record("deal_won", by=ADMIN, member_id=ADA, amount_minor=400)
    assert 200 == world.scores[6, date(2026, 3, 1), NORTH]
    assert 400 == world.scores[6, date(2026, 3, 1), SOUTH]
    moves = [
        move
        for outcome in world.outcomes
        for move in outcome.consequences.scores
        if move.board_id == 6
    ]
    assert all(move.is_derived for move in moves)


def test_percent_to_goal_counts_what_the_goal_counts_whatever_the_boards_zone() -> None:
    month = a_goal(owner_id=BOB, metric_key="revenue", target=1_000)
    world = a_world([month])
    world.playbook = replace(
        world.playbook,
        boards=tuple(
            replace(board, timezone="America/New_York") for board in world.playbook.boards
        ),
    )
    april = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)  # still March in New York, not so for the goal
    commands = [
        record("deal_won", by=ADMIN, member_id=BOB, amount_minor=amount, at=at)
        for amount, at in ((200, april - timedelta(days=3)), (400, april))
    ]
    now = april + timedelta(hours=1)
    placed = [world.place(command, now=now, skip=skip) for skip, command in enumerate(commands)]
    reach = world.reach(placed)
    facts = world.read(reach)
    for each in placed:
        outcome = decide(facts, each, now=now)
        facts = after(facts, outcome)
        world.write(outcome, reach)
    assert 200 == world.goals[month.goal_id].progress
    assert 200 == world.scores[6, date(2026, 3, 1), NORTH]


def test_a_goal_that_one_set_oneself_counts_on_no_board() -> None:
    goal = replace(a_goal(owner_id=BOB, metric_key="revenue"), is_self_set=True)
    world = a_world([goal])
    world.record("deal_won", by=ADMIN, member_id=BOB, amount_minor=200)
    assert 0 == world.scores[6, date(2026, 3, 1), NORTH]
    assert 200 == world.goals[goal.goal_id].progress


@given(_STORY)
@settings(max_examples=50, deadline=None)
def test_L3_pricing_the_same_activities_again_gives_the_same_ledger(story: list[Act]) -> None:
    world = a_world()
    for each in story:
        played(world, each)
    later = replace(
        world.playbook,
        rules=tuple(
            version
            for rule in world.playbook.rules
            for version in (
                rule,
                replace(
                    rule,
                    version=2,
                    terms=replace(rule.terms, points=777),
                    effective_from=NOW + timedelta(seconds=1),
                    published_at=NOW + timedelta(seconds=1),
                ),
            )
        ),
    )
    paid = [entry for entry in world.ledger if entry.reason is EntryReason.ACTIVITY]
    assert paid == [
        entry
        for outcome in world.outcomes
        if outcome.placed.reverses_id is None
        for entry in price(later, outcome.placed.priced, RuleUse())
    ]


def test_no_outcome_depends_on_when_it_is_decided_but_in_what_it_tells() -> None:
    command = record("deal_won", at=NOW, amount_minor=90_000)
    early, late = a_world(goals()), a_world(goals())
    placed = early.place(command)
    outcomes = [
        decide(world.read(world.reach([placed])), placed, now=at)
        for world, at in ((early, NOW), (late, NOW + timedelta(days=40)))
    ]
    silent = [
        replace(
            outcome.consequences,
            events=(),
            crossings=tuple(
                replace(made, told_percent=None) for made in outcome.consequences.crossings
            ),
        )
        for outcome in outcomes
    ]
    assert silent[0] == silent[1]
