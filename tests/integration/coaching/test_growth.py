"""Lessons, mentors and trainings: who may, and what the tables hold."""

import asyncio
from dataclasses import replace
from datetime import date
from uuid import UUID

from bellringer.gamification.actions.coaching.set_training import (
    end_mentoring,
    set_mentor,
    set_training,
)
from bellringer.gamification.actions.coaching.share_lesson import remove_lesson, share_lesson
from bellringer.gamification.actions.erase_member import erase_member
from bellringer.gamification.commands.coaching.lessons import RemoveLesson, ShareLesson
from bellringer.gamification.commands.coaching.trainings import (
    EndMentoring,
    SetMentor,
    SetTraining,
)
from bellringer.gamification.commands.members import EraseMember
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidQuantityError,
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    UnknownMemberError,
    UnknownMetricError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.rules.coaching.trainings import weeks_of
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import ErasureReason, Role
from tests.builders import Org, enrol, member, system
from tests.doing import caught, do, refuse, rows

PAIRS = "SELECT mentor_id, starts_on, ends_on FROM mentoring ORDER BY starts_on"


def lesson(org: Org, team_id: UUID | None) -> ShareLesson:
    return ShareLesson(by=org.as_rep(), title="Ask twice", text="And listen.", team_id=team_id)


def pair(org: Org) -> SetMentor:
    return SetMentor(
        by=org.as_manager(),
        mentee_id=org.rep,
        mentor_id=org.second_rep,
        starts_on=date(2026, 3, 11),
    )


def training(org: Org) -> SetTraining:
    return SetTraining(
        by=org.as_manager(),
        member_id=org.rep,
        title="Call before you write",
        metric_key="calls",
        per_week=15,
        starts_on=date(2026, 3, 11),
        weeks=4,
    )


async def test_a_lesson_is_shared_with_the_own_team_or_all_and_taken_out_with_its_words(
    database: Database, org: Org, dsn: str
) -> None:
    mine = await do(database, share_lesson, lesson(org, org.north))
    await do(database, share_lesson, lesson(org, None))
    await refuse(database, dsn, share_lesson, lesson(org, org.south), NotAllowedError)
    await refuse(database, dsn, share_lesson, lesson(org, new_id()), UnknownTeamError)
    nobody = replace(lesson(org, None), by=system(org.org_id))
    await refuse(database, dsn, share_lesson, nobody, NotAllowedError)
    for bad in (
        replace(lesson(org, None), title=""),
        replace(lesson(org, None), title="x" * 121),
        replace(lesson(org, None), text="x" * 2001),
    ):
        await refuse(database, dsn, share_lesson, bad, InvalidTextError)

    off = RemoveLesson(by=org.as_second_rep(), lesson_id=mine)
    await refuse(database, dsn, remove_lesson, off, NotAllowedError)
    zoe = await enrol(database, org.org_id, "zoe", team="south")
    stranger = replace(off, by=member(org.org_id, zoe, Role.REP))
    await refuse(database, dsn, remove_lesson, stranger, NotFoundError)
    await do(database, remove_lesson, replace(off, by=org.as_manager()))
    again = replace(off, by=org.as_admin())
    await refuse(database, dsn, remove_lesson, again, NotFoundError)
    assert len(await rows(dsn, "SELECT 1 FROM lesson_note")) == 1
    assert len(await rows(dsn, "SELECT 1 FROM lesson")) == 2


async def test_a_member_has_one_mentor_at_a_time_also_when_two_are_set_at_once(
    database: Database, org: Org, dsn: str
) -> None:
    ready = asyncio.Barrier(2)

    async def try_it(mentor_id: UUID) -> object:
        await ready.wait()
        command = replace(pair(org), mentor_id=mentor_id)
        return await caught(do(database, set_mentor, command))

    got = await asyncio.gather(try_it(org.second_rep), try_it(org.admin))
    assert {type(each) for each in got} == {type(None), WrongStateError}
    earlier = replace(pair(org), starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 11))
    await do(database, set_mentor, earlier)
    into = replace(earlier, starts_on=date(2026, 2, 1), ends_on=date(2026, 3, 2))
    await refuse(database, dsn, set_mentor, into, WrongStateError)

    end = EndMentoring(by=org.as_manager(), mentee_id=org.rep, ends_on=date(2026, 4, 1))
    await refuse(database, dsn, end_mentoring, replace(end, by=org.as_rep()), NotAllowedError)
    await refuse(database, dsn, end_mentoring, replace(end, mentee_id=new_id()), UnknownMemberError)
    await do(database, end_mentoring, end)
    await refuse(database, dsn, end_mentoring, end, WrongStateError)
    await do(database, set_mentor, replace(pair(org), starts_on=date(2026, 4, 1)))
    assert [(starts, ends) for _, starts, ends in await rows(dsn, PAIRS)] == [
        (date(2026, 3, 1), date(2026, 3, 11)),
        (date(2026, 3, 11), date(2026, 4, 1)),
        (date(2026, 4, 1), None),
    ]


async def test_a_pair_that_can_t_be_is_refused(database: Database, org: Org, dsn: str) -> None:
    good = pair(org)
    own = replace(good, mentor_id=org.rep)
    await refuse(database, dsn, set_mentor, own, InvalidInputError)
    for by in (org.as_rep(), org.as_second_rep()):
        await refuse(database, dsn, set_mentor, replace(good, by=by), NotAllowedError)
    for bad in (replace(good, mentee_id=new_id()), replace(good, mentor_id=new_id())):
        await refuse(database, dsn, set_mentor, bad, UnknownMemberError)
    for dates in (
        replace(good, ends_on=good.starts_on),
        replace(good, starts_on=date(2025, 3, 1)),
        replace(good, starts_on=date(2027, 4, 1)),
    ):
        await refuse(database, dsn, set_mentor, dates, InvalidInputError)


async def test_a_training_begins_with_its_week(database: Database, org: Org, dsn: str) -> None:
    await do(database, set_training, training(org))
    await do(database, set_training, replace(training(org), by=org.as_rep()))
    assert await rows(dsn, "SELECT DISTINCT starts_on, per_week, weeks FROM training") == [
        (date(2026, 3, 9), 15, 4)
    ]
    assert weeks_of(date(2026, 3, 9), 2) == [
        (date(2026, 3, 9), date(2026, 3, 16)),
        (date(2026, 3, 16), date(2026, 3, 23)),
    ]


async def test_a_training_that_can_t_be_is_refused(database: Database, org: Org, dsn: str) -> None:
    good = training(org)
    other = replace(good, by=org.as_second_rep())
    await refuse(database, dsn, set_training, other, NotAllowedError)
    stranger = replace(good, member_id=new_id())
    await refuse(database, dsn, set_training, stranger, UnknownMemberError)
    unknown = replace(good, metric_key="nothing")
    await refuse(database, dsn, set_training, unknown, UnknownMetricError)
    for number in (0, 10**12 + 1):
        bad = replace(good, per_week=number)
        await refuse(database, dsn, set_training, bad, InvalidQuantityError)
    for odd in (
        replace(good, weeks=0),
        replace(good, weeks=27),
        replace(good, starts_on=date(2026, 3, 3)),
        replace(good, starts_on=date(2027, 3, 13)),
    ):
        await refuse(database, dsn, set_training, odd, InvalidInputError)
    await refuse(database, dsn, set_training, replace(good, title=" "), InvalidTextError)


async def test_erasure_takes_lessons_of_and_titles_for_a_member(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, share_lesson, lesson(org, None))
    await do(database, set_training, training(org))
    erased = EraseMember(by=org.as_admin(), member_id=org.rep, reason=ErasureReason.MEMBER_REQUEST)
    await do(database, erase_member, erased)
    notes = "SELECT 1 FROM lesson_note UNION ALL SELECT 1 FROM training_note"
    assert await rows(dsn, notes) == []
    assert len(await rows(dsn, "SELECT 1 FROM training")) == 1
