from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.assign_customer import assign_customer, set_customer_credit
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.commands.activities import Share
from bellringer.gamification.commands.customers import AssignCustomer, SetCustomerCredit
from bellringer.gamification.errors import (
    DomainError,
    InvalidTextError,
    NotAllowedError,
    UnknownKindError,
    UnknownMemberError,
)
from bellringer.gamification.facts.customers import Brought, Owned, OwnerSpan
from bellringer.gamification.store.views import customers
from bellringer.ids import new_id
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.doing import do, refuse, rows
from tests.recording import accepted, intake_on, record, reverse, together

TODAY = NOW.date()
OWNERS = """
SELECT member_id, starts_on, ends_on FROM customer JOIN customer_owner USING (org_id, customer_id)
WHERE external_id = $1 ORDER BY starts_on
"""
DEALS = "SELECT member_id, recorded_by, team_id FROM activity JOIN credit USING (org_id, activity_id, member_id)"


def assign(org: Org, member_id: UUID | None, **changed: Any) -> AssignCustomer:
    given: dict[str, Any] = {
        "by": org.as_admin(),
        "external_id": "acme",
        "member_id": member_id,
    }
    return AssignCustomer(**given | changed)


async def follow(database: Database, org: Org) -> None:
    command = SetCustomerCredit(by=org.as_admin(), kind="deal_won", follows_owner=True)
    await do(database, set_customer_credit, command)


async def deal(database: Database, org: Org, key: str, days_ago: int = 0) -> UUID:
    asked = record(
        org,
        key,
        kind="deal_won",
        amount_minor=10_000,
        by=org.as_rep(),
        occurred_at=NOW - timedelta(days=days_ago),
        customer_external_id="acme",
    )
    async with intake_on(database) as intake:
        return (await intake.submit(asked)).activity_id


async def test_a_customer_changes_hands_on_a_date(database: Database, dsn: str, org: Org) -> None:
    start = date(2026, 1, 1)
    await do(database, assign_customer, assign(org, org.rep, starts_on=start))
    await do(database, assign_customer, assign(org, org.manager, starts_on=date(2026, 5, 1)))
    # what was to come is dropped
    await do(database, assign_customer, assign(org, org.second_rep))
    assert [(org.rep, start, TODAY), (org.second_rep, TODAY, None)] == (
        await rows(dsn, OWNERS, "acme")
    )
    await do(database, assign_customer, assign(org, None))
    assert [(org.rep, start, TODAY)] == await rows(dsn, OWNERS, "acme")


async def test_a_deal_is_the_owners_of_its_date_and_comes_out_to_nothing_when_reversed(
    database: Database, dsn: str, org: Org
) -> None:
    yesterday = TODAY - timedelta(days=1)
    await do(database, assign_customer, assign(org, org.manager, starts_on=date(2026, 1, 1)))
    await do(database, assign_customer, assign(org, org.second_rep, starts_on=yesterday))
    before = await deal(database, org, "0")
    assert [(org.rep, org.rep, org.north)] == await rows(dsn, DEALS)
    await follow(database, org)
    late, early = await deal(database, org, "1"), await deal(database, org, "2", days_ago=2)
    assert {
        (org.rep, org.rep, org.north),
        (org.second_rep, org.rep, org.north),
        (org.manager, org.rep, None),
    } == set(await rows(dsn, DEALS))
    async with intake_on(database) as intake:
        for activity_id in (before, late, early):
            await intake.submit(reverse(org, f"{activity_id}", activity_id))
    sums = "SELECT DISTINCT sum(points) FROM ledger_entry GROUP BY member_id"
    assert [(0,)] == await rows(dsn, sums)
    async with database.reading(org.org_id) as connection:
        assert () == await recount(connection)


async def test_each_owner_has_brought_what_was_credited_in_its_own_time(
    database: Database, org: Org, statements: list[str]
) -> None:
    changes, start = date(2026, 3, 6), date(2026, 3, 1)
    await do(database, assign_customer, assign(org, org.manager, starts_on=start))
    await do(database, assign_customer, assign(org, org.second_rep, starts_on=changes))
    await follow(database, org)

    def done(day: int, kind: str = "deal_won", minor: int | None = None, **more: Any) -> Any:
        given: dict[str, Any] = {
            "kind": kind,
            "amount_minor": minor,
            "occurred_at": datetime(2026, 3, day, 12, tzinfo=UTC),
            "customer_external_id": "acme",
        }
        return record(org, f"{day} {kind} {minor}", **given | more)

    second, other = org.second_rep, {"customer_external_id": "other"}
    shares = (Share(member_id=second, share_bp=4_000), Share(member_id=org.rep, share_bp=6_000))
    async with intake_on(database) as intake:
        sold = accepted(
            await intake.submit_many(
                [
                    done(2, minor=10_000),
                    done(5, minor=20_000),
                    done(6, minor=40_000),  # the new owner's first day
                    done(9, minor=80_000),  # taken back below
                    done(8, minor=100_000, shares=shares),  # 40 % of the money, none of the count
                    done(3, "call"),  # a kind that does not follow the owner: Rita's
                    done(7, "call", member_id=second, quantity=3),
                    done(4, "call", member_id=second),  # before it was the second's
                    done(9, minor=7, member_id=second, **other),
                ]
            )
        )
        accepted([await intake.submit(reverse(org, "back", sold[3].activity_id))])

    def owned(member_id: UUID, starts_on: date, ends_on: date | None, name: str = "acme") -> Owned:
        span = OwnerSpan(member_id=member_id, starts_on=starts_on, ends_on=ends_on)
        return Owned(external_id=name, span=span)

    first, later = owned(org.manager, start, changes), owned(second, changes, None)
    never = owned(org.rep, start, None, "nobody's")
    async with database.reading(org.org_id) as connection:
        statements.clear()
        found = await customers.brought(connection, [first, later, never])
        taken = len(statements)
    assert found == {
        first: Brought(activities=2, deals_won=2, revenue_minor=30_000),
        later: Brought(activities=4, deals_won=1, revenue_minor=80_000),
        never: Brought(),
    }
    assert taken == 1


async def test_plain_recording_asks_for_no_owners(
    database: Database, org: Org, statements: list[str]
) -> None:
    await follow(database, org)
    statements.clear()
    async with intake_on(database) as intake:
        await intake.submit(record(org, "1"))
    assert [] == [sql for sql in statements if "customer_owner" in sql]


async def test_a_customer_that_changes_hands_meanwhile_is_one_members_at_a_time(
    database: Database, dsn: str, org: Org
) -> None:
    await follow(database, org)
    await do(database, assign_customer, assign(org, org.rep))

    async def sold(key: str) -> None:
        await deal(database, org, key)

    async def changed(key: str) -> None:
        await do(database, assign_customer, assign(org, org.second_rep))

    await together([lambda: sold("1"), lambda: changed(""), lambda: sold("2"), lambda: sold("3")])
    await sold("last")
    owners = {row[0] for row in await rows(dsn, DEALS)}
    assert owners <= {org.rep, org.second_rep}
    assert [(org.second_rep, TODAY, None)] == await rows(dsn, OWNERS, "acme")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"external_id": ""}, InvalidTextError),
        ({"external_id": " acme"}, InvalidTextError),
        ({"member_id": new_id()}, UnknownMemberError),
    ],
)
async def test_what_can_not_be_is_refused(
    database: Database, dsn: str, org: Org, changed: dict[str, Any], refusal: type[DomainError]
) -> None:
    command = assign(org, **{"member_id": org.rep, **changed})
    await refuse(database, dsn, assign_customer, command, refusal)


async def test_a_kind_that_is_none_has_no_owners_credit(
    database: Database, dsn: str, org: Org
) -> None:
    command = SetCustomerCredit(by=org.as_admin(), kind="lunch", follows_owner=True)
    await refuse(database, dsn, set_customer_credit, command, UnknownKindError)


async def test_only_an_admin_assigns_customers(database: Database, dsn: str, org: Org) -> None:
    for by in (org.as_rep(), org.as_manager()):
        await refuse(database, dsn, assign_customer, assign(org, org.rep, by=by), NotAllowedError)
        setting = SetCustomerCredit(by=by, kind="deal_won", follows_owner=True)
        await refuse(database, dsn, set_customer_credit, setting, NotAllowedError)
