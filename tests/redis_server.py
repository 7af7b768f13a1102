"""A Redis (or Valkey) of a test's own: a real server on a Unix socket, that can be killed and started again."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROGRAM = shutil.which("redis-server") or shutil.which("valkey-server")

needs_redis = pytest.mark.skipif(PROGRAM is None, reason="needs redis-server or valkey-server")


@dataclass
class RedisServer:
    """The server's process."""

    folder: Path
    process: asyncio.subprocess.Process = field(init=False)

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/redis.sock"

    async def start(self) -> None:
        """Start it, and return once it takes connections."""
        assert PROGRAM is not None
        self.process = await asyncio.create_subprocess_exec(
            *(PROGRAM, "--port", "0", "--unixsocket", "redis.sock", "--save", ""),
            cwd=self.folder,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self.process.stdout is not None
        async with asyncio.timeout(20):
            async for line in self.process.stdout:
                if b"ready to accept connections" in line.lower():
                    return
        raise RuntimeError("redis-server ended by itself")

    async def kill(self) -> None:
        """Kill it, without a word to its clients."""
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def redis_server() -> AsyncIterator[RedisServer]:
    """Run a server in a folder of its own: the path of a socket is short, unlike those of pytest."""
    with tempfile.TemporaryDirectory(prefix="bell-redis-") as folder:
        server = RedisServer(Path(folder))
        await server.start()
        try:
            yield server
        finally:
            if server.process.returncode is None:
                await server.kill()
