"""Whose a customer is on a date, and who is credited for it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bellringer.gamification.commands.activities import RecordActivity
from bellringer.gamification.errors import NotAllowedError
from bellringer.gamification.facts.customers import OwnerSpan
from bellringer.gamification.outcome.activities import Placed
from bellringer.gamification.rules.customers import customers_of, owner_on
from bellringer.gamification.rules.recording.placing import place
from tests.unit.world import (
    ADA,
    ADMIN,
    BOB,
    NORTH,
    NOW,
    RITA,
    SOUTH,
    TODAY,
    a_playbook,
    an_id,
    days_ago,
    members,
    record,
)

CHANGED_ON = TODAY - timedelta(days=7)
SPANS = (
    OwnerSpan(member_id=BOB, starts_on=date(2025, 1, 1), ends_on=CHANGED_ON),
    OwnerSpan(member_id=ADA, starts_on=CHANGED_ON, ends_on=None),
)
PLAYBOOK = replace(a_playbook(), owner_kinds=frozenset({"deal_won"}))
DEAL = replace(record("deal_won", amount_minor=100), customer_external_id="acme")


def placed(command: RecordActivity) -> Placed:
    return place(
        *(PLAYBOOK, members(), command), activity_id=an_id(1), now=NOW, owned={"acme": SPANS}
    )


def test_a_customer_is_the_owners_of_the_date() -> None:
    assert owner_on(SPANS, date(2024, 12, 31)) is None
    assert owner_on(SPANS, CHANGED_ON - timedelta(days=1)) == BOB
    assert owner_on(SPANS, CHANGED_ON) == ADA


@pytest.mark.parametrize(
    ("command", "owner", "team"),
    [
        (DEAL, ADA, SOUTH),
        (replace(DEAL, occurred_at=days_ago(8)), BOB, NORTH),
        (replace(DEAL, customer_external_id="other"), RITA, NORTH),
        (replace(DEAL, customer_external_id=None), RITA, NORTH),
        (replace(record(), customer_external_id="acme"), RITA, NORTH),
    ],
)
def test_credit_goes_to_the_owner_of_the_date_where_the_kind_says_so(
    command: RecordActivity, owner: object, team: object
) -> None:
    got = placed(command)
    assert got.member_id == owner
    [credit] = got.credits
    assert (credit.member_id, credit.team_id, credit.share_bp) == (owner, team, 10_000)
    assert got.command.by.member_id == RITA


def test_given_shares_stand() -> None:
    shared = record("deal_won", by=ADMIN, amount_minor=100, shares=[(RITA, 5_000), (BOB, 5_000)])
    got = placed(replace(shared, customer_external_id="acme"))
    assert [credit.member_id for credit in got.credits] == [RITA, BOB]


def test_an_owner_who_has_left_is_credited_no_more() -> None:
    known = members()
    known[ADA] = replace(known[ADA], is_active=False)
    got = place(PLAYBOOK, known, DEAL, activity_id=an_id(1), now=NOW, owned={"acme": SPANS})
    assert got.member_id == RITA


def test_nobody_records_for_another_by_way_of_a_customer() -> None:
    with pytest.raises(NotAllowedError):
        placed(replace(DEAL, member_id=BOB))


def test_owners_are_read_only_where_credit_may_follow_them() -> None:
    assert frozenset({"acme"}) == customers_of(PLAYBOOK, [DEAL, record()])
    assert frozenset() == customers_of(a_playbook(), [DEAL])
