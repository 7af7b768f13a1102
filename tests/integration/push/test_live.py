"""The live line: hints reach those they concern, over either carrier, and a lost line comes back by itself."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from bellringer.gamification.events import Changed
from bellringer.gamification.store import outbox
from bellringer.models.database import Database
from bellringer.push.line import Line
from bellringer.push.listening import PostgresLine
from bellringer.push.live import LiveLine, read_change
from tests.builders import Org
from tests.integration.push.lines import LINES, line_over

_LISTENERS = """
SELECT pid FROM pg_stat_activity
WHERE application_name = 'bellringer listening' AND datname = current_database()
"""


@pytest.fixture(params=LINES)
async def line(request: pytest.FixtureRequest, dsn: str) -> AsyncIterator[Line]:
    async with line_over(request.param, dsn) as opened:
        yield opened


@pytest.fixture
async def telling(line: Line, dsn: str) -> AsyncIterator[Database]:
    """The database as a process opens it that tells over the line."""
    opened = await Database.open(dsn, size=2, tell=line.tell)
    yield opened
    await opened.close()


async def ring(database: Database, changed: Changed) -> None:
    async with database.transaction(changed.org_id) as connection:
        await outbox.ring(connection, changed)


def about(org: Org, *board_ids: int) -> Changed:
    return Changed(org_id=org.org_id, board_ids=frozenset(board_ids))


async def test_a_bell_rings_for_what_concerns_it_and_once_for_many(
    line: Line, telling: Database, org: Org
) -> None:
    async with (
        LiveLine(line).open() as live,
        live.bell(org.org_id, lambda changed: 1 in changed.board_ids) as bell,
        live.bell(org.org_id, lambda changed: 2 in changed.board_ids) as other,
        live.bell(UUID(int=1), lambda _: True) as foreign,
        asyncio.timeout(10),
    ):
        for each in (bell, other, foreign):
            await each.wait()  # the line stands: whatever came before may have changed
        assert live.is_up
        for _ in range(3):
            await ring(telling, about(org, 1))
        await ring(telling, about(org, 2))
        await other.wait()  # notices arrive in order, so the first bell has heard all three
        await bell.wait()
        assert not bell.is_rung
        assert not other.is_rung
        assert not foreign.is_rung


async def test_too_much_to_list_rings_everyone(line: Line, telling: Database, org: Org) -> None:
    async with (
        LiveLine(line).open() as live,
        live.bell(org.org_id, lambda _: False) as bell,
        asyncio.timeout(10),
    ):
        await bell.wait()
        many = frozenset(UUID(int=number) for number in range(500))
        await ring(telling, Changed(org_id=org.org_id, member_ids=many))
        await bell.wait()


async def test_what_is_rolled_back_rings_nobody(line: Line, telling: Database, org: Org) -> None:
    async with (
        LiveLine(line).open() as live,
        live.bell(org.org_id, lambda changed: 1 in changed.board_ids) as bell,
        live.bell(org.org_id, lambda changed: 2 in changed.board_ids) as other,
        asyncio.timeout(10),
    ):
        await bell.wait()
        await other.wait()
        with pytest.raises(LookupError):
            async with telling.transaction(org.org_id) as connection:
                await outbox.ring(connection, about(org, 1))
                raise LookupError
        await ring(telling, about(org, 2))
        await other.wait()
        assert not bell.is_rung


async def test_what_nobody_has_told_is_looked_for_by_the_clock(line: Line, org: Org) -> None:
    async with (
        LiveLine(line, again=timedelta(milliseconds=5)).open() as live,
        live.bell(org.org_id, lambda _: False) as bell,
        asyncio.timeout(10),
    ):
        for _ in range(3):
            await bell.wait()


async def test_a_notice_that_is_none_is_passed_over(
    line: Line, telling: Database, org: Org
) -> None:
    async with (
        LiveLine(line).open() as live,
        live.bell(org.org_id, lambda _: True) as bell,
        asyncio.timeout(10),
    ):
        await bell.wait()
        async with telling.transaction(org.org_id) as connection:
            for strange in ("", "{}", "[]", '{"org":1}', '{"org":"x"}'):
                await connection.notify(outbox.LIVE_CHANNEL, strange)
            await outbox.ring(connection, about(org, 1))
        await bell.wait()


async def test_B3_after_a_lost_line_every_bell_rings(
    dsn: str, database: Database, org: Org
) -> None:
    async with (
        LiveLine(PostgresLine(dsn)).open() as live,
        live.bell(org.org_id, lambda _: False) as bell,
        asyncio.timeout(10),
    ):
        await bell.wait()
        killer = await asyncpg.connect(dsn)
        try:
            lost = await killer.fetchval(_LISTENERS)
            await killer.execute("SELECT pg_terminate_backend($1)", lost)
            await bell.wait()
            assert await killer.fetchval(_LISTENERS) != lost
        finally:
            await killer.close()


def test_a_notice_is_read_as_the_outbox_writes_it() -> None:
    org = UUID(int=1)
    assert read_change(f'{{"org":"{org}","boards":[3],"members":[],"inbox":[],"feed":[]}}') == (
        org,
        Changed(org_id=org, board_ids=frozenset({3})),
    )
    assert read_change(f'{{"org":"{org}","boards":null,"members":[]}}') == (org, None)
