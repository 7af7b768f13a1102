"""What a member reports and somebody else approves: it counts from the decision, for the time when it happened."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bellringer.gamification.commands.activities import (
    ApproveActivity,
    RecordActivity,
    ReverseActivity,
)
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    AlreadyReversedError,
    DomainError,
    NotAllowedError,
    OwnPointsError,
    UnknownActivityError,
    WrongStateError,
)
from bellringer.gamification.events import ActivityApproved, LevelReached, MilestonePassed
from bellringer.gamification.outcome.activities import Outcome
from bellringer.gamification.rules.recording.after import after
from bellringer.gamification.rules.recording.approving import place_approval
from bellringer.gamification.rules.recording.decide import decide
from bellringer.words import ApprovalState, Role
from tests.unit.world import (
    ADA,
    ADMIN,
    BOB,
    IMPORT,
    MANAGER,
    NORTH,
    NOW,
    REP,
    RITA,
    SUE,
    World,
    a_goal,
    a_rule,
    a_world,
    an_id,
    days_ago,
    principal,
    record,
    reversal,
)

LATER = NOW + timedelta(days=3)


def claiming(**terms: object) -> World:
    """A world in which a claim that was approved pays 60 points."""
    world = a_world([a_goal(1, target=100)])
    world.playbook = replace(world.playbook, rules=(a_rule(1, "claimed", 60, **terms),), badges=())
    return world


def test_approved_it_scores_where_it_lies_and_takes_the_next_number_of_then() -> None:
    world = claiming()
    waiting = world.record("claimed", at=days_ago(2))
    world.record(by=MANAGER, member_id=RITA)
    approved = world.approve(waiting, now=LATER)
    assert (0, 60, 60) == (waiting.points_earned, approved.points_earned, approved.total_after)
    [credit] = approved.placed.credits
    assert 2 == credit.member_seq
    [entry] = approved.consequences.entries
    assert (days_ago(2), NORTH) == (entry.occurred_at, entry.team_id)


def test_it_is_news_of_the_decision_however_long_it_waited() -> None:
    world = claiming()
    waiting = world.record("claimed", at=days_ago(2))
    approved = world.approve(waiting, now=LATER)
    events = {type(event): event for event in approved.consequences.events}
    assert {ActivityApproved, MilestonePassed, LevelReached} <= events.keys()
    assert {LATER} == {event.occurred_at for event in events.values()}
    [crossed] = [
        made for made in approved.consequences.crossings if made.told_percent == made.percent
    ]
    assert (50, days_ago(2)) == (crossed.percent, crossed.crossed_at)


def test_what_lies_in_a_period_that_has_ended_is_not_told_but_the_decision_is() -> None:
    world = a_world([a_goal(1, target=100, ends_on=date(2026, 3, 13))])
    world.playbook = replace(
        world.playbook, rules=(a_rule(1, "claimed", 60),), badges=(), levels=()
    )
    approved = world.approve(world.record("claimed"), now=LATER)
    assert [ActivityApproved] == [type(event) for event in approved.consequences.events]


def test_the_prices_are_those_of_when_it_was_recorded() -> None:
    world = claiming()
    waiting = world.record("claimed")
    [rule] = world.playbook.rules
    dearer = replace(
        rule,
        version=2,
        terms=replace(rule.terms, points=999),
        published_at=NOW + timedelta(hours=1),
    )
    world.playbook = replace(world.playbook, version=2, rules=(rule, dearer))
    assert 60 == world.approve(waiting, now=LATER).points_earned


def test_its_shares_and_tags_are_kept_while_it_waits() -> None:
    world = claiming(tag="big")
    shares = [(RITA, 2_500), (BOB, 7_500)]
    approved = world.approve(world.record("claimed", shares=shares, tags=("big",)))
    assert [(RITA, 15), (BOB, 45)] == [
        (entry.member_id, entry.points) for entry in approved.consequences.entries
    ]
    assert [0, 1] == [credit.quantity for credit in approved.placed.credits]


def test_approved_then_reversed_is_as_before() -> None:
    world = claiming()
    waiting = world.record("claimed")
    before = world.state()
    world.approve(waiting)
    taken = world.reverse(waiting)
    assert -60 == taken.points_earned
    assert before == world.state()


def test_reversing_what_waits_withdraws_it_and_moves_nothing() -> None:
    world = claiming()
    waiting = world.record("claimed")
    before = world.state()
    withdrawn = world.reverse(waiting, by=REP)
    assert withdrawn.placed.withdraws
    assert before == world.state()
    assert 1 == world.members[RITA].next_seq
    with pytest.raises(WrongStateError):
        world.approve(waiting)
    with pytest.raises(AlreadyReversedError):
        world.reverse(waiting)


def test_what_was_rejected_is_neither_approved_nor_taken_back() -> None:
    world = claiming()
    activity_id = world.record("claimed").placed.activity_id
    rejected = replace(world.activities[activity_id], approval=ApprovalState.REJECTED)
    world.activities[activity_id] = rejected
    for command in (ApproveActivity(by=ADMIN, activity_id=activity_id), reversal(activity_id)):
        with pytest.raises(WrongStateError):
            world.do(command)


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        (MANAGER, None),
        (ADMIN, None),
        (IMPORT, None),
        (principal(SUE, Role.MANAGER), NotAllowedError),  # leads another team
        (principal(ADA), NotAllowedError),
        (REP, OwnPointsError),
        (principal(RITA, Role.ADMIN), OwnPointsError),
        (principal(BOB, Role.ADMIN), OwnPointsError),  # who shares in it
    ],
)
def test_who_may_approve(by: Principal, refusal: type[DomainError] | None) -> None:
    world = claiming()
    waiting = world.record("claimed", shares=[(RITA, 5_000), (BOB, 5_000)])
    if refusal is None:
        world.approve(waiting, by=by)
        return
    with pytest.raises(refusal):
        world.approve(waiting, by=by)


def test_only_what_is_on_record_and_waits_is_approved() -> None:
    world = claiming()
    with pytest.raises(UnknownActivityError):
        world.do(ApproveActivity(by=ADMIN, activity_id=an_id(77)))
    plain = world.record()
    with pytest.raises(WrongStateError):
        world.approve(plain)
    waiting = world.record("claimed").placed.activity_id
    with pytest.raises(UnknownActivityError):
        place_approval(
            {}, world.activities[waiting], ApproveActivity(by=ADMIN, activity_id=waiting)
        )


@pytest.mark.parametrize("first", ["approve", "withdraw"])
@pytest.mark.parametrize("second", ["approve", "withdraw"])
def test_of_two_decisions_in_one_batch_the_first_holds(first: str, second: str) -> None:
    world = claiming()
    waiting = world.record("claimed").placed.activity_id
    commands: dict[str, ApproveActivity | ReverseActivity] = {
        "approve": ApproveActivity(by=MANAGER, activity_id=waiting),
        "withdraw": reversal(waiting),
    }
    placed = [world.place(commands[each], skip=at) for at, each in enumerate((first, second))]
    facts = world.read(world.reach(placed))
    facts = after(facts, decide(facts, placed[0], now=NOW))
    with pytest.raises((WrongStateError, AlreadyReversedError)):
        decide(facts, placed[1], now=NOW)


def test_what_is_approved_in_a_batch_counts_for_what_follows_in_it() -> None:
    world, batch = claiming(cap_per_day=100), claiming(cap_per_day=100)
    for each in (world, batch):
        each.record("claimed")
    commands: list[ApproveActivity | RecordActivity] = [
        ApproveActivity(by=MANAGER, activity_id=an_id(0)),
        record("claimed", by=MANAGER),
    ]
    one_by_one = [world.do(command) for command in commands]
    placed = [batch.place(command, skip=skip) for skip, command in enumerate(commands)]
    placed[1] = replace(placed[1], activity_id=one_by_one[1].placed.activity_id)
    facts = batch.read(batch.reach(placed))
    found: list[Outcome] = []
    for each_placed in placed:
        found.append(decide(facts, each_placed, now=NOW))
        facts = after(facts, found[-1])
    assert found == one_by_one
    assert [60, 40] == [outcome.points_earned for outcome in found]
