"""Threads: who may write about what, what is told while it is unread, and what erasure leaves."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from bellringer.gamification.actions.coaching.ask_about import ask_about, reply_in_thread
from bellringer.gamification.actions.erase_member import erase_member
from bellringer.gamification.commands.coaching.threads import (
    About,
    AboutActivity,
    AboutFigure,
    AboutGoal,
    AboutStanding,
    AskAbout,
    ReplyInThread,
)
from bellringer.gamification.commands.members import EraseMember
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    UnknownBoardError,
    UnknownMemberError,
    UnknownMetricError,
)
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import ErasureReason, PeriodKind, Role
from tests.builders import NOW, Org, enrol, member, system
from tests.doing import do, refuse, rows

DEALS = AboutFigure(metric_key="deals", period=PeriodKind.MONTH, on=date(2026, 3, 11))
TOLD = """
SELECT n.member_id, (a.params ->> 'messages')::int
  FROM notification n JOIN announcement a USING (org_id, announcement_id)
 WHERE a.kind = 'THREAD_MESSAGE' AND n.read_at IS NULL ORDER BY 2
"""


def question(org: Org, about: About = DEALS) -> AskAbout:
    """Sue asks about something of Rita's."""
    return AskAbout(by=org.as_manager(), member_id=org.rep, about=about, text="What happened?")


async def test_all_dates_of_a_period_and_both_sides_are_one_thread(
    database: Database, org: Org, dsn: str
) -> None:
    first = await do(database, ask_about, question(org))
    later = replace(DEALS, on=date(2026, 3, 31))
    mine = replace(question(org, later), by=org.as_rep())
    assert await do(database, ask_about, mine) == first
    april = replace(DEALS, on=date(2026, 4, 1))
    assert await do(database, ask_about, question(org, april)) != first
    of_bob = replace(question(org), member_id=org.second_rep)
    assert await do(database, ask_about, of_bob) != first
    standing = AboutStanding(board_key="points-month", on=date(2026, 3, 2))
    await do(database, ask_about, question(org, standing))
    assert Counter(await rows(dsn, "SELECT subject, subject_key FROM thread")) == {
        ("FIGURE", "deals:MONTH:2026-03-01"): 2,
        ("FIGURE", "deals:MONTH:2026-04-01"): 1,
        ("STANDING", "points-month:2026-03-01"): 1,
    }


async def test_who_is_neither_the_member_nor_leads_the_member_finds_nobody_and_nothing(
    database: Database, org: Org, dsn: str
) -> None:
    thread_id = await do(database, ask_about, question(org))
    olaf = await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    other = member(org.org_id, olaf, Role.MANAGER, leads=frozenset({org.south}))
    for by in (org.as_second_rep(), other):
        await refuse(database, dsn, ask_about, replace(question(org), by=by), UnknownMemberError)
        said = ReplyInThread(by=by, thread_id=thread_id, text="Me too")
        await refuse(database, dsn, reply_in_thread, said, NotFoundError)
    unknown = ReplyInThread(by=org.as_rep(), thread_id=new_id(), text="Hello?")
    await refuse(database, dsn, reply_in_thread, unknown, NotFoundError)
    nobody = system(org.org_id)
    await refuse(database, dsn, ask_about, replace(question(org), by=nobody), NotAllowedError)
    said = ReplyInThread(by=nobody, thread_id=thread_id, text="Hello?")
    await refuse(database, dsn, reply_in_thread, said, NotAllowedError)
    stranger = replace(question(org), member_id=new_id())
    await refuse(database, dsn, ask_about, stranger, UnknownMemberError)


@pytest.mark.parametrize(
    ("about", "why"),
    [
        (AboutGoal(goal_id=UUID(int=7)), NotFoundError),
        (AboutActivity(activity_id=UUID(int=7)), NotFoundError),
        (AboutStanding(board_key="nothing", on=NOW.date()), UnknownBoardError),
        (AboutStanding(board_key="teams-points-month", on=NOW.date()), InvalidInputError),
        (replace(DEALS, metric_key="nothing"), UnknownMetricError),
        (replace(DEALS, period=PeriodKind.SEASON), InvalidInputError),
    ],
)
async def test_what_the_member_does_not_have_can_t_be_asked_about(
    database: Database, org: Org, dsn: str, about: About, why: type[DomainError]
) -> None:
    await refuse(database, dsn, ask_about, question(org, about), why)


async def test_words_are_needed_and_limited(database: Database, org: Org, dsn: str) -> None:
    thread_id = await do(database, ask_about, question(org))
    for text in ("", "x" * 501):
        bad = replace(question(org), text=text)
        await refuse(database, dsn, ask_about, bad, InvalidTextError)
        said = ReplyInThread(by=org.as_rep(), thread_id=thread_id, text=text)
        await refuse(database, dsn, reply_in_thread, said, InvalidTextError)


async def test_a_thread_is_one_item_while_it_is_unread_also_when_all_write_at_once(
    database: Database, org: Org, dsn: str
) -> None:
    ready = asyncio.Barrier(5)

    async def ask() -> None:
        await ready.wait()
        await do(database, ask_about, question(org))

    await asyncio.gather(*(ask() for _ in range(5)))
    assert len(await rows(dsn, "SELECT 1 FROM thread")) == 1
    assert await rows(dsn, TOLD) == [(org.rep, 5)]
    unread = await rows(dsn, "SELECT unread_count FROM inbox WHERE member_id = $1", org.rep)
    assert unread == [(1,)]


async def test_the_member_is_answered_by_who_leads_and_admins_hear_where_nobody_does(
    database: Database, org: Org, dsn: str
) -> None:
    mine = replace(question(org), by=org.as_rep())
    thread_id = await do(database, ask_about, mine)
    assert await rows(dsn, TOLD) == [(org.manager, 1)]
    # an admin who has joined in is told of what follows
    joins = ReplyInThread(by=org.as_admin(), thread_id=thread_id, text="Let me look")
    await do(database, reply_in_thread, joins)
    await do(database, ask_about, mine)
    assert sorted(await rows(dsn, TOLD), key=str) == sorted(
        [(org.rep, 1), (org.admin, 1), (org.manager, 3)], key=str
    )
    pat = await enrol(database, org.org_id, "pat", team="south")
    lonely = replace(question(org), by=member(org.org_id, pat, Role.REP), member_id=pat)
    await do(database, ask_about, lonely)
    assert (org.admin, 1) in await rows(dsn, TOLD)
    assert len([who for who, _ in await rows(dsn, TOLD) if who == org.admin]) == 2


async def test_erasure_takes_the_words_of_threads_about_a_member_and_of_the_member(
    database: Database, org: Org, dsn: str
) -> None:
    thread_id = await do(database, ask_about, question(org))
    said = ReplyInThread(by=org.as_rep(), thread_id=thread_id, text="I was ill")
    await do(database, reply_in_thread, said)
    await do(database, ask_about, replace(question(org), member_id=org.second_rep))
    erased = EraseMember(by=org.as_admin(), member_id=org.rep, reason=ErasureReason.MEMBER_REQUEST)
    await do(database, erase_member, erased)
    assert await rows(dsn, "SELECT body FROM thread_note") == [("What happened?",)]
    assert len(await rows(dsn, "SELECT 1 FROM thread_message")) == 3
