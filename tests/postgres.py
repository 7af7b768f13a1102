"""A real PostgreSQL for a test run: one server, one migrated template, one clone of it per process."""

import asyncio
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

_TABLES = """
SELECT format('DELETE FROM %s', c.oid::regclass)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname IN ('public', 'door') AND c.relname NOT IN ('alembic_version', 'hash_key')
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
            yield dsn


@contextmanager
def template() -> Iterator[Template]:
    """Make a migrated database, and drop it when the run is over."""
    with server() as admin_dsn:
        name = f"bellringer_test_{os.getpid()}"
        with database(admin_dsn, name) as dsn:
            asyncio.run(migrate(dsn))
            yield Template(admin_dsn, name)


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
