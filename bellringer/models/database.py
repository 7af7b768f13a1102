"""The one way to PostgreSQL: a transaction belongs to one organization, or to none and then sees no tenant's rows."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from bellringer.models.roles import APP_ROLE

Watch = Callable[[str], None]


class DatabaseUnavailableError(Exception):
    """PostgreSQL can't be reached, or doesn't let us in; the message says which and why."""


class Connection:
    """An open transaction of one organization; stores speak SQL through it and nothing else.

    Attributes:
        org_id: The organization whose rows are visible; None for the door's own look-ups.
    """

    __slots__ = ("_raw", "_watch", "org_id")

    def __init__(
        self, raw: "asyncpg.pool.PoolConnectionProxy[Any]", org_id: UUID | None, watch: Watch
    ) -> None:
        self._raw = raw
        self._watch = watch
        self.org_id = org_id

    @property
    def organization(self) -> UUID:
        """The organization of this transaction.

        Raises:
            LookupError: The connection belongs to none.
        """
        if self.org_id is None:
            raise LookupError("this connection belongs to no organization")
        return self.org_id

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        """Run one statement and return its rows."""
        self._watch(sql)
        rows: list[asyncpg.Record] = await self._raw.fetch(sql, *args)
        return rows

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        """Run one statement and return its first row, if any."""
        self._watch(sql)
        return await self._raw.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        """Run one statement and return the first column of its first row, if any."""
        self._watch(sql)
        return await self._raw.fetchval(sql, *args)

    async def execute(self, sql: str, *args: Any) -> None:
        """Run one statement for what it writes."""
        self._watch(sql)
        await self._raw.execute(sql, *args)


class _Unreset(asyncpg.Connection):
    """A connection that needs no RESET between users: every setting of ours is local to a transaction."""

    def get_reset_query(self) -> str:
        return ""


class Database:
    """A pool of connections that all act as one role."""

    def __init__(self, pool: "asyncpg.Pool[Any]", watch: Watch) -> None:
        self._pool = pool
        self._watch = watch

    @classmethod
    async def open(
        cls, dsn: str, *, role: str = APP_ROLE, size: int = 10, watch: Watch = lambda _: None
    ) -> "Database":
        """Open a pool of at most `size` connections acting as `role`; `watch` is shown each statement.

        Raises:
            DatabaseUnavailableError: The server is down, refuses the login, or has not been migrated.
        """
        try:
            pool = await asyncpg.create_pool(
                dsn,
                min_size=1,
                max_size=size,
                timeout=10,
                init=_prepare,
                connection_class=_Unreset,
                server_settings={
                    "role": role,
                    "timezone": "UTC",
                    "application_name": f"bellringer {role.removeprefix('bellringer_')}",
                    "statement_timeout": "15s",
                    "lock_timeout": "5s",
                    "idle_in_transaction_session_timeout": "15s",
                },
            )
        except asyncpg.InvalidParameterValueError as error:
            raise DatabaseUnavailableError(
                f"The database has no role {role} yet: run `bellringer migrate` first."
            ) from error
        except (OSError, TimeoutError, asyncpg.PostgresError) as error:
            raise DatabaseUnavailableError(
                f"PostgreSQL can't be reached: {str(error) or type(error).__name__}. "
                "Check BELLRINGER_DATABASE_URL and that the server runs."
            ) from error
        return cls(pool, watch)

    @asynccontextmanager
    async def transaction(self, org_id: UUID) -> AsyncIterator[Connection]:
        """Lend a connection that sees and writes one organization's rows.

        Commits if the block ends well, else rolls back.
        """
        begin = f"BEGIN; SET LOCAL bellringer.org_id = '{_checked(org_id)}'"
        async with self._lend(begin, org_id) as connection:
            yield connection

    @asynccontextmanager
    async def reading(self, org_id: UUID) -> AsyncIterator[Connection]:
        """Lend a connection that sees one organization's rows as of one moment, and can't write."""
        begin = (
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
            f"SET LOCAL bellringer.org_id = '{_checked(org_id)}'"
        )
        async with self._lend(begin, org_id) as connection:
            yield connection

    @asynccontextmanager
    async def outside(self) -> AsyncIterator[Connection]:
        """Lend a connection that belongs to no organization: only what the role itself may see."""
        async with self._lend("BEGIN", None) as connection:
            yield connection

    @asynccontextmanager
    async def _lend(self, begin: str, org_id: UUID | None) -> AsyncIterator[Connection]:
        async with self._pool.acquire(timeout=10) as raw:
            await raw.execute(begin)
            try:
                yield Connection(raw, org_id, self._watch)
            except BaseException:
                if not raw.is_closed():
                    await raw.execute("ROLLBACK")
                raise
            # COMMIT of a transaction that failed inside answers ROLLBACK instead of raising
            if await raw.execute("COMMIT") != "COMMIT":
                raise asyncpg.InFailedSQLTransactionError("the transaction was rolled back")

    async def close(self) -> None:
        """Close every connection once it is given back."""
        await self._pool.close()


async def _prepare(raw: "asyncpg.Connection[Any]") -> None:
    await raw.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


def _checked(org_id: UUID) -> UUID:
    # the value stands in SQL text, so it must be what it says
    if type(org_id) is not UUID:
        raise TypeError(f"an organization's id is a UUID, not {type(org_id).__name__}")
    return org_id
