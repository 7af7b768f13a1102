"""What every command opens first: settings, the database's address, and the organization it is about."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import typer

from bellringer.config import Settings
from bellringer.gamification.store import door
from bellringer.models.database import Database, DatabaseUnavailableError
from bellringer.models.embedded import attach_or_start
from bellringer.models.migrations import is_ready
from bellringer.models.migrations import migrate as migrate_database
from bellringer.models.roles import DOOR_ROLE
from bellringer.push.line import open_line

Result = TypeVar("Result")


class CannotStartError(Exception):
    """The command can't do its work; the message is one line that says why and what to do."""


@contextmanager
def address(settings: Settings) -> Iterator[str]:
    """Yield where the database is; the embedded one runs meanwhile, and has the present schema."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with attach_or_start(settings.data_dir) as dsn:
        run(migrated(settings, dsn))
        yield dsn


async def migrated(settings: Settings, dsn: str, *, is_told: bool = False) -> None:
    """Bring the database to the present schema.

    Raises:
        DatabaseUnavailableError: It can't be reached.
    """
    try:
        await migrate_database(
            dsn,
            owner_dsn=settings.database_owner_url,
            door_dsn=settings.database_door_url,
            progress=print_line if is_told else lambda _: None,
        )
    except (OSError, TimeoutError, asyncpg.InvalidCatalogNameError) as error:
        raise DatabaseUnavailableError(
            f"PostgreSQL can't be reached: {str(error) or type(error).__name__}. "
            "Check BELLRINGER_DATABASE_URL and that the server runs."
        ) from error


@asynccontextmanager
async def database(settings: Settings, dsn: str, *, size: int = 2) -> AsyncIterator[Database]:
    """Open the database as the application, with the line by which open screens hear of changes.

    Raises:
        CannotStartError: Its schema is older than this code.
    """
    async with open_line(settings.redis_url, dsn) as line:
        opened = await Database.open(dsn, size=size, tell=line.tell)
        try:
            if not await is_ready(opened):
                raise CannotStartError(
                    "The database has an older schema than this version of Bellringer needs: "
                    "run `bellringer migrate` first."
                )
            yield opened
        finally:
            await opened.close()


async def organization(settings: Settings, dsn: str, slug: str) -> UUID:
    """Return the organization of a slug.

    Raises:
        CannotStartError: There is none.
    """
    at_door = await Database.open(settings.database_door_url or dsn, role=DOOR_ROLE, size=1)
    try:
        async with at_door.outside() as connection:
            found = await door.find_organization(connection, slug)
    finally:
        await at_door.close()
    if found is None:
        raise CannotStartError(
            f"There is no organization {slug!r}; `bellringer org create` makes one."
        )
    return found


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end."""
    return asyncio.run(work)


def print_line(text: str) -> None:
    """Tell what happens, on standard error."""
    typer.echo(text, err=True)
