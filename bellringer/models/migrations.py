"""Bring a database to the present schema: roles first, then alembic's revisions as the owner."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bellringer.models.database import Database
from bellringer.models.roles import APP_ROLE, DOOR_ROLE, OWNER_ROLE, let_become, make_roles

_ONE_AT_A_TIME = 0x62656C6C  # "bell": the advisory lock that keeps two migrations apart


async def migrate(
    dsn: str,
    *,
    owner_dsn: str | None = None,
    door_dsn: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """Make roles, tables, walls and grants as they are to be; calls at the same time take turns.

    Args:
        dsn: The login that the application will use; alone, it may become all three roles.
        owner_dsn: The login that makes tables, if it is another one.
        door_dsn: The login of the sign-in look-ups and the worker's list, if it is another one.
        progress: Is told what happens, in sentences.
    """
    guard = await asyncpg.connect(owner_dsn or dsn, timeout=10)
    try:
        if not await guard.fetchval("SELECT pg_try_advisory_lock($1)", _ONE_AT_A_TIME):
            progress("Another migration is running; waiting for it.")
            await guard.execute("SELECT pg_advisory_lock($1)", _ONE_AT_A_TIME)
        await make_roles(guard)
        await let_become(guard, await _login(owner_dsn or dsn), OWNER_ROLE)
        await let_become(guard, await _login(dsn), APP_ROLE)
        await let_become(guard, await _login(door_dsn or dsn), DOOR_ROLE)
        before = await _revision(guard)
        if before == head():
            progress(f"The schema is at {before} already.")
            return
        await run_alembic(owner_dsn or dsn, lambda config: command.upgrade(config, "head"))
        progress(f"Migrated from {before or 'an empty database'} to {head()}.")
    finally:
        await guard.close()


async def is_ready(database: Database) -> bool:
    """Tell whether this code can work with the schema: its own, or one of a later release.

    A migration works with the release before it, so that processes of both serve beside each other while
    they are replaced. What it brings is unknown to the code of the earlier one.
    """
    async with database.outside() as connection:
        if not await connection.fetchval(_IS_MIGRATED):
            return False
        found = await connection.fetchval(_REVISION)
    return found is not None and found not in _older()


@cache
def _older() -> frozenset[str]:
    script = ScriptDirectory.from_config(_config())
    return frozenset(each.revision for each in script.walk_revisions()) - {head()}


@cache
def head() -> str:
    """Return the newest revision that this code brings."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise LookupError("there is no revision in alembic/versions")
    return found


async def run_alembic(
    dsn: str, work: Callable[[Config], object], *, lock_timeout: str = "5s"
) -> None:
    """Run alembic commands in one transaction of the owner."""

    def run(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        work(config)

    engine = owner_engine(dsn, lock_timeout=lock_timeout)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


def owner_engine(dsn: str, *, lock_timeout: str = "5s") -> AsyncEngine:
    """Connect SQLAlchemy as the owner; a migration gives up sooner than it makes requests queue behind it."""

    async def connect() -> Any:
        return await asyncpg.connect(
            dsn,
            timeout=10,
            server_settings={
                "role": OWNER_ROLE,
                "lock_timeout": lock_timeout,
                "timezone": "UTC",
            },
        )

    return create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)


_IS_MIGRATED = "SELECT to_regclass('public.alembic_version') IS NOT NULL"
_REVISION = "SELECT version_num FROM public.alembic_version"


async def _revision(connection: "asyncpg.Connection[asyncpg.Record]") -> str | None:
    if not await connection.fetchval(_IS_MIGRATED):
        return None
    await connection.execute(f"SET role {OWNER_ROLE}")
    found: str | None = await connection.fetchval(_REVISION)
    await connection.execute("RESET role")
    return found


async def _login(dsn: str) -> str:
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        return str(await connection.fetchval("SELECT session_user"))
    finally:
        await connection.close()


def _config() -> Config:
    package = Path(__file__).parent.parent
    installed = package / "migrations"  # where the wheel puts them
    folder = installed if installed.is_dir() else package.parent / "alembic"
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
