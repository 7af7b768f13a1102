"""Every statement of the stores, against the migrated schema and with the grants of the role that runs it.

A statement is a constant in capitals, with or without an underscore before it, that starts with a verb of SQL.
A part of statements, or a template with {words} to be filled in, is not looked at by itself: a module that
composes at run time lists everything it can compose in `STATEMENTS`, a mapping by name.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping

import asyncpg
import pytest

from bellringer.gamification import store
from bellringer.models.roles import APP_ROLE, DOOR_ROLE

VERB = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
TEMPLATE = re.compile(r"\{[a-z_]*\}")
TOUCHES_NO_TABLE = re.compile(r"SELECT pg_(notify|(try_)?advisory)")
DELETABLE = """
SELECT oid::regclass::text FROM pg_class
WHERE relnamespace::regnamespace::text IN ('public', 'door') AND relkind = 'r'
  AND has_table_privilege('bellringer_app', oid, 'DELETE')
"""
OF_NO_TENANT = "SELECT hash_key FROM door.hash_key"


def constants() -> Iterator[tuple[str, str, str]]:
    for module in pkgutil.walk_packages(store.__path__, f"{store.__name__}."):
        loaded = importlib.import_module(module.name)
        place = module.name.removeprefix(f"{store.__name__}.")
        for name, value in vars(loaded).items():
            if isinstance(value, str) and name.isupper():
                yield place, name, value
            elif isinstance(value, Mapping) and name == "STATEMENTS":
                yield from ((place, key, sql) for key, sql in value.items())


def is_whole(sql: str) -> bool:
    is_select = sql.lstrip().startswith("SELECT")
    return (
        VERB.match(sql) is not None
        and TEMPLATE.search(sql.replace("'{}'", "")) is None
        and (not is_select or "FROM" in sql or TOUCHES_NO_TABLE.match(sql.strip()) is not None)
    )


ALL: dict[str, dict[str, str]] = {}
for place, name, sql in constants():
    if is_whole(sql):
        ALL.setdefault(place, {})[name] = sql


@pytest.mark.parametrize("place", ALL)
async def test_statements_fit_the_schema_and_the_role_that_runs_them(dsn: str, place: str) -> None:
    left = dict(ALL[place])
    refused: dict[str, list[str]] = {}
    for role in (APP_ROLE, DOOR_ROLE):
        connection = await asyncpg.connect(dsn, server_settings={"role": role})
        for name, sql in list(left.items()):
            try:
                prepared = await connection.prepare(sql)
                nothing = [None] * len(prepared.get_parameters())
                # EXPLAIN asks for the same rights as running it would
                await connection.fetch(f"EXPLAIN {sql}", *nothing)
            except asyncpg.PostgresError as error:
                refused.setdefault(name, []).append(f"{role}: {error}")
            else:
                del left[name]
        await connection.close()
    assert {name: refused[name] for name in left} == {}


@pytest.mark.parametrize("place", ALL)
def test_T1_statements_name_their_organization_themselves(place: str) -> None:
    for name, found in ALL[place].items():
        sql = found.strip()
        assert "org_id" in sql or TOUCHES_NO_TABLE.match(sql) or sql == OF_NO_TENANT, name


async def test_the_application_may_delete_exactly_where_a_statement_does(dsn: str) -> None:
    deleted = {table for sql in _every() for table in re.findall(r"DELETE FROM (\S+)", sql)}
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch(DELETABLE)
    await connection.close()
    assert deleted == {row[0] for row in rows}


def test_there_are_statements_to_look_at() -> None:
    assert "_FIND" in ALL["door"]


def _every() -> Iterator[str]:
    return (sql for of_module in ALL.values() for sql in of_module.values())
