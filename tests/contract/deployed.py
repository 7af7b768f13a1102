"""Processes as an operator starts them, over the test's database."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@dataclass
class Process:
    """One `bellringer …`, that can be stopped and started again."""

    arguments: tuple[str, ...]
    settings: dict[str, str]
    process: asyncio.subprocess.Process = field(init=False)

    async def start(self) -> None:
        """Start it."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("BELLRINGER_")
        }
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bellringer", *self.arguments),
            env={**inherited, "PYTHONPATH": str(ROOT), **self.settings},
        )

    async def end(self, sign: signal.Signals) -> None:
        """End it, by a signal."""
        with suppress(ProcessLookupError):
            self.process.send_signal(sign)
        await self.process.wait()


@asynccontextmanager
async def running(*arguments: str, **settings: str) -> AsyncIterator[Process]:
    """Run `bellringer …` with the environment given."""
    process = Process(arguments, {f"BELLRINGER_{name}": value for name, value in settings.items()})
    await process.start()
    try:
        yield process
    finally:
        await process.end(signal.SIGTERM)


async def ready(port: int) -> None:
    """Return once the API on a port is ready."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(START_SECONDS):
        while True:
            with suppress(aiohttp.ClientError):
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)
