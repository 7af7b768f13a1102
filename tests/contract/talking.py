"""A client of the subprotocol graphql-transport-ws, one message at a time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.contract.conftest import Phone
from tests.contract.test_main_job import RECORD

PROTOCOL = Subprotocol("graphql-transport-ws")
BOARD = """subscription { leaderboardChanged(key: "points-month") {
  key asOf standings(first: 3) { edges { node { rank score subject { name } } } } } }"""
OWN = """subscription { leaderboardChanged(key: "points-month") {
  key asOf mine { rank score subject { name } }
  standings(first: 3) { edges { node { rank score subject { name } } } } } }"""
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

    async def hear_or_close(self) -> dict[str, Any] | None:
        """Hear the next message; None where the server has hung up."""
        try:
            return await self.hear()
        except ConnectionClosed:
            return None

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


@asynccontextmanager
async def talking(address: str, **more: Any) -> AsyncIterator[Talk]:
    async with connect(f"ws://{address}/graphql", subprotocols=[PROTOCOL], **more) as socket:
        yield Talk(socket)


async def record(phone: Phone, key: str, quantity: int = 1) -> dict[str, Any]:
    sent = {"idempotencyKey": key, "kind": "call", "quantity": quantity}
    recorded: dict[str, Any] = (await phone.ask(RECORD, input=sent))["activityRecord"]
    assert recorded["userErrors"] == []
    return recorded
