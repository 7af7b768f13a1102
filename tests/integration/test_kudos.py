"""Kudos between peers, and the feed that shows them."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

from bellringer.gamification.actions.give_kudos import give_kudos
from bellringer.gamification.actions.update_organization import update_organization
from bellringer.gamification.commands.kudos import GiveKudos
from bellringer.gamification.commands.organizations import UpdateOrganization
from bellringer.gamification.errors import (
    AllowanceSpentError,
    DomainError,
    InvalidTextError,
    NotAllowedError,
    UnknownMemberError,
)
from bellringer.gamification.playbook.feed import FeedSettings
from bellringer.gamification.store import feed
from bellringer.gamification.store.window import Window
from bellringer.models.database import Database
from tests import builders
from tests.builders import NOW, Org, system
from tests.doing import caught, do, refuse, rows
from tests.recording import together

A_DAY = FeedSettings().kudos_a_day


def thanks(org: Org, to: UUID | None = None) -> GiveKudos:
    return GiveKudos(
        by=org.as_rep(), to_member_id=to or org.second_rep, text="Thanks for the warm intro!"
    )


async def colleagues(database: Database, org: Org, count: int) -> list[UUID]:
    return [
        await builders.enrol(database, org.org_id, f"peer{number}", team="south")
        for number in range(count)
    ]


async def test_kudos_tell_the_colleague_and_the_team(
    database: Database, org: Org, dsn: str
) -> None:
    kudos_id = await do(database, give_kudos, thanks(org))

    told = "SELECT kind, member_id FROM notification JOIN announcement USING (announcement_id)"
    assert await rows(dsn, told) == [("KUDOS", org.second_rep)]
    async with database.reading(org.org_id) as connection:
        page = await feed.page(connection, [org.north], Window(limit=10))
    (post,) = page.rows
    assert (post.member_id, post.text, post.seq) == (
        org.second_rep,
        "Thanks for the warm intro!",
        1,
    )
    assert post.params == {
        "kudos_id": str(kudos_id),
        "member_id": str(org.second_rep),
        "by_member_id": str(org.rep),
    }


async def test_the_daily_allowance_holds_when_all_are_given_at_once(
    database: Database, org: Org, dsn: str
) -> None:
    async def one(to: UUID) -> UUID | DomainError:
        return await caught(do(database, give_kudos, thanks(org, to)))

    peers = await colleagues(database, org, A_DAY + 3)
    given = await together([partial(one, to) for to in peers])

    assert sum(isinstance(each, UUID) for each in given) == A_DAY
    assert {type(each) for each in given} == {UUID, AllowanceSpentError}
    assert await rows(dsn, "SELECT count(*) FROM kudos") == [(A_DAY,)]
    await do(database, give_kudos, thanks(org), now=NOW + timedelta(hours=10))


async def test_the_same_colleague_is_thanked_once_in_24_hours(
    database: Database, org: Org, dsn: str
) -> None:
    async def one() -> UUID | DomainError:
        return await caught(do(database, give_kudos, thanks(org)))

    assert sum(isinstance(each, UUID) for each in await together([one] * 4)) == 1
    soon = NOW + timedelta(hours=23)
    await refuse(database, dsn, give_kudos, thanks(org), AllowanceSpentError, now=soon)
    await do(database, give_kudos, thanks(org), now=NOW + timedelta(hours=24))
    back = replace(thanks(org, org.rep), by=org.as_second_rep())
    await do(database, give_kudos, back)


async def test_the_allowance_and_the_pause_are_settings_and_hold_at_once(
    database: Database, org: Org, dsn: str
) -> None:
    ada = UpdateOrganization(by=org.as_admin(), kudos_a_day=1, kudos_pause_hours=100)
    await do(database, update_organization, ada)

    async def one(to: UUID) -> UUID | DomainError:
        return await caught(do(database, give_kudos, thanks(org, to)))

    # two at once, and one is left
    peers = await colleagues(database, org, 2)
    given = await together([partial(one, to) for to in peers])
    assert {type(each) for each in given} == {UUID, AllowanceSpentError}
    [(first,)] = await rows(dsn, "SELECT to_member_id FROM kudos")
    again = thanks(org, first)
    for hours, is_refused in ((24, True), (99, True), (100, False)):
        later = NOW + timedelta(hours=hours)
        if is_refused:
            await refuse(database, dsn, give_kudos, again, AllowanceSpentError, now=later)
        else:
            await do(database, give_kudos, again, now=later)
    none = replace(ada, kudos_a_day=0)
    await do(database, update_organization, none)
    next_day = NOW + timedelta(days=9)
    await refuse(database, dsn, give_kudos, thanks(org), AllowanceSpentError, now=next_day)


async def test_kudos_are_for_others_and_in_words(database: Database, org: Org, dsn: str) -> None:
    await refuse(database, dsn, give_kudos, thanks(org, org.rep), NotAllowedError)
    await refuse(database, dsn, give_kudos, thanks(org, org.north), UnknownMemberError)
    machine = replace(thanks(org), by=system(org.org_id))
    await refuse(database, dsn, give_kudos, machine, NotAllowedError)
    for text in ("", " \n ", "x" * 281, "\x07"):
        silent = replace(thanks(org), text=text)
        await refuse(database, dsn, give_kudos, silent, InvalidTextError)


async def test_a_feed_numbers_its_posts_in_the_order_of_commits_without_a_gap(
    database: Database, org: Org
) -> None:
    # five at once to one audience
    givers = await colleagues(database, org, A_DAY)
    asked = [
        replace(thanks(org), by=builders.member(org.org_id, giver, org.as_rep().role))
        for giver in givers
    ]
    await together([partial(do, database, give_kudos, each) for each in asked])

    async with database.reading(org.org_id) as connection:
        whole, third = (org.north, 0), (org.north, 3)
        caught_up = (await feed.since(connection, [whole, third], limit=10))[whole]
        assert [post.seq for post in caught_up] == [1, 2, 3, 4, 5]
        assert await feed.since(connection, [third], limit=1) == {third: caught_up[3:4]}


async def test_pages_of_several_audiences_are_slices_of_one_list(
    database: Database, org: Org
) -> None:
    peers = await colleagues(database, org, 3)
    for minute, to in enumerate([peers[0], org.second_rep, peers[1], peers[2]]):
        at = NOW + timedelta(minutes=minute)
        await do(database, give_kudos, thanks(org, to), now=at)
    audiences = [org.org_id, org.north, org.south]
    async with database.reading(org.org_id) as connection:
        whole = (await feed.page(connection, audiences, Window(limit=10))).rows
        assert [post.params["member_id"] for post in whole] == [
            str(to) for to in (peers[2], peers[1], org.second_rep, peers[0])
        ]
        for size in (1, 2, 3):
            paged: list[feed.PostRecord] = []
            edge: tuple[UUID, ...] | None = None
            while True:
                page = await feed.page(connection, audiences, Window(limit=size, edge=edge))
                paged.extend(page.rows)
                if not page.has_after:
                    break
                edge = (page.rows[-1].post_id,)
            assert tuple(paged) == whole
        last = Window(limit=2, edge=(whole[3].post_id,), is_backward=True)
        assert (await feed.page(connection, audiences, last)).rows == whole[1:3]
