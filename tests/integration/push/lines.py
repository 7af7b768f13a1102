"""The two lines that carry notices, each over a real server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bellringer.push.line import Line, open_line
from tests.redis_server import needs_redis, redis_server

LINES = ["PostgreSQL", pytest.param("Redis", marks=needs_redis)]


@asynccontextmanager
async def line_over(carrier: str, dsn: str) -> AsyncIterator[Line]:
    """Open the line over PostgreSQL or Redis."""
    if carrier == "PostgreSQL":
        async with open_line(None, dsn) as line:
            yield line
        return
    async with redis_server() as server, open_line(server.url, dsn) as line:
        yield line
