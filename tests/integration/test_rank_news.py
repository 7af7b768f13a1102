"""Changes of rank: one a day for each member, from the last look on."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from bellringer.gamification.actions.tell_ranks import tell_ranks
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.rules.leaderboards.ranking import Standing, ranked
from bellringer.gamification.store import alarms, ranks
from bellringer.gamification.store.populations import Listing
from bellringer.models.database import Database
from bellringer.words import Alarm, PeriodKind, ScoreKind, SubjectKind, TiePolicy
from tests.builders import NOW, Org, enrol
from tests.doing import rows
from tests.integration.test_closing import sell
from tests.killing import kill_at_every_statement
from tests.recording import together

EVENING = datetime(2026, 3, 11, 16, 30, tzinfo=UTC)  # Wednesday, 17:30 in Berlin
DAY = timedelta(days=1)
TOLD = """
SELECT member_id, params::text FROM announcement
  JOIN notification USING (org_id, announcement_id) WHERE kind = 'RANK_CHANGED'
 ORDER BY announcement.created_at, member_id
"""


async def tell(database: Database, org: Org, now: datetime, *, limit: int = 500) -> bool:
    async with database.transaction(org.org_id) as connection:
        return await tell_ranks(connection, now=now, limit=limit)


async def look(database: Database, org: Org, now: datetime = EVENING) -> None:
    """The first look of a period, which tells nothing."""
    async with database.transaction(org.org_id) as connection:
        await alarms.fill(connection, [Alarm.RANK_CHANGED], now=now)
    await tell(database, org, now)


async def told(dsn: str) -> list[tuple[UUID, int, int]]:
    return [
        (member_id, params["rank_before"], params["rank"])
        for member_id, text in await rows(dsn, TOLD)
        for params in [json.loads(text)]
    ]


async def test_who_overtakes_and_who_is_overtaken_hear_of_it_once_in_the_evening(
    database: Database, org: Org, dsn: str
) -> None:
    third = await enrol(database, org.org_id, "cleo", team="north")
    for number, member_id in enumerate((org.rep, org.second_rep, third)):
        for deal in range(3 - number):
            await sell(database, org, f"{member_id}{deal}", member_id=member_id)
    await look(database, org)
    assert await told(dsn) == []
    thursday = NOW + DAY
    for deal in range(9):
        key = f"comes from behind {deal}"
        await sell(database, org, key, member_id=third, occurred_at=thursday, now=thursday)
    await tell(database, org, EVENING + DAY - timedelta(seconds=1))
    assert await told(dsn) == []
    await tell(database, org, EVENING + DAY)
    await tell(database, org, EVENING + DAY + timedelta(hours=2))
    expected = {(org.rep, 1, 2), (org.second_rep, 2, 3), (third, 3, 1)}
    assert set(await told(dsn)) == expected
    await tell(database, org, EVENING + 2 * DAY)
    assert set(await told(dsn)) == expected


async def test_a_new_month_and_days_off_tell_nothing(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    await sell(database, org, "2", member_id=org.second_rep)
    await sell(database, org, "3")
    await look(database, org)
    saturday = NOW + 3 * DAY
    for deal in range(9):
        who = org.second_rep
        await sell(database, org, f"s{deal}", member_id=who, occurred_at=saturday, now=saturday)
    await tell(database, org, EVENING + 3 * DAY)
    assert await told(dsn) == []
    monday = EVENING + 5 * DAY
    await tell(database, org, monday)
    assert set(await told(dsn)) == {(org.rep, 1, 2), (org.second_rep, 2, 1)}
    april = datetime(2026, 4, 1, 12, tzinfo=UTC)
    await sell(database, org, "april", occurred_at=april, now=april)
    await tell(database, org, april + timedelta(hours=3, minutes=30))
    assert len(await told(dsn)) == 2


async def test_M5_three_workers_and_a_kill_at_any_statement_tell_each_change_once(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    await sell(database, org, "2", member_id=org.second_rep)
    await sell(database, org, "3")
    await look(database, org)
    for deal in range(9):
        who = org.second_rep
        await sell(database, org, f"d{deal}", member_id=who, occurred_at=NOW + DAY, now=NOW + DAY)
    steps = await kill_at_every_statement(dsn, org, partial(tell_ranks, now=EVENING + DAY, limit=1))
    assert steps > 5
    await together([partial(tell, database, org, EVENING + DAY, limit=n) for n in (1, 2, 500)])
    await tell(database, org, EVENING + DAY)
    assert sorted(await told(dsn)) == sorted([(org.rep, 1, 2), (org.second_rep, 2, 1)])


@pytest.mark.parametrize("policy", TiePolicy)
async def test_the_ranks_of_many_are_those_of_the_one_definition(
    database: Database, org: Org, dsn: str, policy: TiePolicy
) -> None:
    reps = [org.rep, org.second_rep]
    reps += [await enrol(database, org.org_id, f"rep{n}", team="north") for n in range(4)]
    for number, rep in enumerate(reps):
        for deal in range(1 + number // 2):
            await sell(database, org, f"{rep}{deal}", member_id=rep)
    [(board_id, starts_on)] = await rows(
        dsn,
        "SELECT board_id, starts_on FROM board_period JOIN board USING (org_id, board_id)"
        " WHERE board_key = 'deals-month'",
    )
    board = Board(
        board_id=board_id,
        board_key="deals-month",
        title="Deals",
        subject_kind=SubjectKind.MEMBER,
        metric_key="deals",
        score_kind=ScoreKind.TOTAL,
        period=PeriodKind.MONTH,
        tie_policy=policy,
        timezone="Europe/Berlin",
    )
    scores = await rows(
        dsn,
        "SELECT subject_id, score, reached_at FROM board_score WHERE board_id = $1 AND starts_on = $2",
        board_id,
        starts_on,
    )
    expected = {
        each.standing.subject_id: (each.rank, len(reps))
        for each in ranked(
            (
                Standing(subject_id=subject_id, score=score, reached_at=reached_at)
                for subject_id, score, reached_at in scores
            ),
            policy,
        )
    }
    listing = Listing(board=board, starts_on=starts_on, on=starts_on)
    async with database.reading(org.org_id) as connection:
        found = await ranks.of_many(connection, listing, reps)
    assert {each: (view.rank, view.listed) for each, view in found.items()} == expected
    assert len(expected) == 6
