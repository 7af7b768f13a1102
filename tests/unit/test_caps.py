"""Caps, cooldowns and boosts: what they cut and raise."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bellringer.gamification.commands.activities import (
    RecordActivity,
    ReverseActivity,
)
from bellringer.gamification.outcome.activities import Outcome
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.points import Boost, RuleVersion
from bellringer.gamification.rules.points.pricing import in_force
from bellringer.gamification.rules.points.publishing import (
    published_at,
)
from bellringer.gamification.rules.recording.after import after
from bellringer.gamification.rules.recording.decide import decide
from bellringer.words import CutBy
from tests.unit.world import (
    ADMIN,
    BOB,
    LONG_AGO,
    NOW,
    RITA,
    World,
    a_playbook,
    a_rule,
    a_world,
    an_id,
    days_ago,
    record,
    reversal,
)


def playing(*rules: RuleVersion, with_boosts: tuple[Boost, ...] = ()) -> World:
    """A world in which only these rules pay, and nothing gives a bonus."""
    world = a_world()
    world.playbook = replace(a_playbook(), rules=rules, boosts=with_boosts, badges=())
    return world


def paid(outcome: Outcome) -> list[tuple[int, CutBy | None, int | None]]:
    """The points of each entry, what cut them, and what they would have been."""
    return [
        (
            entry.points,
            entry.pricing.cut_by if entry.pricing else None,
            entry.pricing.worth if entry.pricing else None,
        )
        for entry in outcome.consequences.entries
    ]


def a_boost(
    percent: int, starts_at: datetime, ends_at: datetime, *, number: int = 1, kind: str = ""
) -> Boost:
    """A boost published long ago."""
    return Boost(
        boost_id=an_id(900 + number),
        title="Boost",
        percent=percent,
        kinds=frozenset({kind} if kind else ()),
        starts_at=starts_at,
        ends_at=ends_at,
        published_at=LONG_AGO,
    )


def test_a_cap_cuts_what_exceeds_it_and_says_what_it_would_have_paid() -> None:
    world = playing(a_rule(1, "call", 2, cap_per_day=5))
    assert [(4, None, None)] == paid(world.record(quantity=2))
    assert [(1, CutBy.DAY_CAP, 6)] == paid(world.record(quantity=3))
    assert [(0, CutBy.DAY_CAP, 2)] == paid(world.record())
    assert [(2, None, None)] == paid(world.record(by=ADMIN, member_id=BOB))
    assert 5 == world.members[RITA].total_points


def test_a_days_cap_begins_anew_with_the_members_day_and_a_weeks_does_not() -> None:
    world = playing(a_rule(1, "call", 2, cap_per_day=4, cap_per_week=5))
    assert [(4, CutBy.DAY_CAP, 6)] == paid(world.record(quantity=3, at=days_ago(1)))
    assert [(1, CutBy.WEEK_CAP, 6)] == paid(world.record(quantity=3))
    assert [(4, CutBy.DAY_CAP, 6)] == paid(world.record(quantity=3, at=days_ago(3)))  # a Sunday


def test_a_week_is_the_organizations_also_where_it_begins_on_sunday() -> None:
    world = playing(a_rule(1, "call", 2, cap_per_week=5))
    sundays = CalendarSpan(
        effective_from=date(1970, 1, 1), timezone="Europe/Berlin", week_starts_on=7
    )
    world.playbook = replace(world.playbook, calendars=(sundays,))
    assert [(4, None, None)] == paid(world.record(quantity=2, at=days_ago(3)))
    assert [(1, CutBy.WEEK_CAP, 4)] == paid(world.record(quantity=2))


def test_a_reversal_gives_the_cap_back_exactly() -> None:
    world = playing(a_rule(1, "call", 2, cap_per_day=5))
    world.record(quantity=2)
    before = world.state()
    cut = world.record(quantity=3)
    world.reverse(cut)
    assert before == world.state()
    assert [(1, CutBy.DAY_CAP, 4)] == paid(world.record(quantity=2))
    assert {5} == set(world.cap_use.values())


def test_a_cooldown_pays_nothing_near_what_was_paid_before_or_after() -> None:
    world = playing(a_rule(1, "call", 2, cooldown_minutes=30))
    noon = days_ago(1)
    first = world.record(at=noon)
    for minutes, expected in ((29, 0), (-29, 0), (30, 2), (-30, 2)):
        outcome = world.record(at=noon + timedelta(minutes=minutes))
        assert [expected] == [points for points, _, _ in paid(outcome)]
        if expected:
            world.reverse(outcome)
    # those that paid nothing do not cool, and what is taken back does so no more
    assert [(0, CutBy.COOLDOWN, 2)] == paid(world.record(at=noon + timedelta(minutes=1)))
    world.reverse(first)
    assert [(2, None, None)] == paid(world.record(at=noon + timedelta(minutes=1)))


def test_a_cooldown_and_a_cap_are_each_members_own_part_of_a_split() -> None:
    world = playing(
        a_rule(1, "deal_won", 10, cap_per_day=12), a_rule(2, "deal_won", 3, cooldown_minutes=60)
    )
    shares = [(RITA, 7_500), (BOB, 2_500)]
    world.record("deal_won", by=ADMIN, shares=shares)  # 8 and 2, 2 and 1
    outcome = world.record("deal_won", by=ADMIN, shares=shares)
    assert [
        (4, CutBy.DAY_CAP, 8),
        (2, None, None),
        (0, CutBy.COOLDOWN, 2),
        (0, CutBy.COOLDOWN, 1),
    ] == paid(outcome)


def test_a_sales_role_is_asked_of_whoever_is_paid() -> None:
    world = playing(a_rule(1, "deal_won", 10, sales_role="closer"))
    world.members[BOB] = replace(world.members[BOB], sales_role="closer")
    outcome = world.record("deal_won", by=ADMIN, shares=[(RITA, 6_000), (BOB, 4_000)])
    [entry] = outcome.consequences.entries
    assert (BOB, 4) == (entry.member_id, entry.points)


def test_boosts_multiply_and_the_product_is_floored_once_before_it_is_split() -> None:
    around = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    world = playing(
        a_rule(1, "call", 3),
        with_boosts=(
            a_boost(150, *around, number=1),
            a_boost(150, *around, number=2, kind="call"),
            a_boost(900, *around, number=3, kind="deal_won"),
            a_boost(900, NOW + timedelta(minutes=1), NOW + timedelta(hours=1), number=4),
            a_boost(900, NOW - timedelta(hours=1), NOW, number=5),
        ),
    )
    outcome = world.record()  # 6.75, where a floor in between would make 6
    [entry] = outcome.consequences.entries
    assert entry.pricing
    assert (6, 6, None) == (entry.points, entry.pricing.worth, entry.pricing.cut_by)
    assert (an_id(901), an_id(902)) == entry.pricing.boost_ids
    assert [13] == [points for points, _, _ in paid(world.record(quantity=2))]
    shared = world.record(by=ADMIN, quantity=2, shares=[(RITA, 5_000), (BOB, 5_000)])
    assert [7, 6] == [points for points, _, _ in paid(shared)]


def test_a_boost_that_was_called_off_holds_for_what_happened_or_was_recorded_before() -> None:
    boost = replace(a_boost(200, NOW - timedelta(hours=2), NOW + timedelta(hours=2)), ended_at=NOW)
    before, after_ = NOW - timedelta(minutes=2), NOW + timedelta(minutes=2)
    for happened, recorded, points in (
        (before, after_, 2),
        (before, before, 2),
        (after_, before, 2),
        (after_, after_, 1),
        (NOW, NOW, 1),
    ):
        world = playing(a_rule(1, "call", 1), with_boosts=(boost,))
        assert points == world.record(at=happened, now=recorded).points_earned


@pytest.mark.parametrize(("last", "expected"), [(None, 0), (-5, 0), (0, 1), (7, 7_000_001)])
def test_what_is_published_lies_after_all_that_was_recorded_without_it(
    last: int | None, expected: int
) -> None:
    recorded = None if last is None else NOW + timedelta(seconds=last)
    assert NOW + timedelta(microseconds=expected) == published_at(NOW, recorded)


def test_a_later_version_replaces_one_that_has_not_begun() -> None:
    first = a_rule(1, "call", 1)
    planned = replace(first, version=2, effective_from=NOW + timedelta(days=7), published_at=NOW)
    at_once = replace(first, version=3, effective_from=NOW, published_at=NOW)
    playbook = replace(a_playbook(), rules=(first, planned, at_once))
    for days, version in ((-1, 1), (0, 3), (8, 3)):
        at = NOW + timedelta(days=days)
        found = in_force(playbook, "call", occurred_at=at, recorded_at=at + timedelta(days=9))
        assert [version] == [rule.version for rule in found]


def test_what_is_taken_back_earlier_in_a_batch_cools_no_more() -> None:
    world = playing(a_rule(1, "call", 2, cap_per_day=2, cooldown_minutes=10))
    first = world.record()
    commands: list[RecordActivity | ReverseActivity] = [
        reversal(first.placed.activity_id),
        record(),
    ]
    placed = [world.place(command, skip=skip) for skip, command in enumerate(commands)]
    facts = world.read(world.reach(placed))
    facts = after(facts, decide(facts, placed[0], now=NOW))
    assert [(2, None, None)] == paid(decide(facts, placed[1], now=NOW))
