"""Redis as the line: away, back, frozen; what was told meanwhile, and what a process keeps to itself."""

import asyncio
import signal
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from bellringer.models.database import Database, DatabaseUnavailableError
from bellringer.push import patience
from bellringer.push.live import LiveLine
from bellringer.push.redis_line import RedisLine
from tests import doing
from tests.builders import Org
from tests.redis_server import RedisServer, needs_redis, redis_server

pytestmark = needs_redis

NOBODY = "unix:///nowhere/redis.sock"


@pytest.fixture
async def server() -> AsyncIterator[RedisServer]:
    async with redis_server() as running:
        yield running


class Ears:
    """What a listener has heard."""

    def __init__(self, line: RedisLine) -> None:
        self._line = line
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.stands = asyncio.Event()
        self.is_lost = asyncio.Event()

    async def listen(self) -> None:
        await self._line.listen(
            {"news": self.heard.put_nowait}, restored=self.stands.set, lost=self.is_lost.set
        )


async def test_B3_every_bell_rings_when_redis_is_back_and_what_was_told_meanwhile_arrives(
    server: RedisServer,
) -> None:
    async with (
        asyncio.timeout(30),
        RedisLine.open(server.url) as line,
        LiveLine(line).open() as live,
        live.bell(UUID(int=1), lambda _: False) as bell,
    ):
        await bell.wait()
        ears = Ears(line)
        listening = asyncio.create_task(ears.listen())
        await ears.stands.wait()
        ears.stands.clear()
        await server.kill()
        await ears.is_lost.wait()
        line.tell("news", "while it was away")
        assert not bell.is_rung

        await server.start()
        await bell.wait()
        assert live.is_up
        await ears.stands.wait()
        line.tell("news", "once it was back")
        while await ears.heard.get() != "once it was back":
            pass
        listening.cancel()


async def test_a_process_starts_and_tells_while_redis_is_away() -> None:
    async with (
        asyncio.timeout(10),
        RedisLine.open(NOBODY) as line,
        LiveLine(line).open() as live,
        live.bell(UUID(int=1), lambda _: False) as bell,
    ):
        line.tell("news", "to nobody")
        assert not live.is_up
        assert not bell.is_rung


async def test_a_redis_that_no_longer_answers_is_left(server: RedisServer) -> None:
    async with asyncio.timeout(30), RedisLine.open(server.url, heartbeat_seconds=0.05) as line:
        ears = Ears(line)
        listening = asyncio.create_task(ears.listen())
        await ears.stands.wait()
        server.process.send_signal(signal.SIGSTOP)
        await ears.is_lost.wait()
        ears.stands.clear()
        server.process.send_signal(signal.SIGCONT)
        await ears.stands.wait()
        listening.cancel()


async def test_the_same_notice_waits_once_and_the_oldest_make_room(server: RedisServer) -> None:
    await server.kill()
    async with asyncio.timeout(30), RedisLine.open(server.url, most_waiting=2) as line:
        ears = Ears(line)
        for notice in ("1", "2", "2", "3"):
            line.tell("news", notice)
        await server.start()
        listening = asyncio.create_task(ears.listen())
        await ears.stands.wait()
        line.tell("news", "4")
        heard = []
        while "4" not in heard:
            heard.append(await ears.heard.get())
        listening.cancel()
    assert "1" not in heard
    assert heard.count("2") <= 1


async def test_what_was_told_last_goes_out_before_the_end(server: RedisServer) -> None:
    async with asyncio.timeout(30), RedisLine.open(server.url) as line:
        ears = Ears(line)
        listening = asyncio.create_task(ears.listen())
        await ears.stands.wait()
        async with RedisLine.open(server.url) as other:
            other.tell("news", "farewell")
        assert await ears.heard.get() == "farewell"
        listening.cancel()


async def test_where_the_answer_to_a_commit_is_lost_the_notice_goes_out(dsn: str, org: Org) -> None:
    told: list[tuple[str, str]] = []
    opened = await Database.open(dsn, size=1, tell=lambda *notice: told.append(notice))
    with pytest.raises(DatabaseUnavailableError):
        async with opened.transaction(org.org_id) as connection:
            await connection.notify("news", "perhaps")
            pid = await connection.fetchval("SELECT pg_backend_pid()")
            await doing.rows(dsn, f"SELECT pg_terminate_backend({pid})")
    await opened.close()
    assert told == [("news", "perhaps")]


@pytest.mark.parametrize("failures", [1, 2, 5, 100])
def test_a_pause_grows_with_failures_and_is_never_endless(failures: int) -> None:
    least = patience.pause_after(failures, chance=0)
    most = patience.pause_after(failures, chance=1)
    assert patience.LEAST_SECONDS == least <= most <= patience.MOST_SECONDS
    assert patience.pause_after(failures) <= most
