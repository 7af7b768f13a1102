"""The door: what it gathers, whom it lets wait, and how it closes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from uuid import UUID

import asyncpg
import pytest

from bellringer.gamification.intake import (
    BACKLOG_LIMIT,
    BATCH_LIMIT,
    ClosedError,
    Intake,
    OverloadedError,
)
from bellringer.models.connection import Connection
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.recording import accepted, count, intake_on, record, together


class GatedDatabase(Database):
    """Lets no transaction begin before the gate is open, and counts those that began."""

    def hold(self) -> None:
        self.gate = asyncio.Event()
        self.arrived = asyncio.Event()
        self.begun = 0

    @asynccontextmanager
    async def transaction(self, org_id: UUID) -> AsyncIterator[Connection]:
        self.arrived.set()
        await self.gate.wait()
        self.begun += 1
        async with super().transaction(org_id) as connection:
            yield connection


@pytest.fixture
async def gated(dsn: str) -> AsyncIterator[GatedDatabase]:
    opened = await GatedDatabase.open(dsn, size=2)
    assert isinstance(opened, GatedDatabase)
    opened.hold()
    yield opened
    await opened.close()


async def test_what_arrives_while_a_batch_is_written_is_the_next_batch(
    gated: GatedDatabase, org: Org
) -> None:
    async with intake_on(gated) as intake:
        first = asyncio.create_task(intake.submit(record(org, "first")))
        await gated.arrived.wait()
        rest = [asyncio.create_task(intake.submit(record(org, f"{n}"))) for n in range(BATCH_LIMIT)]
        last = asyncio.create_task(intake.submit(record(org, "last")))
        await asyncio.sleep(0)  # let each of them arrive
        gated.gate.set()
        await asyncio.gather(first, *rest, last)

    assert gated.begun == 3


async def test_a_cancelled_caller_disturbs_nobody_and_its_activity_counts(
    gated: GatedDatabase, org: Org, dsn: str
) -> None:
    async with intake_on(gated) as intake:
        gone = asyncio.create_task(intake.submit(record(org, "gone")))
        await gated.arrived.wait()
        also_gone = asyncio.create_task(intake.submit(record(org, "also gone")))
        stays = asyncio.create_task(intake.submit(record(org, "stays")))
        await asyncio.sleep(0)  # let each of them arrive
        gone.cancel()
        also_gone.cancel()
        gated.gate.set()
        answer = await stays
        retried = await intake.submit(record(org, "gone"))

    assert gone.cancelled()
    assert answer.total_after == 3
    assert retried.replayed
    assert await count(dsn, "activity") == 3


async def test_too_much_that_waits_is_refused_clearly(gated: GatedDatabase, org: Org) -> None:
    async with intake_on(gated) as intake:
        first = asyncio.create_task(intake.submit(record(org, "first")))
        await gated.arrived.wait()
        same = record(org, "same")
        waiting = [asyncio.create_task(intake.submit(same)) for _ in range(BACKLOG_LIMIT)]
        await asyncio.sleep(0)  # let each of them arrive
        with pytest.raises(OverloadedError):
            await intake.submit(record(org, "too many"))
        gated.gate.set()
        answers = await asyncio.gather(first, *waiting)

    assert len({each.activity_id for each in answers}) == 2


async def test_closing_writes_what_was_taken_and_takes_nothing_new(
    gated: GatedDatabase, org: Org, dsn: str
) -> None:
    intake = Intake(gated, lambda: NOW)
    taken = [asyncio.create_task(intake.submit(record(org, f"{n}"))) for n in range(10)]
    await gated.arrived.wait()
    closing = asyncio.create_task(intake.aclose())
    await asyncio.sleep(0)  # let it begin to close
    with pytest.raises(ClosedError):
        await intake.submit(record(org, "late"))
    gated.gate.set()
    await closing

    assert all(task.done() for task in taken)
    assert await count(dsn, "activity") == 10


async def test_answers_come_in_the_order_of_the_commands(database: Database, org: Org) -> None:
    commands = [record(org, f"{number}") for number in range(BATCH_LIMIT + 44)]
    async with intake_on(database) as intake:
        answers = accepted(await intake.submit_many(commands))

    assert [each.total_after for each in answers] == list(range(1, len(commands) + 1))


async def test_two_processes_record_for_the_same_members_without_a_deadlock(
    database: Database, org: Org, dsn: str
) -> None:
    other_database = await Database.open(dsn, size=3)
    members = (org.rep, org.second_rep, org.manager)
    before = await deadlocks(dsn)
    async with intake_on(database) as one, intake_on(other_database) as other:
        for turn in range(8):
            answers = await together(
                [
                    partial(
                        door.submit_many,
                        [
                            record(org, f"{turn}-{place}-{number}", member_id=members[number % 3])
                            for number in (range(12) if place else reversed(range(12)))
                        ],
                    )
                    for place, door in enumerate((one, other))
                ]
            )
            for each in answers:
                accepted(each)
    await other_database.close()

    assert await count(dsn, "activity") == 8 * 24
    assert await count(dsn, "board_score", "score IS NULL") == 0
    assert await deadlocks(dsn) == before


async def deadlocks(dsn: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        found: int = await connection.fetchval(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        return found
    finally:
        await connection.close()
