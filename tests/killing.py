"""A process that is gone at any statement of its work, and the next that completes it."""

from collections.abc import Awaitable, Callable
from typing import Any

from bellringer.models.database import Connection, Database
from tests.builders import Org
from tests.doing import everything


class Killed(BaseException):
    """The process is gone."""


async def kill_at_every_statement(
    dsn: str, org: Org, work: Callable[[Connection], Awaitable[Any]]
) -> int:
    """Kill it at the first statement, then at the second, and so on, until it completes; return how many there are.

    Each time nothing is left behind.
    """
    step = 0
    while True:
        before = await everything(dsn)
        watched = await Database.open(dsn, size=1, watch=_dies_after(step))
        try:
            async with watched.transaction(org.org_id) as connection:
                await work(connection)
            return step
        except Killed:
            assert await everything(dsn) == before
            step += 1
        finally:
            await watched.close()


def _dies_after(steps: int) -> Callable[[str], None]:
    seen = iter(range(steps))

    def watch(_: str) -> None:
        if next(seen, None) is None:
            raise Killed

    return watch
