"""T3: many organizations on few connections, with failures and cancellations, never see each other's rows."""

import asyncio
import random  # noqa: TID251 - seeded
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from bellringer.ids import new_id
from bellringer.models.database import Connection, Database

ORGANIZATIONS = 50
REQUESTS = 10_000
CONNECTIONS = 5
CALLERS = 20

INSERT = """
INSERT INTO organization (org_id, slug, name, currency, created_at) VALUES ($1, $2, $2, 'EUR', now())
"""
SEEN = "SELECT org_id FROM organization"  # without a condition: only the wall stands between
WRITE = "UPDATE organization SET version = version + 1 RETURNING org_id"
HELD = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
   AND application_name = 'bellringer app' AND state LIKE 'idle in transaction%'
"""
EXPECTED = (
    ZeroDivisionError,
    TimeoutError,
    asyncio.CancelledError,
    asyncpg.DivisionByZeroError,
)


@pytest.fixture
async def narrow(dsn: str) -> AsyncIterator[Database]:
    opened = await Database.open(dsn, size=CONNECTIONS)
    yield opened
    await opened.close()


async def read_and_write(connection: Connection, chance: random.Random) -> list[object]:
    """Do a few statements without naming the organization; return the rows of others."""
    foreign: list[object] = []
    for _ in range(chance.randint(1, 3)):
        rows = await connection.fetch(WRITE if chance.random() < 0.3 else SEEN)
        foreign.extend(row for row in rows if row["org_id"] != connection.org_id)
    return foreign


async def request(database: Database, org_id: UUID, chance: random.Random) -> list[object]:
    """Be one request, which may fail in any way; return the rows it should not have seen."""
    fate = chance.random()
    if fate < 0.1:
        async with database.outside() as connection:
            return [*await connection.fetch(SEEN)]
    async with database.transaction(org_id) as connection:
        foreign = await read_and_write(connection, chance)
        assert foreign == []
        if fate < 0.2:
            raise ZeroDivisionError
        if fate < 0.3:
            await connection.fetch("SELECT 1 / 0")
        if fate < 0.33:
            async with asyncio.timeout(0.001):
                await connection.fetch("SELECT pg_sleep(1)")
    return foreign


async def caller(database: Database, orgs: list[UUID], chance: random.Random) -> int:
    """Send requests one after another and cancel some at any moment; return how many went well."""
    went_well = 0
    for _ in range(REQUESTS // CALLERS):
        task = asyncio.create_task(request(database, chance.choice(orgs), chance))
        if chance.random() < 0.15:
            for _ in range(chance.randint(0, 8)):
                await asyncio.sleep(0)
            task.cancel()
        (result,) = await asyncio.gather(task, return_exceptions=True)
        assert result == [] or isinstance(result, EXPECTED), result
        went_well += result == []
    return went_well


async def test_T3_interleaved_requests_of_many_organizations_see_no_foreign_row(
    narrow: Database, dsn: str
) -> None:
    chance = random.Random(20261122)
    orgs = [new_id() for _ in range(ORGANIZATIONS)]
    for number, org_id in enumerate(orgs):
        async with narrow.transaction(org_id) as connection:
            await connection.execute(INSERT, org_id, f"org-{number}")
    went_well = await asyncio.gather(*(caller(narrow, orgs, chance) for _ in range(CALLERS)))
    assert sum(went_well) > REQUESTS // 2
    admin = await asyncpg.connect(dsn)
    held = await admin.fetchval(HELD)
    await admin.close()
    assert held == 0
