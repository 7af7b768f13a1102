"""FINAL standings stand: score, rank and the order of equals, whatever arrives later."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.close_periods import close_periods
from bellringer.gamification.commands.activities import Share
from bellringer.models.database import Database
from bellringer.words import TiePolicy
from tests.boards import board, define, differences, scores
from tests.builders import NOW, Org
from tests.doing import rows
from tests.integration.test_closing import GRACE, MONTH_END
from tests.recording import accepted, agreed_goal, intake_on, record, reverse

MARCH = date(2026, 3, 1)
FINAL_AT = MONTH_END + GRACE
ROW = ("score", "numerator", "denominator", "reached_at", "correction")


async def sell(
    database: Database,
    org: Org,
    key: str,
    amount_minor: int,
    *,
    member_id: UUID | None = None,
    at: datetime = NOW,
    now: datetime = NOW,
) -> UUID:
    async with intake_on(database, now) as intake:
        asked = record(
            org,
            key,
            kind="deal_won",
            amount_minor=amount_minor,
            member_id=member_id,
            occurred_at=at,
        )
        (answer,) = accepted([await intake.submit(asked)])
    return answer.activity_id


async def close(database: Database, org: Org) -> None:
    async with database.transaction(org.org_id) as connection:
        await close_periods(connection, now=FINAL_AT)


async def test_late_data_moves_no_moment_at_which_a_final_score_was_reached(
    database: Database, org: Org, dsn: str
) -> None:
    await define(database, board(org, "first", tie_policy=TiePolicy.ORDINAL))
    ritas = await sell(database, org, "1", 500, at=NOW - timedelta(days=2))
    await sell(database, org, "2", 500, member_id=org.second_rep, at=NOW - timedelta(days=1))
    await close(database, org)
    before = await scores(dsn, "revenue-month", MARCH, columns=ROW[:4])

    await sell(database, org, "late", 900, now=FINAL_AT)
    assert before == await scores(dsn, "revenue-month", MARCH, columns=ROW[:4])

    async with intake_on(database, FINAL_AT) as intake:
        accepted([await intake.submit(reverse(org, "back", ritas))])
    assert before == await scores(dsn, "revenue-month", MARCH, columns=ROW[:4])
    assert {org.rep: 400, org.second_rep: 0} == await scores(
        dsn, "revenue-month", MARCH, columns=("correction",)
    )
    assert await differences(database, org) == ()


async def test_late_items_of_one_batch_that_come_to_nothing_leave_a_final_row_as_it_was(
    database: Database, org: Org, dsn: str
) -> None:
    await agreed_goal(database, org, metric_key="revenue", target=1_000)
    await sell(database, org, "1", 500)
    await close(database, org)
    keys = ("revenue-month", "teams-attainment-month")
    before = [await scores(dsn, key, MARCH, columns=ROW) for key in keys]
    ritas = await sell(database, org, "late", 300, now=FINAL_AT)

    async with intake_on(database, FINAL_AT) as intake:
        again = record(org, "again", kind="deal_won", amount_minor=300)
        accepted(await intake.submit_many([again, reverse(org, "back", ritas)]))
        accepted(await intake.submit_many([reverse(org, "b", await _last(dsn))]))
    assert before == [await scores(dsn, key, MARCH, columns=ROW) for key in keys]
    assert await differences(database, org) == ()


async def _last(dsn: str) -> Any:
    [[found]] = await rows(dsn, "SELECT activity_id FROM activity WHERE idempotency_key = 'again'")
    return found


@pytest.mark.parametrize(("share_bp", "expected_hours_ago"), [(4_000, 5), (6_000, 3)])
async def test_a_part_of_nothing_raises_no_score(
    database: Database, org: Org, dsn: str, share_bp: int, expected_hours_ago: int
) -> None:
    await define(database, board(org, "profit", "gross_profit"))

    def deal(key: str, hours_ago: int, profit: int, *shares: Share) -> Any:
        asked = record(
            org,
            key,
            kind="deal_won",
            amount_minor=100,
            member_id=org.second_rep,
            occurred_at=NOW - timedelta(hours=hours_ago),
            shares=shares,
        )
        return replace(asked, values=(("gross_profit", profit),))

    parts = (
        Share(member_id=org.second_rep, share_bp=share_bp),
        Share(member_id=org.rep, share_bp=10_000 - share_bp),
    )
    async with intake_on(database) as intake:
        # one cent goes whole to the larger share
        answers = accepted(
            await intake.submit_many(
                [deal("1", 5, 700), deal("2", 3, 1, *parts), deal("3", 1, 900)]
            )
        )
        accepted([await intake.submit(reverse(org, "back", answers[2].activity_id))])
    reached = await scores(dsn, "profit", MARCH, columns=("reached_at",))
    assert NOW - timedelta(hours=expected_hours_ago) == reached[org.second_rep]
    assert await differences(database, org) == ()
