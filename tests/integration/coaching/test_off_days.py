"""Off-days as they are flagged: once, by the own clock, by any number of workers; and what takes them back."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.coaching.flag_off_days import flag_off_days
from bellringer.gamification.actions.coaching.give_nudge import give_nudge
from bellringer.gamification.actions.coaching.set_off_days import set_off_days
from bellringer.gamification.actions.coaching.write_day_note import write_day_note
from bellringer.gamification.actions.enter_leave import enter_leave
from bellringer.gamification.commands.calendars import EnterLeave
from bellringer.gamification.commands.coaching.off_days import GiveNudge, SetOffDays, WriteDayNote
from bellringer.gamification.errors import (
    AllowanceSpentError,
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    UnknownMemberError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.facts.coaching.off_days import OffDaySettings
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.timetable import flag_due_off_days
from tests.builders import Org, enrol, system
from tests.doing import do, refuse, rows
from tests.integration.coaching.habits import DAY, NOON, all_done, done, look, team_of
from tests.killing import kill_at_every_statement
from tests.recording import together

ON = NOON.date()
FLAGS = (
    "SELECT member_id, on_date, is_pattern FROM off_day_flag WHERE withdrawn_at IS NULL ORDER BY 2"
)
TOLD = """
SELECT notification.member_id FROM notification JOIN announcement USING (org_id, announcement_id)
 WHERE kind = 'OFF_DAY_FLAG' AND withdrawn_at IS NULL ORDER BY length(dedupe_key)
"""


async def told(dsn: str) -> list[UUID]:
    return [member_id for (member_id,) in await rows(dsn, TOLD)]


async def morning(database: Database, org: Org, **more: Any) -> list[UUID]:
    """A Wednesday on which Rita has done one call and everybody else what is usual."""
    members = await team_of(database, org, **more)
    await all_done(database, org, dict.fromkeys(members, 12) | {org.rep: 1}, ON)
    return members


async def at_once(database: Database, org: Org, **more: Any) -> None:
    """Let one off-day be a pattern."""
    settings = OffDaySettings(pattern_days=1, **more)
    await do(database, set_off_days, SetOffDays(by=org.as_admin(), team_id=None, settings=settings))


async def test_the_member_is_told_at_the_own_hour_once_and_the_manager_not_of_a_single_day(
    database: Database, org: Org, dsn: str
) -> None:
    await morning(database, org)
    await look(database, org, NOON - timedelta(seconds=1))
    assert await rows(dsn, FLAGS) == []
    for _ in range(2):
        await look(database, org)
        await look(database, org, NOON + timedelta(hours=3))
    assert await rows(dsn, FLAGS) == [(org.rep, ON, False)]
    assert await told(dsn) == [org.rep]


async def test_who_leads_is_told_of_a_pattern_together_with_the_member(
    database: Database, org: Org, dsn: str
) -> None:
    await at_once(database, org)
    await morning(database, org)
    await look(database, org)
    assert await rows(dsn, FLAGS) == [(org.rep, ON, True)]
    assert await told(dsn) == [org.rep, org.manager]


async def test_three_days_of_a_window_make_a_pattern_and_an_excused_one_does_not_count(
    database: Database, org: Org, dsn: str
) -> None:
    members = await team_of(database, org)
    days = [date(2026, 3, each) for each in (11, 12, 13, 16)]
    for number, on in enumerate(days):
        now = NOON + number * DAY if number < 3 else NOON + 5 * DAY
        for member_id in members:
            await done(database, org, member_id, on, 1 if member_id == org.rep else 12)
        if number == 1:
            note = WriteDayNote(by=org.as_rep(), on=days[0], text="A sick child")
            await do(database, write_day_note, note, now=now)
        await look(database, org, now)
    assert [(on, pattern) for _, on, pattern in await rows(dsn, FLAGS)] == [
        (on, number == 3) for number, on in enumerate(days)
    ]


@pytest.mark.parametrize("reason", ["leave", "note", "ramp", "off", "holiday"])
async def test_nobody_is_flagged_on_leave_with_a_note_while_new_or_where_it_is_off(
    database: Database, org: Org, dsn: str, reason: str
) -> None:
    await morning(database, org)
    if reason == "leave":
        away = EnterLeave(by=org.as_admin(), member_id=org.rep, starts_on=ON, ends_on=ON + DAY)
        await do(database, enter_leave, away, now=NOON)
    elif reason == "note":
        note = WriteDayNote(by=org.as_rep(), on=ON, text="At the dentist's until one")
        await do(database, write_day_note, note, now=NOON - DAY)
    elif reason == "off":
        settings = OffDaySettings(is_on=False)
        asked = SetOffDays(by=org.as_manager(), team_id=org.north, settings=settings)
        await do(database, set_off_days, asked, now=NOON - DAY)
    else:
        async with database.transaction(org.org_id) as connection:
            await connection.execute(
                "UPDATE member SET joined_on = $3 WHERE org_id = $1 AND member_id = $2"
                if reason == "ramp"
                else "INSERT INTO calendar_day (org_id, scope_id, on_date, is_working, name)"
                " SELECT $1, $1, $3, false, 'A day off' WHERE $2::uuid IS NOT NULL",
                org.org_id,
                org.rep,
                ON - 30 * DAY if reason == "ramp" else ON,
            )
            await connection.execute(
                "UPDATE organization SET version = version + 1 WHERE org_id = $1", org.org_id
            )
    await look(database, org)
    assert await rows(dsn, FLAGS) == []
    assert await told(dsn) == []


async def test_a_note_afterwards_takes_back_what_was_told(
    database: Database, org: Org, dsn: str
) -> None:
    await at_once(database, org)
    await morning(database, org)
    await look(database, org)
    for excuses, left in ((False, 2), (True, 0)):
        note = WriteDayNote(by=org.as_rep(), on=ON, text="A long complaint", excuses=excuses)
        await do(database, write_day_note, note, now=NOON)
        assert len(await told(dsn)) == left


async def test_late_activities_take_a_flag_back_at_the_next_look(
    database: Database, org: Org, dsn: str
) -> None:
    members = await morning(database, org)
    await look(database, org)
    await done(database, org, org.rep, ON, 11)
    for member_id in members:
        await done(database, org, member_id, ON + DAY, 12)
    await look(database, org, NOON + DAY)
    assert await rows(dsn, FLAGS) == []
    assert await told(dsn) == []


async def test_M5_three_workers_at_once_flag_each_day_once(
    database: Database, org: Org, dsn: str, door_database: Database
) -> None:
    await at_once(database, org)
    await morning(database, org)
    work = partial(flag_due_off_days, database, door_database, now=NOON)
    await together([work, work, work])
    assert await rows(dsn, FLAGS) == [(org.rep, ON, True)]
    assert await told(dsn) == [org.rep, org.manager]


async def test_O1_killed_at_any_statement_it_flags_once(
    database: Database, org: Org, dsn: str
) -> None:
    await at_once(database, org)
    await morning(database, org)
    steps = await kill_at_every_statement(dsn, org, partial(flag_off_days, now=NOON))
    assert steps > 10
    assert await rows(dsn, FLAGS) == [(org.rep, ON, True)]
    assert await told(dsn) == [org.rep, org.manager]


async def test_a_look_takes_the_same_number_of_statements_for_any_number_of_members(
    database: Database, org: Org, statements: list[str]
) -> None:
    await morning(database, org)
    statements.clear()
    await look(database, org)
    few = len(statements)
    members = await morning(database, org, peers=40)
    assert len(members) == 42
    statements.clear()
    await look(database, org, NOON + timedelta(minutes=1))
    assert len(statements) <= few


async def test_a_nudge_is_given_once_a_day_by_whoever_leads(
    database: Database, org: Org, dsn: str
) -> None:
    asked = GiveNudge(by=org.as_manager(), member_id=org.rep)
    await do(database, give_nudge, asked, now=NOON)
    for by in (org.as_manager(), org.as_admin()):
        again = replace(asked, by=by)
        await refuse(database, dsn, give_nudge, again, AllowanceSpentError, now=NOON)
    await do(database, give_nudge, asked, now=NOON + DAY)
    found = await rows(dsn, "SELECT on_date, given_by FROM nudge ORDER BY on_date")
    assert found == [(ON, org.manager), (ON + DAY, org.manager)]
    assert len(await rows(dsn, "SELECT 1 FROM audit_log WHERE action = 'member.nudge'")) == 2
    [(count,)] = await rows(
        dsn,
        "SELECT count(*) FROM notification JOIN announcement USING (org_id, announcement_id)"
        " WHERE kind = 'NUDGE' AND member_id = $1",
        org.rep,
    )
    assert count == 2


async def test_two_who_nudge_at_the_same_time_are_one_nudge(
    database: Database, org: Org, dsn: str
) -> None:
    async def give(by: Any) -> bool:
        try:
            await do(database, give_nudge, GiveNudge(by=by, member_id=org.rep), now=NOON)
        except AllowanceSpentError:
            return False
        return True

    found = await together([partial(give, org.as_manager()), partial(give, org.as_admin())])
    assert sorted(found) == [False, True]
    assert len(await rows(dsn, "SELECT 1 FROM nudge")) == 1


async def test_whom_nobody_leads_there_and_days_off_or_excused_are_not_nudged(
    database: Database, org: Org, dsn: str
) -> None:
    asked = GiveNudge(by=org.as_manager(), member_id=org.rep)
    sunday = NOON + 4 * DAY
    nobody = replace(asked, member_id=new_id())
    await refuse(database, dsn, give_nudge, nobody, UnknownMemberError, now=NOON)
    for by in (org.as_second_rep(), org.as_rep(), system(org.org_id)):
        await refuse(database, dsn, give_nudge, replace(asked, by=by), NotAllowedError, now=NOON)
    kim = await enrol(database, org.org_id, "kim", team="south")
    theirs = replace(asked, member_id=kim)
    await refuse(database, dsn, give_nudge, theirs, NotAllowedError, now=NOON)
    await refuse(database, dsn, give_nudge, asked, WrongStateError, now=sunday)
    note = WriteDayNote(by=org.as_rep(), on=ON, text="At the dentist's")
    await do(database, write_day_note, note, now=NOON)
    await refuse(database, dsn, give_nudge, asked, WrongStateError, now=NOON)
    await do(database, write_day_note, replace(note, text=None), now=NOON)
    await do(database, give_nudge, asked, now=NOON)


async def test_notes_of_far_away_days_without_words_or_by_nobody_are_refused(
    database: Database, org: Org, dsn: str
) -> None:
    note = WriteDayNote(by=org.as_rep(), on=ON, text="Yes")
    for bad, refusal in (
        (replace(note, on=ON + 32 * DAY), InvalidInputError),
        (replace(note, on=ON - 32 * DAY), InvalidInputError),
        (replace(note, text=" "), InvalidTextError),
        (replace(note, text="x" * 1_001), InvalidTextError),
        (replace(note, by=system(org.org_id)), NotAllowedError),
    ):
        await refuse(database, dsn, write_day_note, bad, refusal, now=NOON)


async def test_settings_are_checked_and_a_teams_stand_before_the_organizations(
    database: Database, org: Org, dsn: str
) -> None:
    usual = SetOffDays(by=org.as_admin(), team_id=None, settings=OffDaySettings())
    for bad, refusal in (
        (replace(usual, by=org.as_manager()), NotAllowedError),
        (replace(usual, by=org.as_manager(), team_id=org.south), NotAllowedError),
        (replace(usual, team_id=new_id()), UnknownTeamError),
        (replace(usual, settings=OffDaySettings(window_days=21)), InvalidInputError),
        (replace(usual, settings=OffDaySettings(window_days=2)), InvalidInputError),
        (replace(usual, settings=OffDaySettings(ramp_days=367)), InvalidInputError),
    ):
        await refuse(database, dsn, set_off_days, bad, refusal, now=NOON)
    await at_once(database, org)
    own = OffDaySettings(window_days=7)
    asked = SetOffDays(by=org.as_manager(), team_id=org.north, settings=own)
    await do(database, set_off_days, asked, now=NOON - DAY)
    await morning(database, org)
    await look(database, org)
    assert await rows(dsn, FLAGS) == [(org.rep, ON, False)]
