"""A client made with graphql-ws, as apps and browsers have it: let in, refused, and back after a restart."""

import asyncio
import json
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bellringer.api.development import mint_development_token
from bellringer.clock import utc_now
from bellringer.config import Settings
from tests.builders import Org
from tests.contract.conftest import Phone
from tests.contract.deployed import free_port, ready, running
from tests.contract.talking import record

HERE = Path(__file__).parent
CONVERGES_WITHIN = 2.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("node") is None, reason="needs Node"),
    pytest.mark.skipif(
        not (HERE / "node_modules" / "graphql-ws").is_dir(),
        reason="needs `npm ci` in tests/contract",
    ),
]


class Follower:
    """What the client says of itself."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def says(self) -> tuple[str, Any]:
        assert self._process.stdout is not None
        said = json.loads(await self._process.stdout.readline())
        return said["what"], said.get("value")

    async def until(self, what: str, value: Any = None) -> None:
        """Wait until it says something; what comes before is passed over."""
        async with asyncio.timeout(60):
            while await self.says() != (what, value):
                pass


@asynccontextmanager
async def following(port: int, *token: str) -> AsyncIterator[Follower]:
    process = await asyncio.create_subprocess_exec(
        *("node", "follow.mjs", f"ws://127.0.0.1:{port}/graphql", *token),
        cwd=HERE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Follower(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
async def test_B3_a_client_survives_a_restart_and_shows_what_was_recorded_meanwhile(
    dsn: str, org: Org, settings: Settings, end: signal.Signals
) -> None:
    port = free_port()
    places = {"DATABASE_URL": dsn, "DATA_DIR": str(settings.data_dir)}
    async with (
        running("serve", "--port", str(port), **places) as server,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
    ):
        await ready(port)
        token = mint_development_token(
            settings, org="acme", email="rita@example.com", minutes=60, now=utc_now()
        )
        rita = Phone(client, token)
        async with following(port) as stranger:
            await stranger.until("closed", 4403)
            assert await stranger.says() == ("refused", 4403)
        async with following(port, token) as follower:
            await follower.until("score", 0)
            first = await record(rita, "1")
            await follower.until("score", first["totalPoints"])

            await server.end(end)
            assert await follower.says() == ("closed", 1012 if end is signal.SIGTERM else 1006)
            await server.start()
            await ready(port)
            second = await record(rita, "2")
            await follower.until("connected")
            async with asyncio.timeout(CONVERGES_WITHIN):
                await follower.until("score", second["totalPoints"])
