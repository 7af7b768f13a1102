"""A stand-in for FCM over real HTTP, and a worker's dispatcher with the real firebase-admin."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from bellringer.models.database import Database
from bellringer.push.dispatch import Dispatcher
from bellringer.push.fcm import Fcm
from bellringer.push.port import Ways
from bellringer.push.webhooks import Webhooks
from bellringer.standins.fcm import FcmStandin, running
from tests.conftest import SetClock
from tests.integration.push.systems import System, listening


@pytest.fixture(scope="session")
def key() -> rsa.RSAPrivateKey:
    """One key for all tests: making one takes longer than most of them."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
async def standin(
    tmp_path: Path, key: rsa.RSAPrivateKey, clock: SetClock
) -> AsyncIterator[FcmStandin]:
    """FCM as it behaves, on this machine and on the test's clock."""
    async with running(data_dir=tmp_path, key=key, clock=clock) as standin:
        yield standin


@pytest.fixture
async def fcm(standin: FcmStandin) -> AsyncIterator[Fcm]:
    """The sender that production has, pointed at the stand-in."""
    async with Fcm.open(
        project_id=standin.account.project_id,
        base_url=standin.url,
        public_url="https://play.example.com",
        key_file=standin.key_file,
    ) as sender:
        yield sender


@pytest.fixture
def worker(
    database: Database, door_database: Database, fcm: Fcm, clock: SetClock
) -> Callable[[], Dispatcher]:
    """Make dispatchers that share nothing but the database, the clock and FCM."""
    return lambda: Dispatcher(
        database=database, door=door_database, ways=Ways(push=fcm), clock=clock, chance=lambda: 0.5
    )


@pytest.fixture
def dispatcher(worker: Callable[[], Dispatcher]) -> Dispatcher:
    """One worker's dispatcher, on the test's clock."""
    return worker()


@pytest.fixture
def stop() -> asyncio.Event:
    """Set when a worker is told to end."""
    return asyncio.Event()


@pytest.fixture
async def system() -> AsyncIterator[System]:
    """Another system."""
    async with listening() as found:
        yield found


@pytest.fixture
async def telling(
    database: Database, door_database: Database, clock: SetClock
) -> AsyncIterator[Callable[[], Dispatcher]]:
    """Make dispatchers for other systems that share nothing but the database and the clock."""
    async with Webhooks.open(is_strict=False) as teller:
        yield lambda: Dispatcher(
            database=database,
            door=door_database,
            ways=Ways(webhooks=teller),
            clock=clock,
            chance=lambda: 0.5,
        )
