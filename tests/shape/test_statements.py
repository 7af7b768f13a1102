"""Every statement of the stores, against the migrated schema and with the grants of the role that runs it.

A statement is a constant in capitals, with or without an underscore before it, that starts with a verb of SQL.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import asyncpg
import pytest

from bellringer.gamification import store
from bellringer.models.roles import APP_ROLE, DOOR_ROLE

VERB = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
OF_NO_TENANT = re.compile(
    r"SELECT pg_(notify|try_advisory|advisory)|SELECT hash_key FROM door.hash_key"
)


def statements() -> Iterator[tuple[str, str]]:
    for module in pkgutil.walk_packages(store.__path__, f"{store.__name__}."):
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            if name.isupper() and isinstance(value, str) and VERB.match(value):
                yield f"{module.name.removeprefix(store.__name__ + '.')}.{name}", value


ALL = dict(statements())


@pytest.mark.parametrize("name", ALL)
async def test_a_statement_fits_the_schema_and_the_role_may_run_it(dsn: str, name: str) -> None:
    refused: list[str] = []
    for role in (APP_ROLE, DOOR_ROLE):
        connection = await asyncpg.connect(dsn, server_settings={"role": role})
        try:
            prepared = await connection.prepare(ALL[name])
            nothing = [None] * len(prepared.get_parameters())
            # EXPLAIN asks for the same rights as running it would
            await connection.fetch(f"EXPLAIN {ALL[name]}", *nothing)
            return
        except asyncpg.InsufficientPrivilegeError as error:
            refused.append(f"{role}: {error}")
        finally:
            await connection.close()
    pytest.fail("; ".join(refused))


@pytest.mark.parametrize("name", ALL)
def test_T1_a_statement_names_its_organization_itself(name: str) -> None:
    assert "org_id" in ALL[name] or OF_NO_TENANT.match(ALL[name].strip()), ALL[name]


def test_there_are_statements_to_look_at() -> None:
    assert "door._FIND" in ALL
