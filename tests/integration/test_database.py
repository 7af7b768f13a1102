import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from bellringer.ids import new_id
from bellringer.models.database import (
    Connection,
    Database,
    DatabaseBusyError,
    DatabaseUnavailableError,
)
from bellringer.models.roles import DOOR_ROLE
from tests.builders import NOW, Org

AUDIT = """
INSERT INTO audit_log (org_id, audit_id, at, principal, action, details)
VALUES ($1, $2, $3, 'test', 'test', '{}')
"""
COUNT = "SELECT count(*) FROM audit_log WHERE org_id = $1 AND action = 'test'"


@pytest.fixture
async def single(dsn: str) -> AsyncIterator[Database]:
    """A pool of one connection, so that what one transaction leaves behind the next one meets."""
    opened = await Database.open(dsn, size=1, patience_seconds=0.3)
    yield opened
    await opened.close()


@pytest.fixture
async def superuser(dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()


async def write(connection: Connection) -> None:
    await connection.execute(AUDIT, connection.org_id, new_id(), NOW)


async def count(database: Database, org: Org) -> int:
    async with database.reading(org.org_id) as connection:
        found: int = await connection.fetchval(COUNT, org.org_id)
    return found


async def test_a_block_that_ends_well_is_committed(single: Database, org: Org) -> None:
    async with single.transaction(org.org_id) as connection:
        await write(connection)
    assert await count(single, org) == 1


async def test_a_block_that_fails_leaves_nothing_and_tells_why(single: Database, org: Org) -> None:
    with pytest.raises(ZeroDivisionError):
        async with single.transaction(org.org_id) as connection:
            await write(connection)
            raise ZeroDivisionError
    assert await count(single, org) == 0


async def test_a_swallowed_database_error_does_not_pass_for_a_commit(
    single: Database, org: Org
) -> None:
    with pytest.raises(asyncpg.InFailedSQLTransactionError):
        async with single.transaction(org.org_id) as connection:
            await write(connection)
            with pytest.raises(asyncpg.DivisionByZeroError):
                await connection.fetchval("SELECT 1 / 0")
    assert await count(single, org) == 0


async def test_T2_the_tenant_ends_with_its_transaction(single: Database, org: Org) -> None:
    async with single.transaction(org.org_id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM member") == 4
    async with single.outside() as connection:
        assert await connection.fetchval("SELECT count(*) FROM member") == 0


async def test_a_cancelled_statement_is_rolled_back_and_its_connection_works_on(
    single: Database, org: Org
) -> None:
    begun = asyncio.Event()

    async def slow() -> None:
        async with single.transaction(org.org_id) as connection:
            await write(connection)
            begun.set()
            await connection.execute("SELECT pg_sleep(10)")

    task = asyncio.create_task(slow())
    await begun.wait()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count(single, org) == 0


@pytest.mark.parametrize("turns", range(12))
async def test_cancelled_at_any_moment_nothing_of_it_is_met_by_the_next(
    single: Database, org: Org, turns: int
) -> None:
    """Cancel twice, so that the second hits the rollback: the transaction after it must be a clean one."""

    async def work() -> None:
        async with single.transaction(org.org_id) as connection:
            await write(connection)
            await connection.execute("SELECT pg_sleep(2)")

    task = asyncio.create_task(work())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    other = new_id()
    async with single.transaction(other) as connection:
        assert await connection.fetchval("SELECT current_setting('bellringer.org_id')") == str(
            other
        )
        assert await connection.fetchval("SELECT count(*) FROM member") == 0
    assert await count(single, org) == 0


async def test_a_connection_that_breaks_inside_is_told_and_replaced(
    single: Database, superuser: "asyncpg.Connection[asyncpg.Record]", org: Org
) -> None:
    with pytest.raises(DatabaseUnavailableError, match="broke"):
        async with single.transaction(org.org_id) as connection:
            await write(connection)
            pid = await connection.fetchval("SELECT pg_backend_pid()")
            await superuser.execute("SELECT pg_terminate_backend($1, 5000)", pid)
            await write(connection)
    assert await count(single, org) == 0


@pytest.mark.parametrize("is_at_commit", [False, True])
async def test_a_farewell_of_the_server_that_comes_before_its_end_is_told_too(
    single: Database, org: Org, is_at_commit: bool
) -> None:
    """The driver has read why the server ends the session, and not yet that the socket is closed."""
    told = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0"
    with pytest.raises(DatabaseUnavailableError, match="broke"):
        async with single.transaction(org.org_id) as connection:
            await write(connection)
            driver: Any = connection._raw
            protocol = driver._con._protocol
            protocol.data_received(b"E" + (len(told) + 4).to_bytes(4, "big") + told)
            if not is_at_commit:
                await write(connection)
    assert await count(single, org) == 0


async def test_a_connection_that_breaks_before_the_commit_is_told(
    single: Database, superuser: "asyncpg.Connection[asyncpg.Record]", org: Org
) -> None:
    with pytest.raises(DatabaseUnavailableError):
        async with single.transaction(org.org_id) as connection:
            await write(connection)
            pid = await connection.fetchval("SELECT pg_backend_pid()")
            await superuser.execute("SELECT pg_terminate_backend($1, 5000)", pid)
    assert await count(single, org) == 0


async def test_an_idle_connection_that_broke_is_replaced_without_a_word(
    single: Database, superuser: "asyncpg.Connection[asyncpg.Record]", org: Org
) -> None:
    async with single.outside() as connection:
        pid = await connection.fetchval("SELECT pg_backend_pid()")
    await superuser.execute("SELECT pg_terminate_backend($1, 5000)", pid)
    await asyncio.sleep(0.01)  # lets the event loop read that the socket was closed
    assert await count(single, org) == 0


async def test_a_pool_in_full_use_says_so(single: Database, org: Org) -> None:
    async with single.transaction(org.org_id):
        with pytest.raises(DatabaseBusyError, match=r"within 0.3 s: all 1 are in use"):
            async with single.transaction(org.org_id):
                raise AssertionError("there was no second connection")


async def test_a_reading_transaction_can_not_write(single: Database, org: Org) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with single.reading(org.org_id) as connection:
            await write(connection)


async def test_G4_no_statement_runs_without_a_limit_and_commits_are_durable(
    single: Database, door_database: Database
) -> None:
    for opened in (single, door_database):
        async with opened.outside() as connection:
            for setting in ("statement", "lock", "idle_in_transaction_session"):
                limit = await connection.fetchval(f"SHOW {setting}_timeout")
                assert limit not in ("0", "")
            assert await connection.fetchval("SHOW synchronous_commit") == "on"


async def test_resetting_the_role_does_not_make_it_a_stronger_one(single: Database) -> None:
    async with single.outside() as connection:
        await connection.execute("RESET ROLE")
        assert await connection.fetchval("SELECT current_user") == "bellringer_app"


async def test_something_else_than_a_uuid_never_reaches_the_statement(single: Database) -> None:
    with pytest.raises(TypeError):
        async with single.transaction("x'; DROP TABLE member --"):  # type: ignore[arg-type]  # the point
            pass


@pytest.mark.parametrize(
    ("dsn", "words"),
    [
        ("postgresql://nobody@/postgres?host=/nowhere&port=5432", "can't be reached"),
        ("postgresql://nobody@127.0.0.1:1/postgres", "can't be reached"),
    ],
)
async def test_a_server_that_is_not_there_is_told_in_words(dsn: str, words: str) -> None:
    with pytest.raises(DatabaseUnavailableError, match=words):
        await Database.open(dsn)


async def test_a_role_that_is_not_there_says_what_to_run(dsn: str) -> None:
    with pytest.raises(DatabaseUnavailableError, match="bellringer migrate"):
        await Database.open(dsn, role=f"{DOOR_ROLE}_of_another_house")
