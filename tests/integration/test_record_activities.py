"""What one activity or its reversal leads to, as the database holds it."""

from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from bellringer.gamification.commands.activities import Share
from bellringer.gamification.errors import AlreadyRecordedError, AlreadyReversedError
from bellringer.gamification.outcome.activities import Answer
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.recording import accepted, count, intake_on, record, reverse, snapshot


async def rows(dsn: str, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(dsn)
    try:
        return [tuple(row) for row in await connection.fetch(sql, *args)]
    finally:
        await connection.close()


BOARDS = """
SELECT board_key, score, correction FROM board_score JOIN board USING (org_id, board_id)
 WHERE subject_id = $1 AND board_key = ANY($2::text[]) ORDER BY board_key
"""


async def test_an_activity_is_answered_with_points_and_the_new_total(
    database: Database, org: Org
) -> None:
    async with intake_on(database) as intake:
        first = await intake.submit(record(org, "1", kind="deal_won", amount_minor=1_000_000))
        second = await intake.submit(record(org, "2"))

    assert first.total_after == first.points_earned == 150
    assert (second.points_earned, second.total_after) == (1, 151)


async def test_B1_boards_hold_what_the_answer_said_once_it_is_given(
    database: Database, org: Org, dsn: str
) -> None:
    async with intake_on(database) as intake:
        for number in range(3):
            answer = await intake.submit(record(org, f"{number}", kind="visit"))
            found = await rows(dsn, BOARDS, org.rep, ["points-all", "points-day"])
            assert found == [
                ("points-all", answer.total_after, 0),
                ("points-day", answer.total_after, 0),
            ]


async def test_L1_the_application_can_neither_change_nor_delete_what_the_ledger_says(
    database: Database, org: Org
) -> None:
    async with intake_on(database) as intake:
        await intake.submit(record(org, "1"))
    for statement in (
        "UPDATE ledger_entry SET points = 2",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "UPDATE credit SET quantity = 2",
        "DELETE FROM activity",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction(org.org_id) as connection:
                await connection.execute(statement)


async def test_L1_an_activity_is_reversed_at_most_once_and_names_what_it_reverses(
    database: Database, org: Org, dsn: str
) -> None:
    async with intake_on(database) as intake:
        first = await intake.submit(record(org, "1"))
        one, other = await intake.submit_many(
            [reverse(org, "2", first.activity_id), reverse(org, "3", first.activity_id)]
        )
        assert isinstance(one, Answer)
        before = await snapshot(dsn)
        with pytest.raises(AlreadyReversedError):
            await intake.submit(reverse(org, "4", first.activity_id))
        with pytest.raises(AlreadyReversedError):
            await intake.submit(reverse(org, "5", one.activity_id))

    assert isinstance(other, AlreadyReversedError)
    assert await snapshot(dsn) == before
    assert await rows(
        dsn,
        """SELECT later.points, earlier.points FROM ledger_entry AS later
           JOIN ledger_entry AS earlier ON earlier.entry_id = later.reverses_id""",
    ) == [(-1, 1)]


async def test_L3_a_reversal_takes_back_the_price_of_its_day_whatever_the_rule_says_now(
    database: Database, org: Org, dsn: str
) -> None:
    async with intake_on(database) as intake:
        first = await intake.submit(record(org, "1"))
        ledger = await rows(dsn, "SELECT * FROM ledger_entry")
        connection = await asyncpg.connect(dsn)
        await connection.execute(
            """INSERT INTO point_rule_version
               SELECT org_id, rule_id, version + 1, jsonb_set(terms, '{points}', '100'),
                      $1, $1, published_by FROM point_rule_version""",
            NOW - timedelta(minutes=1),
        )
        await connection.execute("UPDATE organization SET version = version + 1")
        await connection.close()
        dearer = await intake.submit(record(org, "2"))
        back = await intake.submit(reverse(org, "3", first.activity_id))
        late = await intake.submit(record(org, "4", occurred_at=NOW - timedelta(hours=1)))

    assert (first.points_earned, dearer.points_earned) == (1, 100)
    assert (back.points_earned, late.points_earned) == (-1, 1)
    assert set(ledger) <= set(await rows(dsn, "SELECT * FROM ledger_entry"))


async def test_L5_points_stay_with_the_team_of_the_day_they_were_earned(
    database: Database, org: Org, dsn: str
) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "UPDATE membership SET ends_on = '2026-03-10' WHERE member_id = $1", org.rep
    )
    await connection.execute(
        "INSERT INTO membership (org_id, member_id, starts_on, team_id) VALUES ($1, $2, $3, $4)",
        *(org.org_id, org.rep, date(2026, 3, 10), org.south),
    )
    await connection.close()
    async with intake_on(database) as intake:
        old = await intake.submit(record(org, "1", occurred_on=date(2026, 3, 9)))
        await intake.submit(record(org, "2", kind="visit", occurred_on=date(2026, 3, 10)))
        await intake.submit(record(org, "3", kind="demo", occurred_on=date(2026, 3, 9)))
        await intake.submit(reverse(org, "4", old.activity_id))

    teams = (
        "SELECT subject_id, sum(total)::int FROM subject_day WHERE metric_key = 'points' GROUP BY 1"
    )
    totals = dict(await rows(dsn, teams))
    assert (totals[org.north], totals[org.south]) == (15, 5)


async def test_what_comes_after_final_standings_is_a_correction(
    database: Database, org: Org, dsn: str
) -> None:
    yesterday = NOW - timedelta(days=1)
    async with intake_on(database) as intake:
        early = await intake.submit(record(org, "1", kind="visit", occurred_at=yesterday))
        connection = await asyncpg.connect(dsn)
        await connection.execute(
            "UPDATE board_period SET state = 'FINAL', final_at = $1 WHERE ends_at < $1", NOW
        )
        await connection.close()
        answers = await intake.submit_many(
            [
                record(org, "2", kind="demo", occurred_at=yesterday),
                reverse(org, "3", early.activity_id),
                record(org, "4", occurred_at=yesterday, member_id=org.second_rep),
            ]
        )
    assert len(accepted(answers)) == 3
    assert await rows(dsn, BOARDS, org.rep, ["points-all", "points-day"]) == [
        ("points-all", 15, 0),
        ("points-day", 5, 10),
    ]
    assert await rows(dsn, BOARDS, org.second_rep, ["points-day"]) == [("points-day", None, 1)]


async def test_an_external_record_counts_once_until_it_is_taken_back(
    database: Database, org: Org, dsn: str
) -> None:
    async with intake_on(database) as intake:
        first = await intake.submit(record(org, "1", external_id="crm:7"))
        before = await snapshot(dsn)
        with pytest.raises(AlreadyRecordedError):
            await intake.submit(record(org, "2", external_id="crm:7"))
        assert await snapshot(dsn) == before
        back, again, twice = await intake.submit_many(
            [
                reverse(org, "3", first.activity_id),
                record(org, "4", external_id="crm:7"),
                record(org, "5", external_id="crm:7"),
            ]
        )
    assert isinstance(back, Answer)
    assert isinstance(again, Answer)
    assert isinstance(twice, AlreadyRecordedError)
    assert await rows(dsn, "SELECT activity_id FROM external_claim") == [(again.activity_id,)]


async def test_a_split_deal_credits_each_with_an_own_number_in_order(
    database: Database, org: Org, dsn: str
) -> None:
    shares = (
        Share(member_id=org.second_rep, share_bp=3_334),
        Share(member_id=org.rep, share_bp=6_666),
    )
    async with intake_on(database) as intake:
        accepted(
            await intake.submit_many(
                [
                    record(org, "1"),
                    record(org, "2", kind="deal_won", amount_minor=100_001, shares=shares),
                    record(org, "3", member_id=org.second_rep),
                ]
            )
        )
    numbered = """SELECT member_seq, amount_minor, quantity FROM credit
                   WHERE member_id = $1 ORDER BY member_seq"""
    assert await rows(dsn, numbered, org.rep) == [(1, 0, 1), (2, 66_661, 1)]
    assert await rows(dsn, numbered, org.second_rep) == [(1, 33_340, 0), (2, 0, 1)]
    assert await rows(dsn, "SELECT next_seq FROM member WHERE member_id = $1", org.rep) == [(3,)]


async def test_a_won_deal_is_posted_once_and_withdrawn_with_its_reversal(
    database: Database, org: Org, dsn: str
) -> None:
    async with intake_on(database) as intake:
        deal = await intake.submit(record(org, "1", kind="deal_won", amount_minor=1))
        assert await count(dsn, "feed_post", "kind = 'DEAL_WON' AND withdrawn_at IS NULL") == 1
        await intake.submit(reverse(org, "2", deal.activity_id))

    assert await count(dsn, "feed_post", "kind = 'DEAL_WON' AND withdrawn_at IS NOT NULL") == 1
