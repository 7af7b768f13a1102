"""Pulses from the first question to the results, and what nobody can find in the tables meanwhile."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from bellringer.gamification.actions.coaching.answer_pulse import answer_pulse
from bellringer.gamification.actions.coaching.carry_pulses import carry_pulses
from bellringer.gamification.actions.coaching.create_pulse import create_pulse, remove_pulse
from bellringer.gamification.commands.coaching.pulses import AnswerPulse, CreatePulse, RemovePulse
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    WrongStateError,
)
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.models.roles import APP_ROLE
from bellringer.timetable import carry_due_pulses
from bellringer.words import Role
from tests.builders import NOW, Org, enrol, member, system
from tests.doing import caught, do, refuse, rows

WEEK = timedelta(days=7)
STATEMENTS = ("I know what is expected of me.", "I get the help I need.")
RESULTS = "SELECT group_id, asked, answers, figures FROM pulse_result ORDER BY answers DESC NULLS LAST, asked"


def asked(org: Org) -> CreatePulse:
    return CreatePulse(by=org.as_admin(), statements=STATEMENTS, opens_at=NOW, closes_at=NOW + WEEK)


async def carried(database: Database, org: Org, *, after: timedelta) -> None:
    async with database.transaction(org.org_id) as connection:
        assert not await carry_pulses(connection, now=NOW + after)


@pytest.fixture
async def pulse_id(database: Database, org: Org) -> UUID:
    """An open pulse; it asks Rita, Bob, Sue and Ada, and four more in team north."""
    for name in ("kim", "lou", "max", "ned"):
        await enrol(database, org.org_id, name, team="north")
    made = await do(database, create_pulse, asked(org))
    await carried(database, org, after=timedelta(0))
    return made


async def members(dsn: str, pulse_id: UUID, *, of_team: bool) -> list[UUID]:
    found = await rows(
        dsn,
        "SELECT member_id FROM pulse_member WHERE pulse_id = $1 AND (team_id IS NOT NULL) = $2"
        " ORDER BY member_id",
        pulse_id,
        of_team,
    )
    return [each for (each,) in found]


def answer(org: Org, pulse_id: UUID, member_id: UUID, *scores: int) -> AnswerPulse:
    who = member(org.org_id, member_id, Role.REP)
    return AnswerPulse(by=who, pulse_id=pulse_id, scores=scores)


async def test_a_pulse_asks_those_who_are_members_when_it_opens_and_tells_them(
    database: Database, org: Org, dsn: str, pulse_id: UUID
) -> None:
    told = (
        "SELECT member_id FROM notification JOIN announcement USING (org_id, announcement_id)"
        " WHERE kind = 'PULSE_OPEN'"
    )
    assert len(await rows(dsn, told)) == 8
    late = await enrol(database, org.org_id, "zoe", team="north")
    await refuse(database, dsn, answer_pulse, answer(org, pulse_id, late, 3, 3), WrongStateError)
    await carried(database, org, after=timedelta(hours=1))
    assert len(await rows(dsn, told)) == 8
    await carried(database, org, after=WEEK)
    [(unread,)] = await rows(dsn, f"SELECT count(*) FROM ({told} AND read_at IS NULL) AS left_over")
    assert unread == 0


async def test_what_can_t_be_asked_is_refused(database: Database, org: Org, dsn: str) -> None:
    good = asked(org)
    for who in (org.as_rep(), org.as_manager()):
        await refuse(database, dsn, create_pulse, replace(good, by=who), NotAllowedError)
    for bad in (
        replace(good, statements=()),
        replace(good, statements=tuple(str(number) for number in range(11))),
        replace(good, statements=("Same", " Same")),
        replace(good, opens_at=NOW - timedelta(seconds=1)),
        replace(good, opens_at=NOW + 53 * WEEK, closes_at=NOW + 54 * WEEK),
        replace(good, closes_at=NOW + timedelta(minutes=59)),
        replace(good, closes_at=NOW + timedelta(days=32)),
    ):
        await refuse(database, dsn, create_pulse, bad, InvalidInputError)
    for text in ("", "x" * 201):
        bad = replace(good, statements=(text,))
        await refuse(database, dsn, create_pulse, bad, InvalidTextError)


async def test_a_pulse_is_taken_back_until_it_opens(database: Database, org: Org, dsn: str) -> None:
    later = replace(asked(org), opens_at=NOW + WEEK, closes_at=NOW + 2 * WEEK)
    made = await do(database, create_pulse, later)
    off = RemovePulse(by=org.as_admin(), pulse_id=made)
    await refuse(database, dsn, remove_pulse, replace(off, by=org.as_manager()), NotAllowedError)
    unknown = replace(off, pulse_id=new_id())
    await refuse(database, dsn, remove_pulse, unknown, NotFoundError)
    early = answer(org, made, org.rep, 3, 3)
    await refuse(database, dsn, answer_pulse, early, WrongStateError)
    await do(database, remove_pulse, off)
    assert await rows(dsn, "SELECT 1 FROM pulse UNION ALL SELECT 1 FROM pulse_question") == []
    opened = await do(database, create_pulse, later)
    await carried(database, org, after=WEEK)
    off = replace(off, pulse_id=opened)
    await refuse(database, dsn, remove_pulse, off, WrongStateError, now=NOW + WEEK)


async def test_an_answer_has_a_number_for_each_statement_and_comes_in_time(
    database: Database, org: Org, dsn: str, pulse_id: UUID
) -> None:
    for scores in ((), (3,), (3, 3, 3), (0, 3), (3, 6)):
        bad = answer(org, pulse_id, org.rep, *scores)
        await refuse(database, dsn, answer_pulse, bad, InvalidInputError)
    good = answer(org, pulse_id, org.rep, 3, 3)
    unknown = replace(good, pulse_id=new_id())
    await refuse(database, dsn, answer_pulse, unknown, NotFoundError)
    nobody = replace(good, by=system(org.org_id))
    await refuse(database, dsn, answer_pulse, nobody, NotAllowedError)
    await refuse(database, dsn, answer_pulse, good, WrongStateError, now=NOW + WEEK)


async def test_a_member_answers_once_also_at_the_same_moment(
    database: Database, org: Org, dsn: str, pulse_id: UUID
) -> None:
    ready = asyncio.Barrier(4)

    async def try_it(score: int) -> object:
        await ready.wait()
        return await caught(
            do(database, answer_pulse, answer(org, pulse_id, org.rep, score, score))
        )

    got = await asyncio.gather(*map(try_it, (1, 2, 3, 4)))
    assert Counter(type(each) for each in got) == {type(None): 1, WrongStateError: 3}
    assert len(await rows(dsn, "SELECT 1 FROM pulse_answer")) == 1
    again = answer(org, pulse_id, org.rep, 5, 5)
    await refuse(database, dsn, answer_pulse, again, WrongStateError)


async def test_all_answer_at_the_same_moment_and_none_is_lost(
    database: Database, org: Org, dsn: str, pulse_id: UUID
) -> None:
    north = await members(dsn, pulse_id, of_team=True)
    ready = asyncio.Barrier(len(north))

    async def try_it(place: int, member_id: UUID) -> None:
        await ready.wait()
        await do(database, answer_pulse, answer(org, pulse_id, member_id, place % 5 + 1, 1))

    await asyncio.gather(*(try_it(*each) for each in enumerate(north)))
    found = await rows(dsn, "SELECT scores[1] FROM pulse_answer")
    assert sorted(score for (score,) in found) == [1, 1, 2, 3, 4, 5]


async def test_nothing_in_the_tables_links_an_answer_to_who_gave_it(
    database: Database, org: Org, dsn: str, pulse_id: UUID
) -> None:
    """Not the transaction that wrote it, not its place in the table or a dump, not an id that knows the time."""
    north = await members(dsn, pulse_id, of_team=True)
    written, places = set(), set()
    for score, member_id in enumerate(north[:5], start=1):
        await do(database, answer_pulse, answer(org, pulse_id, member_id, score, score))
        found = await rows(dsn, "SELECT xmin::text, scores[1] FROM pulse_answer ORDER BY ctid")
        # all rows were written by the transaction of the last answer, in the order of random ids
        written.add(len({xmin for xmin, _ in found}))
        places.add(tuple(scored for _, scored in found))
    assert written == {1}
    ids = [each for (each,) in await rows(dsn, "SELECT answer_id FROM pulse_answer ORDER BY ctid")]
    assert ids == sorted(ids)
    assert {each.version for each in ids} == {4}
    columns = await rows(
        dsn,
        "SELECT attname FROM pg_attribute WHERE attrelid = 'pulse_answer'::regclass AND attnum > 0",
    )
    assert {name for (name,) in columns} == {
        *("org_id", "pulse_id", "answer_id", "team_id", "scores")
    }
    # nor do receipts or the log of changes: the hash of an answer would tell it
    assert await rows(dsn, "SELECT 1 FROM receipt") == []
    assert await rows(dsn, "SELECT 1 FROM audit_log WHERE action LIKE 'pulse.answer%'") == []


@pytest.mark.parametrize("table", ["pulse_answer", "pulse_member"])
@pytest.mark.parametrize("column", ["xmin", "ctid", "cmin"])
async def test_the_application_can_t_see_who_wrote_a_row_or_where_it_lies(
    dsn: str, pulse_id: UUID, table: str, column: str
) -> None:
    connection = await asyncpg.connect(dsn, server_settings={"role": APP_ROLE})
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(f"SELECT {column} FROM {table}")
    finally:
        await connection.close()


async def test_results_are_computed_once_and_single_answers_are_gone(
    database: Database, org: Org, dsn: str, pulse_id: UUID
) -> None:
    """Six of north answer 4 and 2; with the two others all are eight, and the two are not to be told apart."""
    for member_id in await members(dsn, pulse_id, of_team=True):
        await do(database, answer_pulse, answer(org, pulse_id, member_id, 4, 2))
    for member_id in await members(dsn, pulse_id, of_team=False):
        await do(database, answer_pulse, answer(org, pulse_id, member_id, 1, 5))
    await carried(database, org, after=WEEK - timedelta(seconds=1))
    assert await rows(dsn, RESULTS) == []
    await carried(database, org, after=WEEK)
    assert await rows(dsn, RESULTS) == [
        # (6 × 4 + 2 × 1) ÷ 8 = 3.25 and (6 × 2 + 2 × 5) ÷ 8 = 2.75, in halves
        (org.org_id, 8, 8, [35, 30]),
        (org.north, 6, None, None),
    ]
    assert await rows(dsn, "SELECT 1 FROM pulse_answer") == []
    assert len(await rows(dsn, "SELECT 1 FROM pulse_member WHERE answered_on = '2026-03-11'")) == 8
    await carried(database, org, after=2 * WEEK)
    assert len(await rows(dsn, RESULTS)) == 2


async def test_a_team_too_small_leaves_no_trace_of_itself_on_an_answer(
    database: Database, org: Org, dsn: str
) -> None:
    made = await do(database, create_pulse, asked(org))
    await carried(database, org, after=timedelta(0))
    await do(database, answer_pulse, answer(org, made, org.rep, 3, 3))
    assert await rows(dsn, "SELECT team_id FROM pulse_answer") == [(None,)]
    await carried(database, org, after=WEEK)
    assert {(answers, figures) for _, _, answers, figures in await rows(dsn, RESULTS)} == {
        (None, None)
    }


async def test_a_move_between_pulses_does_not_move_the_closed_one(
    database: Database, org: Org, dsn: str, pulse_id: UUID
) -> None:
    north = await members(dsn, pulse_id, of_team=True)
    for member_id in north:
        await do(database, answer_pulse, answer(org, pulse_id, member_id, 2, 2))
    await carried(database, org, after=WEEK)
    before = await rows(dsn, RESULTS)
    assert (org.org_id, 8, 6, [20, 20]) in before
    assert (org.north, 6, 6, [20, 20]) in before
    for number, name in enumerate(("una", "vic")):
        await enrol(database, org.org_id, name, team="north", now=NOW + WEEK)
        again = replace(
            asked(org),
            opens_at=NOW + (1 + number) * WEEK,
            closes_at=NOW + (2 + number) * WEEK,
        )
        await do(database, create_pulse, again, now=NOW)
    await carried(database, org, after=WEEK)
    await carried(database, org, after=3 * WEEK)
    assert set(map(str, before)) <= {str(row) for row in await rows(dsn, RESULTS)}


async def test_one_whose_time_came_and_went_unseen_is_closed_and_asked_nobody(
    database: Database, door_database: Database, org: Org, dsn: str
) -> None:
    await do(database, create_pulse, asked(org))
    await carry_due_pulses(database, door_database, now=NOW + 2 * WEEK)
    assert await rows(dsn, "SELECT closed_at IS NOT NULL FROM pulse") == [(True,)]
    assert await rows(dsn, "SELECT 1 FROM pulse_member") == []
    assert await rows(dsn, "SELECT 1 FROM announcement WHERE kind = 'PULSE_OPEN'") == []
