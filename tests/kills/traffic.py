"""Members who sell, over HTTP, whatever happens to the other side."""

import asyncio
import base64
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import aiohttp

from tests.kills.waiting import until

RECORD = """
mutation Record($input: ActivityRecordInput!) {
  activityRecord(input: $input) { activity { id } userErrors { code } }
}"""


@dataclass
class Traffic:
    """Members who sell, and send again with the same key until they are told that it is written."""

    url: str
    tokens: list[str]
    acknowledged: dict[str, UUID] = field(default_factory=dict)
    sent_at: list[float] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> None:
        """Sell until `stop`; what is under way is seen through."""
        patience = aiohttp.ClientTimeout(total=8)
        async with aiohttp.ClientSession(timeout=patience) as session, asyncio.TaskGroup() as group:
            for token in self.tokens:
                group.create_task(self._sell(session, token, stop))

    async def _sell(self, session: aiohttp.ClientSession, token: str, stop: asyncio.Event) -> None:
        number = self.tokens.index(token)
        deals = 0
        while not stop.is_set():
            deals += 1
            key = f"{number}-{deals}"
            deal = {"idempotencyKey": key, "kind": "deal_won", "amount": {"amountMinor": 1_000}}
            sent_at = time.monotonic()
            while (answer := await self._send(session, token, deal)) is None:
                await asyncio.sleep(0.1)
                sent_at = time.monotonic()
            assert answer["userErrors"] == []
            self.acknowledged[key] = named(answer["activity"]["id"])
            self.sent_at.append(sent_at)
            await asyncio.sleep(0.1)

    async def _send(
        self, session: aiohttp.ClientSession, token: str, deal: dict[str, Any]
    ) -> dict[str, Any] | None:
        try:
            async with session.post(
                f"{self.url}/graphql",
                json={"query": RECORD, "variables": {"input": deal}},
                headers={"Authorization": f"Bearer {token}"},
            ) as answer:
                body = await answer.json()
        except (aiohttp.ClientError, TimeoutError):
            return None
        if "errors" in body:  # a phone waits and sends again, and so it is told
            assert [e["extensions"]["code"] for e in body["errors"]] == ["UNAVAILABLE"], body
            return None
        recorded: dict[str, Any] = body["data"]["activityRecord"]
        return recorded

    async def go_on(self, count: int, *, seconds: float) -> None:
        """Wait until so many are acknowledged that were sent from now on."""
        now = time.monotonic()

        async def is_going_on() -> bool:
            return count <= sum(sent_at > now for sent_at in self.sent_at)

        await until(is_going_on, seconds=seconds)


def named(identifier: str) -> UUID:
    return UUID(base64.urlsafe_b64decode(identifier + "==").decode().partition(":")[2])
