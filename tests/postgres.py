"""A real PostgreSQL for a test run: one server, one migrated template, one clone of it per process."""

import asyncio
import hashlib
import os
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bellringer.models.embedded import embedded_postgres
from bellringer.models.migrations import migrate

ANOTHER_SERVER = (
    "BELLRINGER_TEST_DATABASE_URL"  # a superuser's address, e.g. of Debian's PostgreSQL 15
)

_OURS = """
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND n.nspname IN ('public', 'door') AND c.relname NOT IN ('alembic_version', 'hash_key')
"""
_TABLES = f"SELECT format('DELETE FROM %s', c.oid::regclass) {_OURS}"

# A table that happens to be analyzed between a sweep and what the next test writes counts as empty however much that
# is, and plans read the whole of it, row by row. So nobody looks after tables but the sweep.
_LEFT_ALONE = (
    f"SELECT format('ALTER TABLE %s SET (autovacuum_enabled = off)', c.oid::regclass) {_OURS}"
)
# What was analyzed by a test, or has grown, begins anew.
_REFRESH = f"""
DO $$
DECLARE worn text;
BEGIN
  SELECT string_agg(c.oid::regclass::text, ', ') INTO worn {_OURS}
     AND (c.reltuples >= 0 AND c.relpages > 0 OR pg_relation_size(c.oid) > 256 * 1024);
  IF worn IS NOT NULL THEN
    EXECUTE 'TRUNCATE ' || worn || ' CASCADE';
  END IF;
END $$
"""


@dataclass(frozen=True)
class Template:
    """A migrated database to clone; nobody may be connected to it."""

    admin_dsn: str
    name: str


def addressed(dsn: str, database: str) -> str:
    """Return the address of another database of the same server."""
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(path=f"/{database}"))


@contextmanager
def server() -> Iterator[str]:
    """Start the embedded PostgreSQL in a folder of its own, unless another server is named."""
    named = os.environ.get(ANOTHER_SERVER)
    if named:
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="bellringer-test-") as folder:
        Path(folder).chmod(0o755)  # started by root, PostgreSQL runs as another user
        with embedded_postgres(Path(folder) / "data") as dsn:
            # what is in it is thrown away, so it need not survive a crash of the machine
            _run(dsn, "ALTER SYSTEM SET fsync = off")
            _run(dsn, "SELECT pg_reload_conf()")
            yield dsn


@contextmanager
def template() -> Iterator[Template]:
    """Make a migrated database to clone.

    On a server that was named it is kept for later runs with the same tables: migrating takes longer than most runs.
    """
    with server() as admin_dsn:
        name = f"bellringer_test_{_state_of_tables()}"
        asyncio.run(_keep(admin_dsn, name))
        yield Template(admin_dsn, name)


async def _keep(admin_dsn: str, name: str) -> None:
    connection = await asyncpg.connect(admin_dsn)
    try:
        # of runs that begin together one migrates; what is cut short is made anew
        await connection.execute("SELECT pg_advisory_lock(hashtext($1))", name)
        if await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
            return
        unfinished = f"{name}_unfinished"
        await connection.execute(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{unfinished}" TEMPLATE template0')
        await migrate(addressed(admin_dsn, unfinished))
        await _leave_alone(addressed(admin_dsn, unfinished))
        await connection.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    finally:
        await connection.close()


async def _leave_alone(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        statements = [row[0] for row in await connection.fetch(_LEFT_ALONE)]
        await connection.execute("; ".join(statements))
    finally:
        await connection.close()


def _state_of_tables() -> str:
    """Return what changes with any migration, or with the code that migrates."""
    root = Path(__file__).parent.parent
    files = sorted(
        [*root.glob("alembic/**/*.py"), *root.glob("bellringer/models/*.py"), Path(__file__)]
    )
    return hashlib.sha256(b"".join(each.read_bytes() for each in files)).hexdigest()[:16]


@contextmanager
def database(admin_dsn: str, name: str, *, like: str = "template0") -> Iterator[str]:
    """Make a database, and drop it afterwards."""
    _run(admin_dsn, f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    try:
        yield addressed(admin_dsn, name)
    finally:
        _run(admin_dsn, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class Sweeper:
    """Empties every table in one round trip, from a thread and connection of its own.

    DELETE takes about a millisecond where TRUNCATE of as many tables takes a hundred.
    """

    def __init__(self, dsn: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._connection = self._wait(
            # a test that left a transaction open is told so, instead of waiting for ever
            asyncpg.connect(dsn, server_settings={"lock_timeout": "10s"})
        )
        tables = [row[0] for row in self._wait(self._connection.fetch(_TABLES))]
        self._sweep = "; ".join(
            [
                "SET session_replication_role = replica",  # in any order: no foreign keys
                *tables,
                "SET session_replication_role = DEFAULT",
                _REFRESH,
            ]
        )

    def sweep(self) -> None:
        """Delete every row of every table."""
        self._wait(self._connection.execute(self._sweep))

    def close(self) -> None:
        """Let go of the connection and the thread."""
        self._wait(self._connection.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


def _run(dsn: str, sql: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    asyncio.run(run())
