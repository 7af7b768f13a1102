"""Fixtures that every test may ask for; see CONTRIBUTING.md for when to use which."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from hypothesis import settings

from bellringer.models.database import Database
from bellringer.models.roles import DOOR_ROLE
from tests import builders
from tests.builders import NOW, Org
from tests.postgres import Sweeper, Template, template
from tests.postgres import database as clone_of

# How long an example takes says how busy the machine is, and nothing about the code.
settings.register_profile("timeless", settings(), deadline=None)
settings.load_profile("timeless")

_STACK = pytest.StashKey[ExitStack]()
_TEMPLATE = pytest.StashKey[Template]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_STACK] = ExitStack()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_STACK].close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    # the controller of xdist starts the server, its workers get the address
    made = _made_template(node.config)
    node.workerinput["bellringer_template"] = (made.admin_dsn, made.name)


def _made_template(config: pytest.Config) -> Template:
    # only when a test first asks: a run of pure tests starts no server
    if _TEMPLATE not in config.stash:
        given = getattr(config, "workerinput", {}).get("bellringer_template")
        config.stash[_TEMPLATE] = (
            Template(*given) if given else config.stash[_STACK].enter_context(template())
        )
    return config.stash[_TEMPLATE]


@pytest.fixture(scope="session")
def _sweeper(request: pytest.FixtureRequest) -> Iterator[tuple[str, Sweeper]]:
    made = _made_template(request.config)
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    # several runs may share a server
    with clone_of(made.admin_dsn, f"{made.name}_{worker}_{os.getpid()}", like=made.name) as dsn:
        sweeper = Sweeper(dsn)
        yield dsn, sweeper
        sweeper.close()


@pytest.fixture(scope="session")
def admin_dsn(request: pytest.FixtureRequest) -> str:
    """The server's own database as a superuser, to make further databases in."""
    return _made_template(request.config).admin_dsn


@pytest.fixture
def dsn(_sweeper: tuple[str, Sweeper]) -> Iterator[str]:
    """A migrated database of this process, as a superuser; emptied after the test."""
    address, sweeper = _sweeper
    yield address
    sweeper.sweep()


@pytest.fixture
def statements() -> list[str]:
    """Every statement that `database` and `door_database` ran, BEGIN and COMMIT aside."""
    return []


@pytest.fixture
async def database(dsn: str, statements: list[str]) -> AsyncIterator[Database]:
    """The database as the application sees it."""
    opened = await Database.open(dsn, size=5, watch=statements.append)
    yield opened
    await opened.close()


@pytest.fixture
async def door_database(dsn: str, statements: list[str]) -> AsyncIterator[Database]:
    """The database as it is seen before the tenant is known."""
    opened = await Database.open(dsn, role=DOOR_ROLE, size=2, watch=statements.append)
    yield opened
    await opened.close()


@dataclass
class SetClock:
    """A clock that stands still until a test sets it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at NOW."""
    return SetClock()


@pytest.fixture
async def org(database: Database) -> Org:
    """An organization with everything built in, two teams, two reps, a manager and an admin."""
    return await builders.organization(database)
