"""Listening to PostgreSQL: one connection, kept or made anew for as long as the process lives."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import asyncpg
import structlog

from bellringer.models.roles import APP_ROLE
from bellringer.push.patience import pause_after

HEARTBEAT_SECONDS = 5.0

_log = structlog.get_logger(__name__)


class PostgresLine:
    """LISTEN and NOTIFY: a notice goes out with its commit.

    The line needs a connection of its own, and no transaction pooler in between.
    """

    tell = None

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    async def listen(
        self,
        heard: Mapping[str, Callable[[str], None]],
        *,
        restored: Callable[[], None],
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        """Call `heard[channel]` with each payload, until cancelled.

        `restored` is called each time the line stands, the first time too: what was said before is not
        known. `lost` is called when it no longer does.
        """
        failures = 0

        def stands() -> None:
            nonlocal failures
            failures = 0
            restored()

        while True:
            try:
                await self._hold(heard, stands)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _log.warning("listening.lost", error=type(error).__name__)
            lost()
            failures += 1
            await asyncio.sleep(pause_after(failures))

    async def _hold(
        self, heard: Mapping[str, Callable[[str], None]], stands: Callable[[], None]
    ) -> None:
        connection = await asyncpg.connect(
            self._dsn,
            timeout=10,
            server_settings={"role": APP_ROLE, "application_name": "bellringer listening"},
        )
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _: gone.set())

        def hear(_: object, __: int, channel: str, payload: Any) -> None:
            heard[channel](str(payload))

        try:
            for channel in heard:
                await connection.add_listener(channel, hear)
            stands()
            while not gone.is_set():
                try:
                    # not wait_for, which swallows a cancellation that comes with the loss: a killed
                    # server and the order to stop arrive together
                    async with asyncio.timeout(HEARTBEAT_SECONDS):
                        await gone.wait()
                except TimeoutError:
                    # a line cut without a word is only noticed by speaking
                    await connection.execute("SELECT 1", timeout=HEARTBEAT_SECONDS)
        finally:
            connection.terminate()
