"""Three API processes and three workers on one database, over either line: one system to whoever looks."""

import asyncio
from contextlib import AsyncExitStack

import httpx
import pytest

from bellringer.api.development import mint_development_token
from bellringer.clock import utc_now
from bellringer.config import Settings
from bellringer.gamification.actions.recount import recount
from bellringer.models.database import Database
from tests.builders import Org
from tests.contract.conftest import Phone
from tests.contract.deployed import START_SECONDS, free_port, ready, running
from tests.contract.talking import BOARD, record, talking
from tests.doing import rows
from tests.integration.push.lines import LINES
from tests.integration.test_closing import sell
from tests.redis_server import redis_server

PROCESSES = 3
OPEN = "SELECT count(*) FROM board_period WHERE state <> 'FINAL' AND ends_at < '2026-10-01'"
TOLD = """
SELECT announcement.kind, member_id, announcement.params ->> 'month', count(*) FROM notification
  JOIN announcement USING (org_id, announcement_id) GROUP BY 1, 2, 3 HAVING count(*) > 1
"""
JUDGED = """
SELECT subject_kind, month_on, count(*) FROM month_candidate WHERE is_winner GROUP BY 1, 2
"""


@pytest.mark.slow
@pytest.mark.parametrize("carrier", LINES)
async def test_B3_what_one_process_records_all_others_show_and_each_job_is_done_once(
    dsn: str, database: Database, org: Org, settings: Settings, carrier: str
) -> None:
    await sell(database, org, "1")
    token = mint_development_token(
        settings, org="acme", email="rita@example.com", minutes=60, now=utc_now()
    )
    ports = [free_port() for _ in range(PROCESSES)]
    async with AsyncExitStack() as ends:
        places = {"DATABASE_URL": dsn, "DATA_DIR": str(settings.data_dir)}
        if carrier == "Redis":
            places["REDIS_URL"] = (await ends.enter_async_context(redis_server())).url
        for port in ports:
            serve = running("serve", "--port", str(port), **places)
            await ends.enter_async_context(serve)
        for _ in range(PROCESSES):
            await ends.enter_async_context(running("worker", **places))
        await asyncio.gather(*(ready(port) for port in ports))

        screens, phones = [], []
        for port in ports:
            address = f"127.0.0.1:{port}"
            talk = await ends.enter_async_context(talking(address))
            client = httpx.AsyncClient(base_url=f"http://{address}", timeout=60)
            phones.append(Phone(await ends.enter_async_context(client), token))
            await talk.begin(phones[-1])
            await talk.subscribe(BOARD)
            await talk.next()
            screens.append(talk)
        for number, phone in enumerate(phones):
            await record(phone, str(number))
            [score] = await rows(dsn, f"{SCORE} ORDER BY starts_on DESC LIMIT 1")
            for talk in screens:
                async with asyncio.timeout(10):
                    while shown(await talk.next()) != score[0]:
                        pass

        async with asyncio.timeout(START_SECONDS):
            while await rows(dsn, OPEN) != [(0,)]:  # noqa: ASYNC110 - tables are looked at
                await asyncio.sleep(0.1)
    assert await rows(dsn, TOLD) == []
    assert {count for *_, count in await rows(dsn, JUDGED)} == {1}
    async with database.reading(org.org_id) as connection:
        assert await recount(connection) == ()


SCORE = """
SELECT score FROM board_score JOIN board USING (org_id, board_id) WHERE board_key = 'points-month'
"""


def shown(data: dict[str, object]) -> object:
    board: dict[str, object] = data["leaderboardChanged"]  # type: ignore[assignment]
    edges = board["standings"]["edges"]  # type: ignore[index]
    return edges[0]["node"]["score"] if edges else None
