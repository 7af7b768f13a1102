"""What an activity is worth, to whom, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.commands.activities import RecordActivity
from bellringer.gamification.facts.points import RuleUse
from bellringer.gamification.outcome.activities import Priced
from bellringer.gamification.playbook.points import Per, RuleVersion
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.points.levels import level_for
from bellringer.gamification.rules.points.pricing import (
    MAX_POINTS,
    in_force,
    price,
)
from bellringer.gamification.rules.recording.placing import place
from tests.unit.world import (
    ADA,
    ADMIN,
    BOB,
    NOW,
    RITA,
    a_playbook,
    a_rule,
    an_id,
    members,
    record,
)


def playbook_of(*rules: RuleVersion) -> Playbook:
    return replace(a_playbook(), rules=rules)


def placed(command: RecordActivity) -> Priced:
    return place(a_playbook(), members(), command, activity_id=an_id(1), now=NOW).priced


def paid(playbook: Playbook, command: RecordActivity) -> int:
    return sum(entry.points for entry in price(playbook, placed(command), RuleUse()))


@pytest.mark.parametrize(
    ("rule", "command", "points"),
    [
        (a_rule(1, "call", 2), record(quantity=7), 14),
        (a_rule(1, "demo", 2), record(quantity=7), 0),
        (
            a_rule(1, "deal_won", 3, per=Per.AMOUNT_STEP, step_minor=100),
            record("deal_won", amount_minor=299),
            6,
        ),
        (
            a_rule(1, "deal_won", 3, per=Per.AMOUNT_STEP, step_minor=100),
            record("deal_won"),
            0,
        ),
        (
            a_rule(1, "deal_won", 5, minimum_amount_minor=100),
            record("deal_won", amount_minor=99),
            0,
        ),
        (
            a_rule(1, "deal_won", 5, minimum_amount_minor=100),
            record("deal_won", amount_minor=100),
            5,
        ),
        (a_rule(1, "call", 5, tag="cold"), record(tags=("warm",)), 0),
        (a_rule(1, "call", 5, tag="cold"), record(tags=("warm", "cold")), 5),
        (a_rule(1, "call", 5, weekdays=frozenset({3})), record(), 5),  # a Wednesday
        (a_rule(1, "call", 5, weekdays=frozenset({1, 2, 4})), record(), 0),
        (a_rule(1, "call", 10**9), record(quantity=10**6), MAX_POINTS),
        (a_rule(1, "call", 0), record(), 0),
    ],
)
def test_a_rule_pays_by_its_terms(rule: RuleVersion, command: RecordActivity, points: int) -> None:
    assert points == paid(playbook_of(rule), command)


def test_every_rule_of_a_kind_pays_and_every_entry_says_which() -> None:
    entries = price(a_playbook(), placed(record("deal_won", amount_minor=30_000)), RuleUse())
    assert {50, 3} == {entry.points for entry in entries}
    assert all(entry.rule_version == 1 for entry in entries)


@given(
    st.integers(0, 10**13),
    st.integers(1, 9_998),
    st.integers(1, 1_000),
)
def test_L4_split_points_are_whole_and_add_up_to_what_the_rule_pays(
    amount_minor: int, share: int, points: int
) -> None:
    rule = a_rule(1, "deal_won", points, per=Per.AMOUNT_STEP, step_minor=100)
    rest = 9_999 - share
    shares = [(RITA, share), (BOB, rest), (ADA, 1)] if rest else [(RITA, share), (ADA, 1)]
    shares[0] = (RITA, 10_000 - sum(part for _, part in shares[1:]))
    command = record("deal_won", by=ADMIN, amount_minor=amount_minor, shares=shares)
    alone = record("deal_won", amount_minor=amount_minor)
    assert paid(playbook_of(rule), alone) == paid(playbook_of(rule), command)
    assert paid(playbook_of(rule), alone) <= MAX_POINTS


def test_the_version_in_force_when_it_happened_prices_it_if_it_was_published_by_then() -> None:
    first = a_rule(1, "call", 1)
    second = replace(
        first,
        version=2,
        terms=replace(first.terms, points=10),
        effective_from=NOW - timedelta(days=10),
        published_at=NOW - timedelta(days=12),
    )
    third = replace(
        first,
        version=3,
        terms=replace(first.terms, points=100),
        effective_from=NOW - timedelta(days=5),
        published_at=NOW - timedelta(days=5),
    )
    playbook = playbook_of(third, first, second)
    for days, recorded_days, version in (
        (11, 0, 1),
        (10, 0, 2),
        (6, 0, 2),
        (5, 0, 3),
        (0, 0, 3),
        (6, 6, 2),
        (13, 13, 1),
        (5, 6, 2),  # the third was not published when this was recorded
    ):
        found = in_force(
            playbook,
            "call",
            occurred_at=NOW - timedelta(days=days),
            recorded_at=NOW - timedelta(days=recorded_days),
        )
        assert [version] == [rule.version for rule in found]


def test_a_version_replaced_on_the_same_instant_gives_way_to_the_later_one() -> None:
    first = a_rule(1, "call", 1)
    same = replace(first, version=2, effective_from=NOW, published_at=NOW)
    latest = replace(same, version=3)
    found = in_force(playbook_of(first, same, latest), "call", occurred_at=NOW, recorded_at=NOW)
    assert [3] == [rule.version for rule in found]


def test_a_rule_that_is_not_published_yet_pays_nothing() -> None:
    rule = replace(a_rule(1, "call", 5), published_at=datetime(2030, 1, 1, tzinfo=UTC))
    assert 0 == paid(playbook_of(rule), record())


@pytest.mark.parametrize(
    ("points", "level"), [(-5, 0), (0, 0), (49, 0), (50, 1), (149, 1), (150, 2), (10**9, 2)]
)
def test_the_level_is_the_highest_whose_threshold_is_reached(points: int, level: int) -> None:
    assert level == level_for(a_playbook().levels, points)
