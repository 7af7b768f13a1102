"""Inboxes are numbered and counted right, whoever tells, takes back and reads at the same time."""

import asyncio
import random  # noqa: TID251 - seeded
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from bellringer.gamification.actions.mark_inbox import mark_inbox
from bellringer.gamification.commands.inbox import MarkInbox
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.store import notifications, outbox, people
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import NotificationKind, Role, SubjectKind
from tests.builders import NOW, Org, member
from tests.doing import rows
from tests.recording import accepted, agreed_goal, count, intake_on, record, reverse, together

ANNOUNCERS = 32


def news(*member_ids: UUID, dedupe_key: str | None = None, **audience: Any) -> Announcement:
    announcement_id = new_id()
    return Announcement(
        announcement_id=announcement_id,
        kind=NotificationKind.LEVEL_UP,
        dedupe_key=dedupe_key or str(announcement_id),
        params={"level": 2},
        audience=Audience(member_ids=member_ids, **audience),
        occurred_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )


async def tell(
    database: Database,
    org: Org,
    announcements: Sequence[Announcement],
    withdrawn: Collection[str] = (),
) -> frozenset[UUID]:
    async with database.transaction(org.org_id) as connection:
        return await outbox.append(connection, announcements, now=NOW, withdrawn=withdrawn)


async def inboxes(dsn: str) -> dict[UUID, tuple[int, int]]:
    """Each member's last number and unread count."""
    found = await rows(dsn, "SELECT member_id, last_seq, unread_count FROM inbox")
    return {member_id: (last_seq, unread) for member_id, last_seq, unread in found}


async def counted(dsn: str) -> dict[UUID, tuple[int, int]]:
    """The same, counted over the items; only gapless numbers come to the same."""
    found = await rows(
        dsn,
        "SELECT member_id, count(seq), count(seq) FILTER (WHERE read_at IS NULL), max(seq)"
        " FROM inbox LEFT JOIN notification USING (org_id, member_id) GROUP BY member_id",
    )
    assert [row for row in found if row[1] != (row[3] or 0)] == []
    return {member_id: (items, unread) for member_id, items, unread, _ in found}


async def waiting(dsn: str, number: int) -> None:
    """Return when so many transactions wait for a lock."""
    connection = await asyncpg.connect(dsn)
    sql = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    try:
        async with asyncio.timeout(10):
            while await connection.fetchval(sql) < number:
                pass
    finally:
        await connection.close()


@pytest.fixture
async def crowd(dsn: str) -> AsyncIterator[Database]:
    """A connection for each announcer, and some for those who watch."""
    opened = await Database.open(dsn, size=ANNOUNCERS + 3)
    yield opened
    await opened.close()


async def test_an_enrolled_member_has_an_empty_inbox(org: Org, dsn: str) -> None:
    members = (org.rep, org.second_rep, org.manager, org.admin)
    assert await inboxes(dsn) == dict.fromkeys(members, (0, 0))


async def test_an_inbox_that_is_not_there_is_made(database: Database, org: Org, dsn: str) -> None:
    await rows(dsn, "DELETE FROM inbox WHERE member_id = $1", org.rep)
    async with database.transaction(org.org_id) as connection:
        nothing = await mark_inbox(connection, MarkInbox(by=org.as_rep(), up_to_seq=9), now=NOW)
    assert (nothing.marked, nothing.unread_count) == (0, 0)
    tellers = [partial(tell, database, org, [news(org.rep), news(org.rep)]) for _ in range(4)]
    await together(tellers)
    assert (await inboxes(dsn))[org.rep] == (8, 8)
    assert await counted(dsn) == await inboxes(dsn)


async def test_opposite_orders_do_not_deadlock(database: Database, org: Org, dsn: str) -> None:
    first, middle, last = sorted((org.rep, org.second_rep, org.manager))
    async with database.transaction(org.org_id) as reader:
        await notifications.lock_inbox(reader, member_id=middle)
        one = asyncio.create_task(
            tell(database, org, [news(each) for each in (first, middle, last)])
        )
        await waiting(dsn, 1)
        other = asyncio.create_task(
            tell(database, org, [news(each) for each in (last, middle, first)])
        )
        await waiting(dsn, 2)
    # each would hold an end and ask for the other's, were they locked as they are named
    for told in await asyncio.gather(one, other):
        assert told == {first, middle, last}
    assert await counted(dsn) == await inboxes(dsn)


async def test_telling_and_taking_back_in_opposite_orders_do_not_deadlock(
    database: Database, org: Org, dsn: str
) -> None:
    first, middle, last = sorted((org.rep, org.second_rep, org.manager))
    await tell(database, org, [news(first, dedupe_key="a"), news(last, dedupe_key="z")])
    async with database.transaction(org.org_id) as reader:
        await notifications.lock_inbox(reader, member_id=middle)
        one = asyncio.create_task(tell(database, org, [news(middle), news(last)], ["a"]))
        await waiting(dsn, 1)
        other = asyncio.create_task(tell(database, org, [news(first), news(middle)], ["z"]))
        await waiting(dsn, 2)
    await asyncio.gather(one, other)
    assert await inboxes(dsn) == {first: (2, 1), middle: (2, 2), last: (2, 1), org.admin: (0, 0)}
    assert await counted(dsn) == await inboxes(dsn)


async def test_32_announcers_number_each_inbox_gapless_and_in_commit_order(
    crowd: Database, org: Org, dsn: str
) -> None:
    members = (org.rep, org.second_rep, org.manager, org.admin)
    chance = random.Random(20261122)
    tellers: list[Callable[[], Awaitable[Any]]] = []
    for _ in range(ANNOUNCERS):
        audience = chance.choice(({"is_everyone": True}, {"team_ids": (org.north,)}, {}))
        some = chance.sample(members, chance.randint(1, 3))
        told = [news(*some, **audience), *(news(each) for each in some)]
        tellers.append(partial(tell, crowd, org, told))
    is_over = asyncio.Event()

    async def watch() -> int:
        """Look again and again: a number is never seen before all that are smaller."""
        looks = 0
        while not is_over.is_set():
            async with crowd.transaction(org.org_id) as connection:
                items = await notifications.read_inbox(connection, member_id=org.rep, limit=999)
            assert [item.seq for item in items] == list(range(len(items), 0, -1))
            looks += 1
        return looks

    watching = asyncio.create_task(watch())
    await together(tellers)
    is_over.set()
    assert await watching > 1
    assert await counted(dsn) == await inboxes(dsn)
    assert await count(dsn, "notification") >= 2 * ANNOUNCERS


async def test_unread_counts_stay_right_while_all_tell_take_back_and_read(
    crowd: Database, org: Org, dsn: str
) -> None:
    members = (org.rep, org.second_rep, org.manager, org.admin)
    chance = random.Random(20261122)
    told: list[str] = []

    async def mark(member_id: UUID, ids: Sequence[UUID], up_to_seq: int) -> None:
        by = member(org.org_id, member_id, Role.REP)
        async with crowd.transaction(org.org_id) as connection:
            await mark_inbox(
                connection, MarkInbox(by=by, notification_ids=ids, up_to_seq=up_to_seq), now=NOW
            )

    async def step() -> Callable[[], Awaitable[Any]]:
        member_id = chance.choice(members)
        match chance.randrange(4):
            case 0 | 1:
                key = f"key {chance.randrange(40)}"  # also one that was told before
                told.append(key)
                some = chance.sample(members, chance.randint(1, 4))
                gone = chance.sample(told, min(len(told), chance.randrange(3)))
                return partial(tell, crowd, org, [news(*some, dedupe_key=key)], gone)
            case 2:
                gone = chance.sample(told, min(len(told), chance.randint(0, 4)))
                return partial(tell, crowd, org, [], gone)
            case _:
                sql = "SELECT notification_id FROM notification WHERE member_id = $1 ORDER BY seq"
                ids = [each for (each,) in await rows(dsn, sql, member_id)]
                some_ids = chance.sample(ids, min(len(ids), 3))
                return partial(mark, member_id, some_ids, chance.randrange(len(ids) + 1))

    for _ in range(40):
        await together([await step() for _ in range(6)])
        assert await counted(dsn) == await inboxes(dsn)

    unread = "SELECT count(*) FILTER (WHERE read_at IS NULL) FROM notification JOIN announcement"
    kept = f"{unread} USING (org_id, announcement_id) WHERE withdrawn_at IS NOT NULL"
    assert await rows(dsn, kept) == [(0,)]
    assert await count(dsn, "announcement", "withdrawn_at IS NOT NULL") > 10


async def test_what_is_taken_back_changes_only_inboxes_where_it_was_unread(
    database: Database, org: Org, dsn: str
) -> None:
    await tell(database, org, [news(org.rep, org.second_rep, dedupe_key="key")])
    async with database.transaction(org.org_id) as connection:
        await mark_inbox(connection, MarkInbox(by=org.as_rep(), up_to_seq=1), now=NOW)
    assert await tell(database, org, [], ["key"]) == {org.second_rep}
    assert await tell(database, org, [], ["key", "never told"]) == frozenset()
    assert await counted(dsn) == await inboxes(dsn)


async def test_told_and_taken_back_in_one_is_not_unread(
    database: Database, org: Org, dsn: str
) -> None:
    await tell(database, org, [news(org.rep, dedupe_key="key"), news(org.rep)], ["key"])
    assert (await inboxes(dsn))[org.rep] == (2, 1)
    assert await counted(dsn) == await inboxes(dsn)


async def test_a_reversal_takes_back_what_was_told_of_the_badge_it_costs(
    database: Database, org: Org, dsn: str
) -> None:
    async with intake_on(database) as intake:
        sold = await intake.submit(record(org, "1", kind="deal_won", amount_minor=10_000))
        before = (await inboxes(dsn))[org.rep]
        await intake.submit(reverse(org, "2", sold.activity_id))

    withdrawn = "SELECT kind FROM announcement WHERE withdrawn_at IS NOT NULL"
    gone = await rows(dsn, withdrawn)
    assert {kind for (kind,) in gone} == {"BADGE_AWARDED"}
    last_seq, unread = before
    assert (await inboxes(dsn))[org.rep] == (last_seq, unread - len(gone))
    assert await counted(dsn) == await inboxes(dsn)


async def test_a_team_is_told_while_other_members_are_held(
    database: Database, org: Org, dsn: str
) -> None:
    await agreed_goal(
        database,
        org,
        owner_kind=SubjectKind.TEAM,
        owner_id=org.north,
        metric_key="calls",
        target=1,
        milestones=(100,),
    )
    async with database.transaction(org.org_id) as other, asyncio.timeout(10):
        await people.lock(other, {org.second_rep, org.manager})
        async with intake_on(database) as intake:
            accepted([await intake.submit(record(org, "1"))])

    told = {org.rep: (1, 1), org.second_rep: (1, 1), org.manager: (1, 1), org.admin: (0, 0)}
    assert await inboxes(dsn) == told
