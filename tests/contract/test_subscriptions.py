"""Sockets: what is pushed, to whom, and until when."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from strawberry.asgi import ASGIWebSocketAdapter
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from bellringer.api import sockets
from bellringer.api.auth import Gate
from bellringer.api.problems import ProblemError
from bellringer.models.database import Database, DatabaseUnavailableError
from tests.builders import Org
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones
from tests.contract.serving import served
from tests.contract.test_main_job import GOAL, PROPOSE, RECORD

PROTOCOL = Subprotocol("graphql-transport-ws")
BOARD = """subscription { leaderboardChanged(key: "points-month") {
  key asOf standings(first: 3) { edges { node { rank score subject { name } } } } } }"""
INBOX = "subscription { inboxItemAdded { seq kind title } }"
PROGRESS = "subscription { progressChanged { points viewer { level rank } } }"
FEED = "subscription { feedPostAdded { kind member { name } } }"
SOON = 5.0


class Talk:
    """A socket that speaks the protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(SOON):
            message: dict[str, Any] = json.loads(await self.socket.recv())
        return message

    async def begin(self, phone: Phone, **more: str) -> None:
        await self.say(
            type="connection_init", payload={"authorization": f"Bearer {phone.token}", **more}
        )
        assert (await self.hear())["type"] == "connection_ack"

    async def subscribe(self, query: str, name: str = "1", **variables: Any) -> None:
        await self.say(type="subscribe", id=name, payload={"query": query, "variables": variables})

    async def next(self) -> dict[str, Any]:
        message = await self.hear()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        data: dict[str, Any] = message["payload"]["data"]
        return data

    async def closed(self) -> int:
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(SOON):
                while True:
                    await self.socket.recv()
        assert self.socket.close_code is not None
        return self.socket.close_code


@pytest.fixture
async def address(app: FastAPI, org: Org) -> AsyncIterator[str]:
    async with served(app) as found:
        yield found


@asynccontextmanager
async def talking(address: str, **more: Any) -> AsyncIterator[Talk]:
    async with connect(f"ws://{address}/graphql", subprotocols=[PROTOCOL], **more) as socket:
        yield Talk(socket)


async def record(phone: Phone, key: str, quantity: int = 1) -> dict[str, Any]:
    sent = {"idempotencyKey": key, "kind": "call", "quantity": quantity}
    recorded: dict[str, Any] = (await phone.ask(RECORD, input=sent))["activityRecord"]
    assert recorded["userErrors"] == []
    return recorded


async def test_a_board_begins_with_its_present_state_and_moves_with_it(
    address: str, phone: Phones
) -> None:
    rita = phone("rita")
    await record(rita, "1")
    async with talking(address) as talk:
        await talk.begin(phone("bob"))
        await talk.subscribe(BOARD)
        before = (await talk.next())["leaderboardChanged"]["standings"]["edges"]
        assert [edge["node"]["subject"]["name"] for edge in before] == ["Rita"]
        recorded = await record(rita, "2", quantity=5)
        after = (await talk.next())["leaderboardChanged"]["standings"]["edges"]
        assert after[0]["node"]["score"] == recorded["totalPoints"] > before[0]["node"]["score"]


async def test_what_comes_into_the_inbox_comes_to_its_member_only(
    address: str, phone: Phones
) -> None:
    rita, bob = phone("rita"), phone("bob")
    await rita.ask(PROPOSE, input=GOAL)
    async with talking(address) as hers, talking(address) as his:
        await hers.begin(rita)
        await his.begin(bob)
        await hers.subscribe(INBOX)
        await his.subscribe(INBOX)
        await hers.subscribe(PROGRESS, "2")
        await hers.next()
        await record(rita, "1", quantity=3)
        arrived = [await hers.next(), await hers.next()]
        items = [each["inboxItemAdded"] for each in arrived if "inboxItemAdded" in each]
        assert [item["kind"] for item in items] == ["MILESTONE_CROSSED"]
        await his.say(type="ping")
        assert (await his.hear())["type"] == "pong", "nothing came before"


async def test_B3_what_was_missed_is_caught_up(address: str, phone: Phones) -> None:
    rita = phone("rita")
    await rita.ask(PROPOSE, input=GOAL)
    await record(rita, "1", quantity=3)
    await record(rita, "2", quantity=2)
    async with talking(address) as talk:
        await talk.begin(rita)
        await talk.subscribe("subscription { inboxItemAdded(after: 0) { seq } }")
        seqs = [(await talk.next())["inboxItemAdded"]["seq"] for _ in range(2)]
    assert seqs == [1, 2]


async def test_own_progress_moves(address: str, phone: Phones) -> None:
    rita = phone("rita")
    async with talking(address) as talk:
        await talk.begin(rita)
        await talk.subscribe(PROGRESS)
        assert (await talk.next())["progressChanged"] == {
            "points": 0,
            "viewer": {"level": 0, "rank": None},
        }
        recorded = await record(rita, "1")
        assert (await talk.next())["progressChanged"]["points"] == recorded["totalPoints"]


async def test_a_win_is_posted_to_the_team(address: str, phone: Phones) -> None:
    rita = phone("rita")
    async with talking(address) as talk:
        await talk.begin(phone("bob"))
        await talk.subscribe(FEED)
        await talk.say(type="ping")
        assert (await talk.hear())["type"] == "pong"
        sent = {"idempotencyKey": "1", "kind": "deal_won", "amount": {"amountMinor": 5_000_00}}
        await rita.ask(RECORD, input=sent)
        assert (await talk.next())["feedPostAdded"]["kind"] in ("DEAL_WON", "BADGE_AWARDED")


async def test_queries_and_mutations_run_over_a_socket_each_as_new_as_they_begin(
    address: str, phone: Phones
) -> None:
    rita = phone("rita")
    async with talking(address) as talk:
        await talk.begin(rita)
        for number in (1, 2):
            await record(rita, str(number))
            await talk.subscribe("{ viewer { activities(first: 5) { totalCount } } }", str(number))
            assert (await talk.next())["viewer"]["activities"]["totalCount"] == number
            assert (await talk.hear())["type"] == "complete"


@pytest.mark.parametrize(
    "payload", [{}, {"authorization": "Bearer nonsense"}, {"authorization": 1}]
)
async def test_B4_nobody_is_let_in_without_a_good_token(
    address: str, payload: dict[str, Any]
) -> None:
    async with talking(address) as talk:
        await talk.say(type="connection_init", payload=payload)
        assert await talk.closed() == 4403


@pytest.mark.parametrize(
    "refused",
    [
        ProblemError(429, "TOO_MANY_REQUESTS", "wait"),
        ProblemError(503, "SIGN_IN_UNAVAILABLE", "wait"),
        DatabaseUnavailableError("gone"),
        TimeoutError(),
    ],
    ids=repr,
)
async def test_O1_who_can_not_be_let_in_just_now_may_come_back(
    address: str, phone: Phones, monkeypatch: pytest.MonkeyPatch, refused: Exception
) -> None:
    async def refuse(*_: object) -> None:
        raise refused

    monkeypatch.setattr(Gate, "admit", refuse)
    async with talking(address) as talk:
        token = f"Bearer {phone('rita').token}"
        await talk.say(type="connection_init", payload={"authorization": token})
        assert await talk.closed() == sockets.TRY_LATER


async def test_B4_without_signing_in_nothing_is_answered(address: str) -> None:
    async with talking(address) as talk:
        await talk.subscribe(BOARD)
        assert await talk.closed() == 4401


async def test_B4_a_socket_ends_with_its_token_and_may_come_back(
    address: str, phone: Phones, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LOOK_AGAIN", timedelta(milliseconds=20))
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
    address: str,
    org: Org,
    phone: Phones,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
    code: int,
) -> None:
    monkeypatch.setattr(sockets, "LOOK_AGAIN", timedelta(milliseconds=20))
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        async with database.transaction(org.org_id) as connection:
            await connection.execute(
                f"UPDATE member SET {change} WHERE org_id = $1 AND member_id = $2",
                org.org_id,
                org.rep,
            )
        assert await talk.closed() == code


async def test_B4_nothing_is_delivered_after_a_change_of_authority_even_before_the_next_look(
    address: str, org: Org, phone: Phones, database: Database
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("bob"))
        await talk.subscribe(BOARD)
        await talk.next()
        async with database.transaction(org.org_id) as connection:
            await connection.execute(
                "UPDATE member SET is_active = false WHERE org_id = $1 AND member_id = $2",
                org.org_id,
                org.second_rep,
            )
        await record(phone("rita"), "1")
        message = await talk.hear()
        assert message["type"] == "next"
        assert message["payload"]["data"] is None
        assert message["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHORIZED"


@pytest.mark.parametrize(
    "frame",
    [
        "nonsense",
        "[]",
        "1",
        "{}",
        '{"type":"subscribe"}',
        '{"type":"subscribe","id":1,"payload":{"query":"{a}"}}',
        '{"type":"subscribe","id":"1","payload":null}',
        '{"type":"subscribe","id":"1","payload":{"query":1}}',
        '{"type":"complete"}',
        '{"type":[]}',
        b"\x00\x01",
        '{"a":' * 40 + "1" + "}" * 40,
    ],
)
async def test_G1_a_frame_that_is_no_message_ends_the_socket(
    address: str, phone: Phones, frame: str | bytes
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.socket.send(frame)
        assert await talk.closed() == sockets.MALFORMED


async def test_G2_a_large_frame_ends_the_socket(address: str, phone: Phones) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.socket.send(json.dumps({"type": "ping", "payload": {"a": "x" * 200_000}}))
        assert await talk.closed() == 1009


async def test_pages_of_other_origins_are_turned_away(address: str) -> None:
    with pytest.raises(InvalidStatus):
        async with talking(address, origin="https://evil.example"):
            pass


async def test_an_unknown_board_is_an_error(address: str, phone: Phones) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.subscribe('subscription { leaderboardChanged(key: "nope") { key } }')
        message = await talk.hear()
        assert "errors" in json.dumps(message) or message["type"] == "error"


async def test_B3_who_does_not_read_is_cut(
    address: str, app: FastAPI, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = asyncio.Event()
    send = ASGIWebSocketAdapter.send_json

    async def stalled(self: Any, message: Any) -> None:
        if message.get("type") == "next":
            try:
                await asyncio.Event().wait()
            finally:
                gone.set()
        await send(self, message)

    monkeypatch.setattr(sockets, "SEND_WITHIN", 0.05)
    monkeypatch.setattr(ASGIWebSocketAdapter, "send_json", stalled)
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.subscribe(PROGRESS)
        async with asyncio.timeout(SOON):
            await gone.wait()
        await talk.closed()


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"query": "{ viewer { points } }", "operationName": "Nope"}, "Nope"),
        ({"query": ""}, "query"),
    ],
)
async def test_G1_a_request_over_a_socket_that_cannot_be_run_is_no_fault_of_ours(
    address: str, phone: Phones, payload: dict[str, Any], words: str
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.say(id="1", type="subscribe", payload=payload)
        heard = await talk.hear()
        assert heard["type"] == "error"
        assert words in heard["payload"][0]["message"]
        assert "INTERNAL" not in str(heard)
