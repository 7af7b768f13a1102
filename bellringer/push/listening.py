"""Listening to PostgreSQL: one connection, kept or made anew for as long as the process lives."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import asyncpg
import structlog

HEARTBEAT_SECONDS = 5.0
RECONNECT_SECONDS = 0.5

_log = structlog.get_logger(__name__)


async def listen(
    dsn: str,
    heard: Mapping[str, Callable[[str], None]],
    *,
    restored: Callable[[], None],
    role: str,
) -> None:
    """Call `heard[channel]` with each payload, until cancelled.

    `restored` is called each time the line stands, the first time too: what was said before is not known.
    The line needs a connection of its own, and no transaction pooler in between.
    """
    while True:
        try:
            await _hold_line(dsn, heard, restored, role)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            _log.warning("listening.lost", error=type(error).__name__)
        await asyncio.sleep(RECONNECT_SECONDS)


async def _hold_line(
    dsn: str,
    heard: Mapping[str, Callable[[str], None]],
    restored: Callable[[], None],
    role: str,
) -> None:
    connection = await asyncpg.connect(
        dsn,
        timeout=10,
        server_settings={"role": role, "application_name": "bellringer listening"},
    )
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())

    def hear(_: object, __: int, channel: str, payload: Any) -> None:
        heard[channel](str(payload))

    try:
        for channel in heard:
            await connection.add_listener(channel, hear)
        restored()
        while not lost.is_set():
            try:
                # not wait_for, which swallows a cancellation that comes with the loss: a killed
                # server and the order to stop arrive together
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await lost.wait()
            except TimeoutError:
                # a line cut without a word is only noticed by speaking
                await connection.execute("SELECT 1", timeout=HEARTBEAT_SECONDS)
    finally:
        connection.terminate()
