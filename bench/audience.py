"""Many subscribers, in a process of their own, that say when the last of them has heard an event.

Reads one JSON object from the first line of standard input, then a line for each event to wait for. Writes a
line when all have begun, and for each event one when all are ready for it and one when all have heard it.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

AT_ONCE = 50
PROTOCOL = Subprotocol("graphql-transport-ws")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom to connect to, with one subscriber for each token, and for what."""

    url: str
    tokens: list[str]
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """When half, and when all, had heard it: seconds of the machine's monotonic clock."""

    half: float
    last: float


class _Screen:
    """One subscriber, and what it shows."""

    def __init__(self, line: ClientConnection, shown: str | bytes) -> None:
        self._line = line
        self._shown = shown

    async def hear(self) -> float:
        """Return when it has heard something new: screens look again by the clock, too, and find what they show."""
        while (heard := await self._line.recv()) == self._shown:
            pass
        self._shown = heard
        return time.monotonic()


async def _begin(audience: Audience, token: str, doors: asyncio.Semaphore) -> _Screen:
    async with doors:
        line = await connect(audience.url, subprotocols=[PROTOCOL], compression=None)
        init = {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}
        await line.send(json.dumps(init))
        await line.recv()
        subscribe = {"id": "1", "type": "subscribe", "payload": {"query": audience.query}}
        await line.send(json.dumps(subscribe))
        shown = await line.recv()
        first = json.loads(shown)
        if first["type"] != "next" or "errors" in first["payload"]:
            raise RuntimeError(f"not subscribed: {first}")
    return _Screen(line, shown)


async def listen(audience: Audience) -> None:
    """Subscribe, and report event by event."""
    doors = asyncio.Semaphore(AT_ONCE)
    screens = await asyncio.gather(*(_begin(audience, each, doors) for each in audience.tokens))
    print("begun", flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        hearing = [asyncio.create_task(screen.hear()) for screen in screens]
        await asyncio.sleep(0)
        print("ready", flush=True)
        at = sorted(await asyncio.gather(*hearing))
        print(json.dumps(asdict(Heard(half=at[len(at) // 2], last=at[-1]))), flush=True)


if __name__ == "__main__":
    asyncio.run(listen(Audience(**json.loads(sys.stdin.readline()))))
