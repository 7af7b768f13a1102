"""The load, in a process of its own: many connections, each sending its next request when the last is answered.

Reads one JSON object from standard input, writes one to standard output.
"""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

KEY = "%KEY%"  # in a body: replaced by a key that is never used twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What to send: any token with the body, over so many connections, for so long."""

    url: str
    tokens: list[str]
    body: str
    connections: int
    seconds: float
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Answers a second, and milliseconds that half and 99 % of them took at most."""

    per_second: float
    p50_ms: float
    p99_ms: float
    wrong: int


def _requests(load: Load) -> Iterator[bytes]:
    place = urlsplit(load.url)
    for number in itertools.count():
        token = load.tokens[number % len(load.tokens)]
        body = load.body.replace(KEY, f"{load.run}-{number}").encode()
        head = (
            f"POST {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


async def _one(load: Load, requests: Iterator[bytes], until: float, took: list[float]) -> int:
    place = urlsplit(load.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    wrong = 0
    while (began := time.perf_counter()) < until:
        writer.write(next(requests))
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        answer = await reader.readexactly(length)
        took.append(time.perf_counter() - began)
        wrong += not head.startswith(b"http/1.1 200") or b'"errors"' in answer
        wrong += b'"userErrors":[{' in answer
    writer.close()
    return wrong


async def measure(load: Load) -> Measured:
    """Send until the time is over."""
    took: list[float] = []
    requests = _requests(load)
    began = time.perf_counter()
    until = began + load.seconds
    wrong = await asyncio.gather(
        *(_one(load, requests, until, took) for _ in range(load.connections))
    )
    elapsed = time.perf_counter() - began
    took.sort()
    return Measured(
        per_second=len(took) / elapsed,
        p50_ms=1000 * took[len(took) // 2],
        p99_ms=1000 * took[len(took) * 99 // 100],
        wrong=sum(wrong),
    )


def main() -> None:
    """Measure what standard input asks for."""
    asked: dict[str, Any] = json.load(sys.stdin)
    print(json.dumps(asdict(asyncio.run(measure(Load(**asked))))))


if __name__ == "__main__":
    main()
