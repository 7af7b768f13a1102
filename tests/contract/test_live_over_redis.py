"""Live events over Redis, as apps and operators see them: carried, away, and back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bellringer.api.app import create_app
from bellringer.config import Mode, Settings
from tests.builders import Org
from tests.conftest import SetClock
from tests.contract.conftest import Phones
from tests.contract.serving import served
from tests.contract.talking import BOARD, PROGRESS, record, talking
from tests.redis_server import RedisServer, needs_redis, redis_server

pytestmark = needs_redis


@pytest.fixture
async def redis() -> AsyncIterator[RedisServer]:
    async with redis_server() as running:
        yield running


@pytest.fixture
def settings(redis: RedisServer, tmp_path: Path) -> Settings:
    return Settings(mode=Mode.DEVELOPMENT, data_dir=tmp_path, redis_url=redis.url)


async def readiness(client: httpx.AsyncClient) -> tuple[int, list[str]]:
    answer = await client.get("/readyz")
    return answer.status_code, answer.text.splitlines()


async def test_what_one_process_records_another_pushes(
    app: FastAPI, settings: Settings, dsn: str, clock: SetClock, org: Org, phone: Phones
) -> None:
    other = create_app(settings, dsn, clock=clock)
    async with (
        other.router.lifespan_context(other),
        served(other) as address,
        talking(address) as talk,
    ):
        await talk.begin(phone("bob"))
        await talk.subscribe(BOARD)
        assert (await talk.next())["leaderboardChanged"]["standings"]["edges"] == []
        recorded = await record(phone("rita"), "1")
        [edge] = (await talk.next())["leaderboardChanged"]["standings"]["edges"]
        assert edge["node"]["score"] == recorded["totalPoints"]


async def test_no_statement_tells_anybody(
    app: FastAPI, org: Org, phone: Phones, statements: list[str]
) -> None:
    await record(phone("rita"), "1")
    assert [each for each in statements if "pg_notify" in each] == []


async def test_B3_without_redis_all_else_works_and_screens_converge_when_it_is_back(
    app: FastAPI, org: Org, phone: Phones, client: httpx.AsyncClient, redis: RedisServer
) -> None:
    rita = phone("rita")
    async with asyncio.timeout(60), served(app) as address, talking(address) as talk:
        await talk.begin(rita)
        await talk.subscribe(PROGRESS)
        assert (await talk.next())["progressChanged"]["points"] == 0
        await redis.kill()
        while (await readiness(client))[1] == ["ready"]:  # noqa: ASYNC110 - operators look too
            await asyncio.sleep(0.01)
        assert await readiness(client) == (
            200,
            ["ready", "live events: the line is down, screens look again"],
        )
        recorded = await record(rita, "1")

        await redis.start()
        while (await talk.next())["progressChanged"]["points"] != recorded["totalPoints"]:
            pass
        assert await readiness(client) == (200, ["ready"])
