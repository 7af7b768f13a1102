"""`make bench`: measure, and print one page; bench/README.md says how to read it."""

import argparse
import asyncio
import itertools
import json
import os
import platform
import socket
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path

import aiohttp

from bellringer.api.development import mint_development_token
from bellringer.cli.children import child
from bellringer.clock import utc_now
from bellringer.config import Settings
from bellringer.models.database import Database
from bellringer.models.embedded import embedded_postgres
from bellringer.models.migrations import migrate
from bench import ground, live, plain
from bench.load import KEY, Load, Measured

TOKENS = 256
ROUNDS = 3

_RECORD = (
    "mutation ($input: ActivityRecordInput!) { activityRecord(input: $input) "
    "{ pointsEarned totalPoints userErrors { code } } }"
)
_STANDING = "rank score subject { name }"
READS = {
    "board, top 10": '{ leaderboard(key: "points-month") { standings(first: 10) '
    f"{{ edges {{ node {{ {_STANDING} }} }} }} }} }}",
    "board, around me": '{ leaderboard(key: "points-month") '
    f"{{ aroundMe(radius: 5) {{ {_STANDING} }} }} }}",
    "home screen (viewer)": "{ viewer { points level rank unreadCount "
    "goals(first: 3) { edges { node { progress } } } } }",
}


async def bench(
    folder: Path, members: int, seconds: int, connections: int, screens: int = 0
) -> None:
    """Lay the ground, start the API, measure one after the other."""
    settings = Settings(data_dir=folder)
    with embedded_postgres(folder) as dsn:
        await migrate(dsn)
        statements: list[str] = []
        database = await Database.open(dsn, size=4, watch=statements.append)
        _say(f"{members} members are laid out …")
        org_id, ids = await ground.lay(database, members=members, now=utc_now())
        counted = await ground.play(database, org_id, ids, statements)
        await database.close()
        await plain.prepare(dsn, org_id)
        tokens = [
            mint_development_token(
                settings, org=ground.SLUG, email=ground.email(number), minutes=120, now=utc_now()
            )
            for number in range(1, min(TOKENS, members) + 1)
        ]
        port = _free_port()
        with child("serve", "--port", str(port), environment=_environment(dsn, folder)):
            await _ready(port)
            if screens:
                await _live(port, tokens, screens)
                return
            print(_head(members, connections, seconds))
            await _measure(dsn, port, tokens, members, seconds, connections)
            said = ", ".join(f"{number} for {size}" for size, number in counted.items())
            print(f"\nStatements per batch of activities: {said}.")


async def _live(port: int, tokens: list[str], screens: int) -> None:
    """Measure events to so many open screens, beside a broadcast on the same server."""
    url, bare_port = f"http://127.0.0.1:{port}", _free_port()
    runs = itertools.count()

    async def record() -> None:
        sent = {"idempotencyKey": f"live-{next(runs)}", "kind": "call"}
        asked = {"query": _RECORD, "variables": {"input": sent}}
        sign = {"Authorization": f"Bearer {tokens[0]}"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{url}/graphql", json=asked, headers=sign) as answer,
        ):
            if (await answer.json())["data"]["activityRecord"]["userErrors"]:
                raise RuntimeError("the activity was refused")

    bare = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.bare", str(bare_port))
    try:
        await _ready(bare_port)
        print(f"{screens:,} open screens; {_machine()}.\n")
        seats = [tokens[number % len(tokens)] for number in range(screens)]
        await live.measure(url, f"http://127.0.0.1:{bare_port}", seats, record)
    finally:
        bare.terminate()
        await bare.wait()


async def _measure(
    dsn: str, port: int, tokens: list[str], members: int, seconds: int, connections: int
) -> None:
    async def over_http(body: object, name: str) -> Measured:
        return await _load(
            Load(
                url=f"http://127.0.0.1:{port}/graphql",
                tokens=tokens,
                body=json.dumps(body),
                connections=connections,
                seconds=seconds,
                run=name,
            )
        )

    record = {
        "query": _RECORD,
        "variables": {"input": {"idempotencyKey": KEY, "kind": "call"}},
    }
    await over_http(record, "warm-up")
    recorded = await _rounds("record an activity", lambda n: over_http(record, f"run-{n}"))
    for title, query in READS.items():
        await _rounds(title, lambda n, query=query: over_http({"query": query}, f"read-{n}"))  # type: ignore[misc]

    async def by_sql(size: int, clients: int) -> Measured:
        rate = await plain.write(dsn, members=members, size=size, clients=clients, seconds=seconds)
        return Measured(per_second=rate, p50_ms=0, p99_ms=0, wrong=0)

    one = await _rounds("the same rows by SQL, one a transaction", lambda _: by_sql(1, 32))
    many = await _rounds("the same rows by SQL, 64 a transaction", lambda _: by_sql(64, 2))
    print(
        f"\nRecording through the API is {recorded / one:.2f} times SQL alone with a transaction "
        f"each, and {recorded / many:.2f} times SQL alone in batches of 64."
    )


async def _rounds(title: str, work: Callable[[int], Awaitable[Measured]]) -> float:
    """Print a line of the table; return the median."""
    _say(f"{title} …")
    found = [await work(number) for number in range(ROUNDS)]
    rates = [each.per_second for each in found]
    took = sorted(found, key=lambda each: each.per_second)[ROUNDS // 2]
    times = f"{took.p50_ms:.1f} / {took.p99_ms:.1f}" if took.p50_ms else ""
    median = statistics.median(rates)
    print(
        f"| {title} | {median:,.0f} | {min(rates):,.0f} to {max(rates):,.0f} | {times} |",
        flush=True,
    )
    if wrong := sum(each.wrong for each in found):
        raise RuntimeError(f"{title}: {wrong} wrong answers")
    return median


async def _load(load: Load) -> Measured:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.load"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate(json.dumps(asdict(load)).encode())
    return Measured(**json.loads(said))


async def _ready(port: int) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(600):
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == HTTPStatus.OK:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    raise RuntimeError("the API does not answer")


def _environment(dsn: str, folder: Path) -> dict[str, str]:
    return {"BELLRINGER_DATABASE_URL": dsn, "BELLRINGER_DATA_DIR": str(folder)}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _head(members: int, connections: int, seconds: int) -> str:
    return (
        f"{members:,} members, {connections} connections, {ROUNDS} runs of {seconds} s after a "
        f"warm-up, one API process, load and PostgreSQL on the same machine: {_machine()}.\n\n"
        "| | a second (median) | least to most | ms, p50 / p99 |\n|---|---|---|---|"
    )


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Read the options, and measure."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=5, help="of each run")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument(
        "--live",
        type=int,
        default=0,
        metavar="SCREENS",
        help="measure events to so many open screens instead, at most 10 a member",
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bellringer-bench-") as folder:
        Path(folder).chmod(0o755)  # started by root, PostgreSQL runs as another user
        asyncio.run(
            bench(Path(folder), asked.members, asked.seconds, asked.connections, asked.live)
        )


if __name__ == "__main__":
    main()
