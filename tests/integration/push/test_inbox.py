"""The inbox: pages by seq, and what is read stays counted right."""

import asyncio
from uuid import UUID

import pytest

from bellringer.gamification.actions.mark_inbox import mark_inbox
from bellringer.gamification.commands.inbox import MarkInbox
from bellringer.gamification.errors import NotAllowedError, UnknownNotificationError
from bellringer.gamification.store import notifications
from bellringer.models.database import Database
from tests.builders import NOW, Org, system
from tests.integration.push.telling import tell


async def unread(database: Database, org: Org) -> tuple[int, int]:
    """Return the stored count, and what counting the rows gives."""
    async with database.transaction(org.org_id) as connection:
        row = await connection.fetchrow(
            "SELECT unread_count, (SELECT count(*) FROM notification"
            "                       WHERE org_id = $1 AND member_id = $2 AND read_at IS NULL)"
            "  FROM inbox WHERE org_id = $1 AND member_id = $2",
            org.org_id,
            org.rep,
        )
    assert row is not None
    return row[0], row[1]


async def fill(database: Database, org: Org, count: int) -> list[UUID]:
    return [(await tell(database, org, org.rep))[0] for _ in range(count)]


async def test_pages_join_without_gap_or_overlap(database: Database, org: Org) -> None:
    ids = await fill(database, org, 7)
    await tell(database, org, org.second_rep)
    seen: list[UUID] = []
    before: int | None = None
    async with database.transaction(org.org_id) as connection:
        while page := await notifications.read_inbox(
            connection, member_id=org.rep, limit=3, before_seq=before
        ):
            seen += [item.notification_id for item in page]
            before = page[-1].seq
        news = await notifications.read_inbox(connection, member_id=org.rep, limit=10, after_seq=5)
    assert seen == ids[::-1]
    assert [item.seq for item in news] == [7, 6]


async def test_marking_some_then_all_keeps_the_count(database: Database, org: Org) -> None:
    ids = await fill(database, org, 5)
    async with database.transaction(org.org_id) as connection:
        marked = await mark_inbox(
            connection, MarkInbox(by=org.as_rep(), notification_ids=ids[:2]), now=NOW
        )
        assert (marked.marked, marked.unread_count) == (2, 3)
        again = await mark_inbox(
            connection, MarkInbox(by=org.as_rep(), notification_ids=ids[:2]), now=NOW
        )
        assert (again.marked, again.unread_count) == (0, 3)
        rest = await mark_inbox(connection, MarkInbox(by=org.as_rep(), up_to_seq=4), now=NOW)
        assert (rest.marked, rest.unread_count) == (2, 1)
        items = await notifications.read_inbox(
            connection, member_id=org.rep, limit=9, is_unread_only=True
        )
    assert [item.notification_id for item in items] == ids[4:]
    assert await unread(database, org) == (1, 1)


async def test_two_phones_marking_at_once_count_each_item_once(
    database: Database, org: Org
) -> None:
    ids = await fill(database, org, 6)

    async def mark(chosen: list[UUID]) -> None:
        async with database.transaction(org.org_id) as connection:
            await mark_inbox(
                connection, MarkInbox(by=org.as_rep(), notification_ids=chosen), now=NOW
            )

    await asyncio.gather(mark(ids[:4]), mark(ids[:1:-1]), mark(ids[1:5]), fill(database, org, 2))
    assert await unread(database, org) == (2, 2)


async def test_T4_another_s_item_and_none_at_all_are_refused_alike(
    database: Database, org: Org
) -> None:
    [mine] = await fill(database, org, 1)
    [theirs] = await tell(database, org, org.second_rep)
    for wrong in (theirs, UUID(int=1)):
        with pytest.raises(UnknownNotificationError):
            async with database.transaction(org.org_id) as connection:
                await mark_inbox(
                    connection, MarkInbox(by=org.as_rep(), notification_ids=[mine, wrong]), now=NOW
                )
    assert await unread(database, org) == (1, 1)


async def test_only_members_have_an_inbox(database: Database, org: Org) -> None:
    with pytest.raises(NotAllowedError):
        async with database.transaction(org.org_id) as connection:
            await mark_inbox(connection, MarkInbox(by=system(org.org_id), up_to_seq=9), now=NOW)
