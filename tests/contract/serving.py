"""The application behind a real server, for what an in-process transport can't show."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from bellringer.api.server import config_of


@asynccontextmanager
async def served(app: object) -> AsyncIterator[str]:
    """Serve on a free port of this machine, as `bellringer serve` does, and yield host:port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        config = config_of(app, host="127.0.0.1", port=port)
        config.lifespan = "off"  # the fixture has started the application
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await running
