import asyncio
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint

from bellringer.models.database import Database, DatabaseUnavailableError
from bellringer.models.migrations import head, is_ready, migrate, run_alembic
from bellringer.models.roles import stronger_roles
from bellringer.models.schema import metadata
from tests.postgres import database

SHAPE = """
SELECT c.oid::regclass::text, c.relkind::text, c.relacl::text, c.relrowsecurity, a.attname::text,
       format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace::regnamespace::text IN ('public', 'door')
UNION ALL
SELECT conname::text, conrelid::regclass::text, pg_get_constraintdef(oid), true, '', '', true, ''
FROM pg_constraint WHERE connamespace::regnamespace::text IN ('public', 'door')
UNION ALL
SELECT polname::text, polrelid::regclass::text, pg_get_expr(polqual, polrelid), true, '', '', true, ''
FROM pg_policy
ORDER BY 1, 2, 5
"""


@pytest.fixture
def empty(admin_dsn: str, worker_id: str) -> Iterator[str]:
    """A database that nobody has migrated."""
    with database(admin_dsn, f"bellringer_empty_{worker_id}") as dsn:
        yield dsn


def logged_in(dsn: str, login: str) -> str:
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}"))


async def shape(dsn: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(dsn)
    try:
        return [tuple(row) for row in await connection.fetch(SHAPE)]
    finally:
        await connection.close()


async def test_the_models_and_the_migrations_say_the_same(dsn: str) -> None:
    await run_alembic(dsn, command.check)


async def test_there_is_one_head_and_one_line_of_history(dsn: str) -> None:
    async def heads(config: Config) -> None:
        script = ScriptDirectory.from_config(config)
        assert script.get_heads() == [head()]
        assert all(not revision.is_merge_point for revision in script.walk_revisions())

    found: list[Config] = []
    await run_alembic(dsn, found.append)
    await heads(found[0])


async def test_up_down_and_up_again_comes_to_the_same(empty: str) -> None:
    await migrate(empty)
    once = await shape(empty)
    await run_alembic(empty, lambda config: command.downgrade(config, "base"))
    assert [row for row in await shape(empty) if "alembic_version" not in f"{row[0]}{row[1]}"] == []
    await migrate(empty)
    assert once == await shape(empty)


async def test_migrations_started_together_take_turns(empty: str) -> None:
    told: list[str] = []
    await asyncio.gather(*(migrate(empty, progress=told.append) for _ in range(4)))
    assert [f"Migrated from an empty database to {head()}."] == [
        line for line in told if line.startswith("Migrated")
    ]
    assert told.count(f"The schema is at {head()} already.") == 3


async def test_O4_a_database_is_ready_with_our_schema_or_a_later_one_and_not_with_an_older(
    dsn: str, empty: str
) -> None:
    for address, expected in ((dsn, True), (empty, False)):
        opened = await Database.open(address)
        assert expected == await is_ready(opened)
        await opened.close()
    found: list[Config] = []
    await run_alembic(dsn, found.append)
    script = ScriptDirectory.from_config(found[0])
    older = {each.revision for each in script.walk_revisions()} - {head()}
    await migrate(empty)
    owner = await asyncpg.connect(empty)
    opened = await Database.open(empty)
    for revision, expected in (("of_next_release", True), *((each, False) for each in older)):
        await owner.execute("UPDATE alembic_version SET version_num = $1", revision)
        assert expected == await is_ready(opened), revision
    await owner.execute("DELETE FROM alembic_version")
    assert not await is_ready(opened)
    await opened.close()
    await owner.close()


async def test_O4_a_migration_gives_up_rather_than_queue_all_requests_behind_it(empty: str) -> None:
    await migrate(empty)
    blocker = await asyncpg.connect(empty)
    await blocker.execute("BEGIN; LOCK TABLE member IN ACCESS SHARE MODE")
    try:
        with pytest.raises(Exception, match="lock timeout"):
            await run_alembic(
                empty, lambda config: command.downgrade(config, "base"), lock_timeout="50ms"
            )
        assert await blocker.fetchval("SELECT version_num FROM alembic_version") == head()
    finally:
        await blocker.close()


async def test_three_logins_each_become_their_own_role_and_no_stronger_one(
    empty: str, worker_id: str
) -> None:
    admin = await asyncpg.connect(empty)
    logins = [f"{name}_{worker_id}" for name in ("shop_owner", "shop_app", "shop_door")]
    database_name = await admin.fetchval("SELECT current_database()")
    for login in logins:
        await admin.execute(f"CREATE ROLE {login} LOGIN")
    await admin.execute(f"ALTER ROLE {logins[0]} CREATEROLE")
    await admin.execute(f"ALTER DATABASE {database_name} OWNER TO {logins[0]}")
    for role in ("owner", "app", "door"):
        await admin.execute(f"GRANT bellringer_{role} TO {logins[0]} WITH ADMIN OPTION")
    try:
        owner, app, door = (logged_in(empty, login) for login in logins)
        await migrate(app, owner_dsn=owner, door_dsn=door)
        assert ["bellringer_owner"] == await stronger_roles(owner)
        assert [] == await stronger_roles(app)
        assert [] == await stronger_roles(door)
        await (await Database.open(app)).close()
        await (await Database.open(door, role="bellringer_door")).close()
        with pytest.raises(DatabaseUnavailableError, match="may not act as bellringer_door"):
            await Database.open(app, role="bellringer_door")
    finally:
        await admin.execute(f"ALTER DATABASE {database_name} OWNER TO CURRENT_USER")
        for login in logins:
            await admin.execute(f"DROP OWNED BY {login}")
            await admin.execute(f"DROP ROLE {login}")
        await admin.close()


async def test_a_superuser_is_named_as_one_who_could_go_around_the_walls(dsn: str) -> None:
    assert "bellringer_owner" in await stronger_roles(dsn)


def test_the_wheel_brings_the_migrations(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (wheel,) = tmp_path.iterdir()
    brought = {
        Path(name).name for name in zipfile.ZipFile(wheel).namelist() if "/migrations/" in name
    }
    assert {
        path.name for path in (root / "alembic").rglob("*.*") if path.suffix in (".py", ".mako")
    } == (brought)


async def test_the_words_that_a_column_allows_are_those_of_the_models(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(
            "SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'"
            " AND connamespace::regnamespace::text IN ('public', 'door')"
        )
    finally:
        await connection.close()
    found = {name: set(re.findall(r"'(\w+)'", text)) for name, text in rows}
    meant = {
        str(constraint.name): set(re.findall(r"'(\w+)'", str(constraint.sqltext)))
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and " IN (" in str(constraint.sqltext)
    }
    assert len(meant) > 20
    assert meant == {name: words for name, words in found.items() if name in meant}
