"""Run an action as an edge would, and show that a refused one left nothing behind."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any, Protocol, TypeVar

import asyncpg
import pytest

from bellringer.gamification.attempts import attempt
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import DomainError
from bellringer.models.database import Database
from tests.builders import NOW

T = TypeVar("T")

_FINGERPRINTS = """
SELECT string_agg(
         format(
           'SELECT %L, (SELECT md5(string_agg(each::text, %L ORDER BY each::text)) FROM %s AS each)',
           name, ',', name
         ), ' UNION ALL ')
  FROM (SELECT format('%I.%I', schemaname, tablename) AS name
          FROM pg_tables WHERE schemaname IN ('public', 'door')) AS tables
"""


class Asked(Protocol):
    """A command, whoever it is by."""

    @property
    def by(self) -> Principal: ...


async def do(
    database: Database,
    action: Callable[..., Coroutine[Any, Any, T]],
    asked: Asked,
    *,
    now: datetime = NOW,
) -> T:
    """Run an action in a transaction of its own, anew if it met another."""

    async def transact() -> T:
        async with database.transaction(asked.by.org_id) as connection:
            return await action(connection, asked, now=now)

    return await attempt(transact)


async def refuse(
    database: Database,
    dsn: str,
    action: Callable[..., Coroutine[Any, Any, Any]],
    asked: Asked,
    refusal: type[DomainError],
    *,
    now: datetime = NOW,
) -> DomainError:
    """Expect exactly this refusal, and not a row written."""
    before = await everything(dsn)
    with pytest.raises(refusal) as caught:
        await do(database, action, asked, now=now)
    assert caught.type is refusal
    assert await everything(dsn) == before
    return caught.value


async def everything(dsn: str) -> dict[str, str | None]:
    """A fingerprint of each table."""
    connection = await asyncpg.connect(dsn)
    try:
        # in one statement: one for each table takes longer than most tests
        found = await connection.fetch(await connection.fetchval(_FINGERPRINTS))
        return {row[0]: row[1] for row in found}
    finally:
        await connection.close()


async def rows(dsn: str, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    """What a query finds, seen past the walls."""
    connection = await asyncpg.connect(dsn)
    try:
        return [tuple(row) for row in await connection.fetch(sql, *args)]
    finally:
        await connection.close()


async def caught(work: Awaitable[T]) -> T | DomainError:
    """Wait for work, and return its refusal as a value."""
    try:
        return await work
    except DomainError as refusal:
        return refusal
