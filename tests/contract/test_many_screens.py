"""Many open screens that each show something of their own: few statements for all, over few connections."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from fastapi import FastAPI

from bellringer.api import app as wiring
from bellringer.gamification.actions.give_kudos import give_kudos
from bellringer.gamification.commands.kudos import GiveKudos
from bellringer.models.database import Database
from tests.builders import Org, enrol
from tests.contract.conftest import Phones
from tests.contract.serving import served
from tests.contract.talking import Talk, record, talking
from tests.doing import do

MEMBERS = 20
EACH = 10
CONNECTIONS = 5
# what an event for all of them may take: reads that began before everybody asked, and those that all share
STATEMENTS = 100  # about 35 of them record the activity
OWN = """subscription { leaderboardChanged(key: "points-month") {
  mine { rank score rankDelta subject { name } }
  standings(first: 10) { edges { node { rank subject { name } } } } } }"""
FEED = "subscription { feedPostAdded(after: []) { kind member { name } } }"
ALL_SOON = 120.0

Screens = list[tuple[int, Talk]]

# a screen that hangs up while its event is made leaves resolvers behind that graphql-core has not begun to wait for
pytestmark = pytest.mark.filterwarnings(
    "ignore:coroutine .*_async_resolver:RuntimeWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)


@pytest.fixture(autouse=True)
def small_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "POOL", CONNECTIONS)


@pytest.fixture
async def address(small_pool: None, app: FastAPI, org: Org) -> AsyncIterator[str]:
    async with served(app) as found:
        yield found


async def everybody(
    ends: AsyncExitStack,
    database: Database,
    org: Org,
    address: str,
    phone: Phones,
    query: str,
    *,
    each: int = EACH,
) -> Screens:
    """Let each member record one call more than the one before, and open screens."""
    screens: Screens = []
    for number in range(MEMBERS):
        await enrol(database, org.org_id, f"peer-{number}", team="north")
        await record(phone(f"peer-{number}"), "1", quantity=number + 1)
    for number in range(MEMBERS):
        for _ in range(each):
            talk = await ends.enter_async_context(talking(address))
            await talk.begin(phone(f"peer-{number}"))
            await talk.subscribe(query)
            if query == OWN:  # begins with the present state
                await heard(talk)
            screens.append((number, talk))
    return screens


async def heard(talk: Talk) -> dict[str, Any]:
    message = json.loads(await talk.socket.recv())
    assert "errors" not in message["payload"], message
    data: dict[str, Any] = message["payload"]["data"]
    return data


async def all_see(screens: Screens, see: Callable[[int, Talk], Awaitable[None]]) -> None:
    async with asyncio.timeout(ALL_SOON):
        await asyncio.gather(*(see(number, talk) for number, talk in screens))


@pytest.mark.slow
async def test_B3_two_hundred_screens_with_ranks_of_their_own_share_reads_and_five_connections(
    address: str, database: Database, org: Org, phone: Phones, statements: list[str]
) -> None:
    async def see(number: int, talk: Talk) -> None:
        mine: dict[str, Any] = {"rank": None}
        while mine["rank"] != MEMBERS - number + 1:  # behind Rita now
            mine = (await heard(talk))["leaderboardChanged"]["mine"]
            assert mine["subject"]["name"] == f"Peer-{number}"

    async with AsyncExitStack() as ends:
        screens = await everybody(ends, database, org, address, phone, OWN)
        statements.clear()
        await record(phone("rita"), "1", quantity=2 * MEMBERS)
        await all_see(screens, see)
    assert len(statements) <= STATEMENTS, len(statements)


async def test_B3_a_post_is_read_for_many_screens_at_once(
    address: str, database: Database, org: Org, phone: Phones, statements: list[str]
) -> None:
    async def see(_: int, talk: Talk) -> None:
        while (post := (await heard(talk))["feedPostAdded"])["kind"] != "KUDOS":
            pass
        assert post["member"]["name"] == "Bob"

    async with AsyncExitStack() as ends:
        screens = await everybody(ends, database, org, address, phone, FEED, each=2)
        statements.clear()
        thanks = GiveKudos(by=org.as_rep(), to_member_id=org.second_rep, text="Thanks")
        await do(database, give_kudos, thanks)
        await all_see(screens, see)
    assert len(statements) <= STATEMENTS, len(statements)
