"""T1, T2 and T4 on every table: organization B meets the rows of organization A, and finds nothing."""

import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import pytest

from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.models.schema import metadata
from tests.builders import Org, organization

if TYPE_CHECKING:
    Raw = asyncpg.Connection[asyncpg.Record]

TABLES = [str(table) for table in metadata.tables.values() if str(table) != "door.hash_key"]

NEEDED = """
SELECT attname::text AS name, format_type(atttypid, NULL) AS kind FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND attnotnull AND NOT atthasdef
"""
DROP_CHECKS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
WHERE contype = 'c' AND conrelid = $1::regclass
"""
VALUES: dict[str, Any] = {
    "text": "x",
    "date": "2026-03-11",
    "timestamp with time zone": "2026-03-11T15:00:00Z",
    "time without time zone": "08:30",
    "boolean": True,
    "jsonb": {},
    "bytea": "\\x00",
}


@pytest.fixture
async def rival(database: Database, org: Org) -> Org:
    assert org.slug != "rival"
    return await organization(database, slug="rival")


@pytest.fixture
async def raw(dsn: str) -> AsyncIterator["Raw"]:
    """A superuser's transaction that is rolled back; it becomes the application as the test wants."""
    connection = await asyncpg.connect(dsn)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


async def a_row(raw: "Raw", table: str, org: Org) -> dict[str, Any]:
    """Return a row of an organization, made of anything if it has none."""
    await raw.execute("SET LOCAL session_replication_role = replica")
    found = f"SELECT to_jsonb(t)::text FROM {table} t WHERE org_id = $1"
    if await raw.fetchval(found, org.org_id) is None:
        for (drop,) in await raw.fetch(DROP_CHECKS, table):
            await raw.execute(drop)
        await raw.execute(
            *insert(
                table,
                {
                    name: str(org.org_id) if name == "org_id" else some_value(kind)
                    for name, kind in await raw.fetch(NEEDED, table)
                },
            )
        )
    row: dict[str, Any] = json.loads(await raw.fetchval(found, org.org_id))
    await raw.execute("SET LOCAL session_replication_role = origin")
    return row


def some_value(kind: str) -> Any:
    if kind == "uuid":
        return str(new_id())
    return [] if kind.endswith("[]") else VALUES.get(kind, 1)


def insert(table: str, row: dict[str, Any]) -> tuple[str, str]:
    names = ", ".join(f'"{name}"' for name in row)
    sql = f"""INSERT INTO {table} ({names})
              SELECT {names} FROM jsonb_populate_record(NULL::{table}, $1::text::jsonb)"""
    return sql, json.dumps(row)


async def become(raw: "Raw", tenant: UUID | None) -> None:
    await raw.execute("RESET ROLE")
    await raw.execute("SET LOCAL ROLE bellringer_app")
    await raw.execute(f"SET LOCAL bellringer.org_id = '{tenant or ''}'")


async def touched(raw: "Raw", sql: str, *args: object) -> int:
    """Return how many rows a statement got at; refused outright is none."""
    await raw.execute("SAVEPOINT attempt")
    try:
        return len(await raw.fetch(sql, *args))
    except asyncpg.InsufficientPrivilegeError:
        return 0
    finally:
        await raw.execute("ROLLBACK TO attempt")


async def refused(raw: "Raw", sql: str, *args: object) -> None:
    """Check that a statement may not be run."""
    await raw.execute("SAVEPOINT attempt")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await raw.execute(sql, *args)
    await raw.execute("ROLLBACK TO attempt")


@pytest.mark.parametrize("table", TABLES)
async def test_T1_T2_no_row_of_A_is_read_or_written_by_B_or_by_nobody(
    raw: "Raw", org: Org, table: str
) -> None:
    row = await a_row(raw, table, org)
    seen = f"SELECT 1 FROM {table} WHERE org_id = $1"
    await become(raw, org.org_id)
    assert await touched(raw, seen, org.org_id) > 0

    column = next(name for name in row if name != "org_id")
    for tenant in (new_id(), None):
        await become(raw, tenant)
        for sql in (
            seen,
            f"SELECT 1 FROM {table} WHERE org_id = $1 FOR UPDATE",
            f'UPDATE {table} SET "{column}" = "{column}" WHERE org_id = $1 RETURNING 1',
            f"DELETE FROM {table} WHERE org_id = $1 RETURNING 1",
        ):
            assert await touched(raw, sql, org.org_id) == 0, sql
        await refused(raw, *insert(table, row))


@pytest.mark.parametrize("table", TABLES)
async def test_T1_no_row_of_ones_own_is_given_away(raw: "Raw", org: Org, table: str) -> None:
    await a_row(raw, table, org)
    await become(raw, org.org_id)
    give = f"UPDATE {table} SET org_id = $1 WHERE org_id = $2"
    await refused(raw, give, new_id(), org.org_id)


async def test_T1_a_foreign_key_can_not_point_into_another_organization(
    database: Database, org: Org, rival: Org
) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with database.transaction(rival.org_id) as connection:
            await connection.execute(
                "INSERT INTO team_lead (org_id, team_id, member_id, starts_on) "
                "VALUES ($1, $2, $3, '2026-01-01')",
                rival.org_id,
                rival.north,
                org.rep,
            )


async def test_T4_a_foreign_id_and_one_that_never_was_get_the_same_answer(
    database: Database, org: Org, rival: Org
) -> None:
    async with database.transaction(rival.org_id) as connection:
        answers = [
            await connection.fetch("SELECT * FROM member WHERE member_id = $1", member_id)
            for member_id in (org.rep, new_id())
        ]
    assert answers == [[], []]


async def test_T5_the_door_reads_no_table_of_a_tenant_beyond_its_list(
    door_database: Database, org: Org
) -> None:
    assert org
    async with door_database.outside() as connection:
        assert await connection.fetchval("SELECT count(*) FROM door.organization") == 1
        assert await connection.fetch("SELECT org_id, next_at, state FROM delivery") == []
    for sql in ("SELECT * FROM delivery", "SELECT 1 FROM member", "DELETE FROM door.entry"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with door_database.outside() as connection:
                await connection.fetch(sql)
