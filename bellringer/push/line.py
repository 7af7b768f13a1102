"""Lines: how notices that a transaction has changed something reach other processes."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from bellringer.models.connection import Tell
from bellringer.push.listening import PostgresLine


class Line(Protocol):
    """A way for notices. While it is lost they don't come, and `restored` says when it is back."""

    @property
    def tell(self) -> Tell | None:
        """Return what the database hands its notices to after a commit; None: it sends them with the commit."""

    async def listen(
        self,
        heard: Mapping[str, Callable[[str], None]],
        *,
        restored: Callable[[], None],
        lost: Callable[[], None],
    ) -> None:
        """Call `heard[channel]` with each payload, until cancelled.

        `restored` is called each time the line stands, the first time too: what was said before is not
        known. `lost` is called when it no longer does.
        """


@asynccontextmanager
async def open_line(redis_url: str | None, dsn: str) -> AsyncIterator[Line]:
    """Open the line of this deployment: Redis where there is one, else PostgreSQL."""
    if redis_url is None:
        yield PostgresLine(dsn)
        return
    # not in this file's head: most installations have no Redis, and every command would load its client
    from bellringer.push.redis_line import RedisLine  # noqa: PLC0415

    async with RedisLine.open(redis_url) as line:
        yield line
