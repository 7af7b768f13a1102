"""`bellringer demo` from its start to its end, as a script runs it."""

import asyncio
import json
import os
import signal
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bellringer.demo.screen import FIRST_QUERY, RECORD
from bellringer.models.embedded import running_dsn

START_SECONDS = 90
RING_SECONDS = 20
RINGS = ("MILESTONE_CROSSED", "GOAL_MET")


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, dict[str, str]]]:
    """Run the demo in a folder of its own; yields what it says."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("BELLRINGER_")
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bellringer", "demo", "--quiet", "--port", "0"),
        cwd=folder,
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            said = await said_by(process)
        yield process, said
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def said_by(process: asyncio.subprocess.Process) -> dict[str, str]:
    said: dict[str, str] = {}
    assert process.stdout is not None
    while "BELLRINGER_NEXT_PERCENT" not in said:
        line = (await process.stdout.readline()).decode()
        assert line, "the demo ended before it had started"
        name, _, value = line.strip().partition("=")
        said[name] = value
    return said


async def asked(url: str, body: Any = None, token: str = "") -> Any:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(
        url, data=None if body is None else json.dumps(body).encode(), headers=headers
    )

    def send() -> Any:
        with urllib.request.urlopen(request, timeout=RING_SECONDS) as answer:
            return json.load(answer)

    return await asyncio.to_thread(send)


async def ring_of(said: dict[str, str], phone: str) -> dict[str, Any]:
    """Return the push that tells a phone of a milestone of its own; looks until it has arrived."""
    async with asyncio.timeout(RING_SECONDS):
        while True:
            found = await asked(f"{said['BELLRINGER_PHONES_URL']}/messages?after=0")
            for each in found["messages"]:
                message: dict[str, Any] = each["message"]
                is_own = "Harbor" not in message["notification"]["title"]  # nor the team's
                if message.get("token") == phone and message["data"]["kind"] in RINGS and is_own:
                    return message
            await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_the_demo_starts_answers_rings_stops_and_starts_again(tmp_path: Path) -> None:
    async with demo(tmp_path) as (process, said):
        graphql = f"{said['BELLRINGER_URL']}/graphql"
        for role in ("REP", "MANAGER", "ADMIN"):
            home = await asked(graphql, {"query": FIRST_QUERY}, said[f"BELLRINGER_{role}"])
            assert "errors" not in home
        rep = await asked(graphql, {"query": FIRST_QUERY}, said["BELLRINGER_REP"])
        assert "Mia Torres" == rep["data"]["viewer"]["member"]["name"]

        deal = {
            "idempotencyKey": "a visitor's",
            "kind": "deal_won",
            "amount": {
                "amountMinor": int(said["BELLRINGER_NEXT_DEAL_MINOR"]),
                "currency": "USD",
            },
        }
        body = {"query": RECORD, "variables": {"input": deal}}
        won = (await asked(graphql, body, said["BELLRINGER_REP"]))["data"]["activityRecord"]

        assert [] == won["userErrors"]
        assert int(said["BELLRINGER_NEXT_PERCENT"]) in [
            each["percent"] for each in won["crossings"]
        ]
        rang = await ring_of(said, "phone-of-mia-torres")
        assert rang["data"]["deep_link"]

        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(START_SECONDS):
            assert 0 == await process.wait()
    assert running_dsn(tmp_path / ".bellringer") is None

    async with demo(tmp_path) as (process, again):
        home = await asked(
            f"{again['BELLRINGER_URL']}/graphql", {"query": FIRST_QUERY}, again["BELLRINGER_REP"]
        )
        assert home["data"]["viewer"]["points"] >= won["totalPoints"]
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(START_SECONDS):
            assert 0 == await process.wait()
