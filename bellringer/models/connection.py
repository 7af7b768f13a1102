"""An open transaction: the little of a driver that stores need."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import asyncpg

Watch = Callable[[str], None]
Tell = Callable[[str, str], None]
Raw = asyncpg.pool.PoolConnectionProxy


_NOTIFY = "SELECT pg_notify($1, $2)"


class DatabaseUnavailableError(Exception):
    """PostgreSQL can't be reached, or doesn't let us in; the message says which and why."""


class Connection:
    """An open transaction of one organization; stores speak SQL through it and nothing else.

    Every method raises DatabaseUnavailableError when the server is gone, and asyncpg.PostgresError when
    it refuses the statement.

    Attributes:
        org_id: The organization whose rows are visible; None for the door's own look-ups.
    """

    __slots__ = ("_notices", "_raw", "_watch", "org_id")

    def __init__(
        self,
        raw: "Raw[Any]",
        org_id: UUID | None,
        watch: Watch,
        notices: list[tuple[str, str]] | None = None,
    ) -> None:
        self._raw = raw
        self._watch = watch
        self._notices = notices
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
        with reachable(self._raw):
            rows: list[asyncpg.Record] = await self._raw.fetch(sql, *args)
        return rows

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        """Run one statement and return its first row, if any."""
        self._watch(sql)
        with reachable(self._raw):
            return await self._raw.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        """Run one statement and return the first column of its first row, if any."""
        self._watch(sql)
        with reachable(self._raw):
            return await self._raw.fetchval(sql, *args)

    async def stream(
        self, sql: str, *args: Any, at_once: int
    ) -> AsyncIterator[list[asyncpg.Record]]:
        """Run one statement and yield its rows, some at a time."""
        self._watch(sql)
        with reachable(self._raw):
            cursor = await self._raw.cursor(sql, *args)
        while True:
            with reachable(self._raw):
                rows: list[asyncpg.Record] = await cursor.fetch(at_once)
            if not rows:
                return
            yield rows

    async def execute(self, sql: str, *args: Any) -> None:
        """Run one statement for what it writes."""
        self._watch(sql)
        with reachable(self._raw):
            await self._raw.execute(sql, *args)

    async def notify(self, channel: str, payload: str) -> None:
        """Tell whoever listens to a channel, once this is committed.

        PostgreSQL does it, unless the database was opened with another way to tell.
        """
        if self._notices is None:
            await self.execute(_NOTIFY, channel, payload)
        else:
            self._notices.append((channel, payload))


@contextmanager
def reachable(raw: "Raw[Any]") -> Iterator[None]:
    """Say it in one way when the server is gone; what it refuses stays as it is.

    Raises:
        DatabaseUnavailableError: The connection broke; whether a COMMIT under way was done is not known.
    """
    try:
        yield
    except asyncpg.InternalClientError as error:
        # the driver has read the server's farewell, but not yet that the socket is closed
        if not is_gone(raw):
            raw.terminate()
        raise DatabaseUnavailableError(f"The connection to PostgreSQL broke: {error}") from error
    except (
        OSError,
        asyncpg.PostgresConnectionError,
        asyncpg.OperatorInterventionError,  # shut down, or killed by an administrator
        asyncpg.InterfaceError,
    ) as error:
        # QueryCanceled is of the same class, but leaves the connection alive: a time limit of ours
        if isinstance(error, asyncpg.InterfaceError | asyncpg.QueryCanceledError) and not (
            is_gone(raw)
        ):
            raise
        raise DatabaseUnavailableError(f"The connection to PostgreSQL broke: {error}") from error


def is_gone(raw: "Raw[Any]") -> bool:
    """Tell whether the connection is closed; the pool takes a broken one back before we let go of it."""
    try:
        return bool(raw.is_closed())
    except asyncpg.InterfaceError:
        return True
