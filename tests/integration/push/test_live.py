"""The live line: hints reach those they concern, and a lost line comes back by itself."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from bellringer.gamification.events import Changed
from bellringer.gamification.store import outbox
from bellringer.models.database import Database
from bellringer.push.live import LiveLine, read_change
from tests.builders import Org

_LISTENERS = """
SELECT pid FROM pg_stat_activity
WHERE application_name = 'bellringer listening' AND datname = current_database()
"""


async def ring(database: Database, changed: Changed) -> None:
    async with database.transaction(changed.org_id) as connection:
        await outbox.ring(connection, changed)


def about(org: Org, *board_ids: int) -> Changed:
    return Changed(org_id=org.org_id, board_ids=frozenset(board_ids))


async def test_a_bell_rings_for_what_concerns_it_and_once_for_many(
    dsn: str, database: Database, org: Org
) -> None:
    async with (
        LiveLine(dsn).open() as live,
        live.bell(org.org_id, lambda changed: 1 in changed.board_ids) as bell,
        live.bell(org.org_id, lambda changed: 2 in changed.board_ids) as other,
        live.bell(UUID(int=1), lambda _: True) as foreign,
        asyncio.timeout(10),
    ):
        for each in (bell, other, foreign):
            await each.wait()  # the line stands: whatever came before may have changed
        for _ in range(3):
            await ring(database, about(org, 1))
        await ring(database, about(org, 2))
        await other.wait()  # notices arrive in order, so the first bell has heard all three
        await bell.wait()
        assert not bell.is_rung
        assert not other.is_rung
        assert not foreign.is_rung


async def test_too_much_to_list_rings_everyone(dsn: str, database: Database, org: Org) -> None:
    async with (
        LiveLine(dsn).open() as live,
        live.bell(org.org_id, lambda _: False) as bell,
        asyncio.timeout(10),
    ):
        await bell.wait()
        many = frozenset(UUID(int=number) for number in range(500))
        await ring(database, Changed(org_id=org.org_id, member_ids=many))
        await bell.wait()


async def test_B3_after_a_lost_line_every_bell_rings(
    dsn: str, database: Database, org: Org
) -> None:
    async with (
        LiveLine(dsn).open() as live,
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


@pytest.mark.parametrize("payload", ["", "{}", '{"org": 1}', '{"org":"x"}'])
def test_a_notice_that_is_none_is_refused(payload: str) -> None:
    with pytest.raises((ValueError, KeyError, AttributeError)):
        read_change(payload)
