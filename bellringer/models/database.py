"""The one way to PostgreSQL: a transaction belongs to one organization, or to none and then sees no tenant's rows."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from bellringer.models.connection import (
    Connection,
    DatabaseUnavailableError,
    Raw,
    Tell,
    Watch,
    is_gone,
    reachable,
)
from bellringer.models.roles import APP_ROLE

__all__ = ["Connection", "Database", "DatabaseBusyError", "DatabaseUnavailableError"]

_PATIENCE_SECONDS = 10.0

_NOT_MIGRATED = (asyncpg.InvalidParameterValueError, asyncpg.UndefinedObjectError)


class DatabaseBusyError(DatabaseUnavailableError):
    """Every connection of the pool was in use for too long; the message says how many and for how long."""


class _Unreset(asyncpg.Connection):
    """A connection that needs no RESET between users: every setting of ours is local to a transaction."""

    def get_reset_query(self) -> str:
        return ""


class Database:
    """A pool of connections that all act as one role."""

    def __init__(
        self,
        pool: "asyncpg.Pool[Any]",
        watch: Watch,
        *,
        patience_seconds: float,
        tell: Tell | None = None,
    ) -> None:
        self._pool = pool
        self._watch = watch
        self._tell = tell
        self._patience_seconds = patience_seconds

    @classmethod
    async def open(
        cls,
        dsn: str,
        *,
        role: str = APP_ROLE,
        size: int = 10,
        watch: Watch = lambda _: None,
        patience_seconds: float = _PATIENCE_SECONDS,
        tell: Tell | None = None,
    ) -> "Database":
        """Open a pool of at most `size` connections acting as `role`; `watch` is shown each statement.

        `patience_seconds` is how long a transaction waits for a connection to connect or to become free.
        `tell` is handed channel and payload of each notice after its transaction; None: PostgreSQL tells.

        Raises:
            DatabaseUnavailableError: The server is down, refuses the login, or has not been migrated.
        """
        try:
            pool = await asyncpg.create_pool(
                dsn,
                min_size=1,
                max_size=size,
                timeout=patience_seconds,
                init=_prepare,
                connection_class=_Unreset,
                server_settings={
                    "role": role,
                    "timezone": "UTC",
                    "application_name": f"bellringer {role.removeprefix('bellringer_')}",
                    "synchronous_commit": "on",  # what was answered has been kept
                    "statement_timeout": "15s",
                    "lock_timeout": "5s",
                    "idle_in_transaction_session_timeout": "15s",
                },
            )
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise _explained(error, role) from error
        return cls(pool, watch, patience_seconds=patience_seconds, tell=tell)

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

    async def close(self) -> None:
        """Close every connection once it is given back."""
        await self._pool.close()

    @asynccontextmanager
    async def _lend(self, begin: str, org_id: UUID | None) -> AsyncIterator[Connection]:
        raw = await self._acquire()
        notices: list[tuple[str, str]] | None = None if self._tell is None else []
        try:
            is_open = True
            try:
                with reachable(raw):
                    await raw.execute(begin)
                yield Connection(raw, org_id, self._watch, notices)
                try:
                    with reachable(raw):
                        ended = await raw.execute("COMMIT")
                finally:
                    # also where the answer was lost: it may be committed, and a notice is only a hint
                    self._tell_all(notices)
                is_open = False
            finally:
                if is_open:
                    await _roll_back(raw)
            # COMMIT of a transaction that failed inside answers ROLLBACK instead of raising
            if ended != "COMMIT":
                raise asyncpg.InFailedSQLTransactionError("the transaction was rolled back")
        finally:
            await self._pool.release(raw)

    def _tell_all(self, notices: list[tuple[str, str]] | None) -> None:
        if self._tell is not None:
            for channel, payload in notices or ():
                self._tell(channel, payload)

    async def _acquire(self) -> "Raw[Any]":
        try:
            return await self._pool.acquire(timeout=self._patience_seconds)
        except TimeoutError as error:
            raise DatabaseBusyError(
                f"No connection to PostgreSQL became free within {self._patience_seconds:g} s: "
                f"all {self._pool.get_max_size()} are in use, or the server does not answer."
            ) from error
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            # the last says that the pool is closing, as the process is
            raise DatabaseUnavailableError(f"PostgreSQL can't be reached: {error}") from error


async def _roll_back(raw: "Raw[Any]") -> None:
    """Roll back, and if that can't be done, drop the connection: the server then rolls back by itself."""
    if is_gone(raw):
        return
    try:
        await raw.execute("ROLLBACK")
    except BaseException as error:
        if not is_gone(raw):
            raw.terminate()
        if not isinstance(error, Exception):  # cancelled again meanwhile
            raise


async def _prepare(raw: "asyncpg.Connection[Any]") -> None:
    await raw.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


def _explained(error: Exception, role: str) -> DatabaseUnavailableError:
    if isinstance(error, _NOT_MIGRATED):
        return DatabaseUnavailableError(
            f"The database has no role {role} yet: run `bellringer migrate` first."
        )
    if isinstance(error, asyncpg.InsufficientPrivilegeError):
        return DatabaseUnavailableError(
            f"The login may not act as {role}: run `bellringer migrate` with this address."
        )
    return DatabaseUnavailableError(
        f"PostgreSQL can't be reached: {str(error) or type(error).__name__}. "
        "Check BELLRINGER_DATABASE_URL and that the server runs."
    )


def _checked(org_id: UUID) -> UUID:
    # the value stands in SQL text, so it must be what it says
    if not isinstance(org_id, UUID):
        raise TypeError(f"an organization's id is a UUID, not {type(org_id).__name__}")
    return UUID(int=org_id.int)
