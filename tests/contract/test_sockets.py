"""Sockets: how many, for how long, and what becomes of those who don't read."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI
from graphql import get_introspection_query
from starlette.websockets import WebSocketState
from strawberry.http.exceptions import WebSocketDisconnected

from bellringer.api import sockets
from bellringer.api.seats import SocketRules
from bellringer.gamification.actions.move_member import move_member
from bellringer.gamification.commands.members import MoveMember
from bellringer.gamification.store.viewer import Authority
from bellringer.graphql.context import Context
from bellringer.models.database import Database, DatabaseUnavailableError
from tests.builders import Org
from tests.conftest import SetClock
from tests.contract.conftest import Phones
from tests.contract.serving import served
from tests.contract.talking import BOARD, FEED, PROGRESS, SOON, record, talking


@pytest.fixture
def rules() -> SocketRules:
    """Few seats, and a look at once: what is waited for are events, not the clock."""
    return SocketRules(
        per_member=2,
        per_organization=3,
        operations=2,
        look_again=timedelta(milliseconds=20),
        send_within=timedelta(milliseconds=200),
    )


@pytest.fixture
async def address(app: FastAPI, org: Org) -> AsyncIterator[str]:
    async with served(app) as found:
        yield found


async def test_B4_a_socket_ends_with_its_token_and_may_come_back(
    address: str, phone: Phones, clock: SetClock
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.subscribe(PROGRESS)
        await talk.next()
        clock.now += timedelta(hours=1)
        assert await talk.closed() == sockets.COME_BACK


@pytest.mark.parametrize(
    ("change", "code"),
    [("is_active = false", sockets.FORBIDDEN), ("role = 'MANAGER'", sockets.COME_BACK)],
)
async def test_B4_a_change_of_authority_hangs_up(
    address: str, org: Org, phone: Phones, database: Database, change: str, code: int
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        async with database.transaction(org.org_id) as connection:
            await connection.execute(
                f"UPDATE member SET {change} WHERE org_id = $1 AND member_id = $2",
                org.org_id,
                org.rep,
            )
        assert await talk.closed() == code


async def test_B4_who_moves_to_another_team_no_longer_hears_the_old_one(
    address: str, org: Org, phone: Phones, database: Database, clock: SetClock
) -> None:
    command = MoveMember(
        by=org.as_admin(), member_id=org.rep, team_id=org.south, starts_on=clock().date()
    )
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.subscribe(FEED)
        async with database.transaction(org.org_id) as connection:
            await move_member(connection, command, now=clock())
        assert await talk.closed() == sockets.COME_BACK


async def test_B4_a_move_planned_for_tomorrow_hangs_up_when_tomorrow_comes(
    address: str, org: Org, phone: Phones, database: Database, clock: SetClock
) -> None:
    tomorrow = clock().date() + timedelta(days=1)
    command = MoveMember(
        by=org.as_admin(), member_id=org.rep, team_id=org.south, starts_on=tomorrow
    )
    async with database.transaction(org.org_id) as connection:
        await move_member(connection, command, now=clock())
    clock.now = clock.now.replace(hour=12)
    rita = phone("rita", minutes=24 * 60)
    async with talking(address) as talk:
        await talk.begin(rita)
        await talk.subscribe(FEED)
        await talk.say(type="ping")
        assert (await talk.hear())["type"] == "pong"
        clock.now += timedelta(hours=18)
        assert await talk.closed() == sockets.COME_BACK


async def test_a_member_holds_so_many_sockets_and_one_more_when_one_is_closed(
    address: str, phone: Phones
) -> None:
    rita = phone("rita")
    async with talking(address) as first, talking(address) as second, talking(address) as third:
        await first.begin(rita)
        await second.begin(rita)
        await third.say(type="connection_init", payload={"authorization": f"Bearer {rita.token}"})
        assert await third.closed() == sockets.TOO_MANY
        assert third.socket.close_reason == "At most 2 sockets of one member at once."
        await first.socket.close()
        await taken_soon(address, rita.token)


async def test_an_organization_holds_so_many_sockets(address: str, phone: Phones) -> None:
    async with AsyncExitStack() as ends:
        for name in ("rita", "bob", "sue"):
            talk = await ends.enter_async_context(talking(address))
            await talk.begin(phone(name))
        late = await ends.enter_async_context(talking(address))
        token = f"Bearer {phone('rita').token}"
        await late.say(type="connection_init", payload={"authorization": token})
        assert await late.closed() == sockets.TOO_MANY
        assert late.socket.close_reason == "At most 3 sockets of one organization at once."


async def test_who_is_refused_takes_no_seat(address: str, phone: Phones) -> None:
    for _ in range(4):
        async with talking(address) as talk:
            await talk.say(type="connection_init", payload={"authorization": "Bearer nonsense"})
            assert await talk.closed() == sockets.FORBIDDEN
    async with talking(address) as talk:
        await talk.begin(phone("rita"))


async def taken_soon(address: str, token: str) -> None:
    """Connect until the server has noticed that a socket is gone."""
    async with asyncio.timeout(SOON):
        while True:
            async with talking(address) as talk:
                await talk.say(type="connection_init", payload={"authorization": f"Bearer {token}"})
                message = await talk.hear_or_close()
                if message is not None:
                    assert message["type"] == "connection_ack"
                    return


async def test_one_operation_too_many_is_refused_alone(address: str, phone: Phones) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        for number in range(2):
            await talk.subscribe(PROGRESS, str(number))
            await talk.next()
        await talk.subscribe(PROGRESS, "third")
        refused = await talk.hear()
        assert (refused["type"], refused["id"]) == ("error", "third")
        assert refused["payload"][0]["extensions"]["code"] == "SOCKET_FULL"
        await talk.say(type="complete", id="0")
        await talk.subscribe(PROGRESS, "fourth")
        await talk.next()


async def test_B3_who_does_not_read_is_cut_and_nobody_else_waits(
    address: str, client: httpx.AsyncClient, phone: Phones
) -> None:
    rita = phone("rita")
    query = json.dumps(
        {"type": "subscribe", "id": "?", "payload": {"query": get_introspection_query()}}
    )
    # a client that takes one frame of 16 KB, and no more
    async with (
        talking(address, max_queue=1, write_limit=2**24) as idle,
        talking(address) as reader,
    ):
        await idle.begin(rita)
        await reader.begin(phone("bob"))
        await reader.subscribe(BOARD)
        await reader.next()
        for number in range(200):
            await idle.socket.send(query.replace("?", str(number)))
        await record(rita, "1")
        assert (await reader.next())["leaderboardChanged"]["standings"]["edges"] != []
        async with asyncio.timeout(60):
            while await open_sockets(client) > 1:  # noqa: ASYNC110 - as an operator looks
                await asyncio.sleep(0.02)


async def test_B3_one_message_waits_only_so_long_for_who_does_not_read(rules: SocketRules) -> None:
    never = asyncio.Event()

    class Full:
        """A peer whose window is full."""

        application_state = WebSocketState.CONNECTED

        async def send_text(self, _: str) -> None:
            await never.wait()

    cut = asyncio.Event()
    begun: asyncio.Future[sockets.Adapter] = asyncio.get_running_loop().create_future()

    async def hold() -> None:
        view = SimpleNamespace(rules=rules, encode_json=json.dumps)
        begun.set_result(sockets.Adapter(view, None, Full()))
        try:
            await never.wait()
        finally:
            cut.set()

    holding = asyncio.create_task(hold())
    adapter = await begun
    async with asyncio.timeout(SOON):
        with pytest.raises(WebSocketDisconnected):
            await adapter.send_json({"type": "pong"})
        await cut.wait()
    with pytest.raises(asyncio.CancelledError):
        await holding


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], asyncio.Queue[None]]:
    """Let nobody on a socket be looked up, or let them again; yields something for each attempt."""
    as_ever, attempts = Context.authorized, asyncio.Queue[None]()

    async def fail(self: Context) -> Authority:
        if not self.is_socket:
            return await as_ever(self)
        attempts.put_nowait(None)
        raise DatabaseUnavailableError("gone")

    def switch(is_away: bool) -> asyncio.Queue[None]:
        monkeypatch.setattr(Context, "authorized", fail if is_away else as_ever)
        return attempts

    return switch


async def test_B4_who_can_not_be_looked_up_stays_for_a_while_and_no_longer(
    address: str,
    phone: Phones,
    clock: SetClock,
    rules: SocketRules,
    away: Callable[[bool], asyncio.Queue[None]],
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        attempts = away(True)
        async with asyncio.timeout(SOON):
            for _ in range(3):
                await attempts.get()
        await talk.say(type="ping")
        assert (await talk.hear())["type"] == "pong"
        clock.now += rules.unsure_for + timedelta(seconds=1)
        assert await talk.closed() == sockets.TRY_LATER


async def test_B4_who_has_changed_while_nobody_could_look_is_hung_up_on_when_they_can(
    address: str,
    org: Org,
    phone: Phones,
    database: Database,
    away: Callable[[bool], asyncio.Queue[None]],
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        attempts = away(True)
        async with asyncio.timeout(SOON):
            await attempts.get()
        async with database.transaction(org.org_id) as connection:
            await connection.execute(
                "UPDATE member SET role = 'MANAGER' WHERE org_id = $1 AND member_id = $2",
                org.org_id,
                org.rep,
            )
        away(False)
        assert await talk.closed() == sockets.COME_BACK


async def open_sockets(client: httpx.AsyncClient) -> float:
    lines = (await client.get("/metrics")).text.splitlines()
    [line] = [each for each in lines if each.startswith("bellringer_graphql_sockets ")]
    return float(line.rpartition(" ")[2])
