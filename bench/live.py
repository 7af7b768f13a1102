"""`make bench ARGS='--live 1000'`: from a recorded activity to the last of many open screens."""

import asyncio
import itertools
import json
import re
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

import aiohttp

from bench.audience import Audience, Heard

EVENTS = 7

BOARD = """subscription { leaderboardChanged(key: "points-month") {
  key standings(first: 10) { edges { node { rank score gapToNext subject { id name } } } } } }"""
OWN = BOARD.replace("key standings", "key mine { rank score gapToNext } standings")
TITLES = {
    "bare": "a broadcast and nothing else, on the same server",
    "board": "`leaderboardChanged`, top 10, the same for all",
    "own": "the same with `mine`, made for each",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Milliseconds from the request to the half, and to the last, of the subscribers."""

    half_ms: float
    last_ms: float


async def measure(
    url: str, bare_url: str, tokens: list[str], record: Callable[[], Awaitable[None]]
) -> None:
    """Print the table."""
    print("| | ms to half | ms to the last (median) | least to most | KB a screen |")
    print("|---|---|---|---|---|")
    alone = await _memory(url)
    text, runs = json.dumps(await _sample(url, tokens[0])), itertools.count()

    async def broadcast() -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{bare_url}/tell", data=f"{text} {next(runs)}") as answer,
        ):
            answer.raise_for_status()

    bare = await _row("bare", bare_url, tokens, BOARD, broadcast)
    board = await _row("board", url, tokens, BOARD, record)
    own = await _row("own", url, tokens, OWN, record)
    print(
        f"\nThe last of {len(tokens):,} had a shared event after {board / bare:.1f} times, and one of their own "
        f"after {own / bare:.0f} times a bare broadcast. The API process had {alone / 2**20:.0f} MB before the first."
    )


async def _memory(url: str) -> int:
    """Return how many bytes of memory a server's process has, by what it says of itself."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as answer:
        said = re.search(r"^process_resident_memory_bytes (\S+)", await answer.text(), re.MULTILINE)
    if said is None:
        raise RuntimeError("the server does not say how much memory it has")
    return int(float(said[1]))


async def _sample(url: str, token: str) -> object:
    """Return an event as it is sent, for the broadcast to be as long."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{url}/graphql", protocols=["graphql-transport-ws"]) as line,
    ):
        init = {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}
        await line.send_json(init)
        await line.receive()
        await line.send_json({"id": "1", "type": "subscribe", "payload": {"query": BOARD}})
        return await line.receive_json()


async def _row(
    name: str, url: str, tokens: list[str], query: str, tell: Callable[[], Awaitable[None]]
) -> float:
    print(f"{TITLES[name]} …", file=sys.stderr, flush=True)
    ws = f"{url.replace('http', 'ws', 1)}/graphql"
    before = await _memory(url)
    async with _listening(Audience(url=ws, tokens=tokens, query=query)) as hear:
        held = await _memory(url) - before
        await hear(tell)  # a warm-up
        told = [await hear(tell) for _ in range(EVENTS)]
    last = [each.last_ms for each in told]
    half, median = statistics.median(each.half_ms for each in told), statistics.median(last)
    print(
        f"| {TITLES[name]} | {half:.0f} | {median:.0f} | {min(last):.0f} to {max(last):.0f} |"
        f" {held / 1024 / len(tokens):.0f} |",
        flush=True,
    )
    return median


@asynccontextmanager
async def _listening(
    audience: Audience,
) -> AsyncIterator[Callable[[Callable[[], Awaitable[None]]], Awaitable[Told]]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.audience"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise RuntimeError("no pipes")
    stdin.write(json.dumps(asdict(audience)).encode() + b"\n")

    async def says() -> str:
        if not (line := await stdout.readline()):
            raise RuntimeError("the audience ended by itself")
        return line.decode()

    async def hear(tell: Callable[[], Awaitable[None]]) -> Told:
        stdin.write(b"next\n")
        await says()
        began = time.monotonic()
        await tell()
        heard = Heard(**json.loads(await says()))
        return Told(half_ms=1000 * (heard.half - began), last_ms=1000 * (heard.last - began))

    try:
        await says()
        yield hear
    finally:
        process.terminate()
        await process.wait()
