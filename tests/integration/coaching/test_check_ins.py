"""Check-ins on record: what stands, who may, what is done, and who is reminded of what, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.coaching.answer_check_in import answer_check_in
from bellringer.gamification.actions.coaching.check_in import close_day, plan_day
from bellringer.gamification.actions.coaching.remind_of_check_ins import remind_of_check_ins
from bellringer.gamification.actions.coaching.set_check_ins import set_check_ins
from bellringer.gamification.actions.enter_leave import enter_leave
from bellringer.gamification.actions.erase_member import erase_member
from bellringer.gamification.commands.calendars import EnterLeave
from bellringer.gamification.commands.coaching.check_ins import (
    AnswerCheckIn,
    CloseDay,
    PlanDay,
    PlannedItem,
    SetCheckIns,
)
from bellringer.gamification.commands.members import EraseMember
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidQuantityError,
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    UnknownKindError,
    UnknownMetricError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.rules.coaching.cadences import done_of
from bellringer.gamification.store import alarms
from bellringer.gamification.store.coaching import check_ins
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.timetable import remind_of_due_check_ins
from bellringer.words import Alarm, ErasureReason, Role
from tests.builders import NOW, Org, enrol, member
from tests.doing import caught, do, refuse, rows
from tests.killing import kill_at_every_statement
from tests.recording import accepted, importer, intake_on, record, reverse, together

# NOW is a Wednesday, 16:00 in Berlin
TODAY = NOW.date()
MORNING = datetime(2026, 3, 12, 7, tzinfo=UTC)  # Thursday, 08:00 in Berlin
EVENING = datetime(2026, 3, 12, 16, tzinfo=UTC)  # 17:00
TOLD = """
SELECT member_id, params ->> 'part', withdrawn_at IS NULL FROM notification
  JOIN announcement USING (org_id, announcement_id) WHERE kind = 'CHECK_IN_DUE'
 ORDER BY announcement.created_at, member_id
"""
NOTES = "SELECT part, body FROM check_in_note ORDER BY part"


def cadence(org: Org) -> SetCheckIns:
    return SetCheckIns(by=org.as_manager(), team_id=org.north, starts_on=TODAY)


@pytest.fixture
async def north(database: Database, org: Org) -> Org:
    """Team north checks in, from today on."""
    await do(database, set_check_ins, cadence(org))
    return org


def plan(org: Org, *items: PlannedItem, text: str | None = None) -> PlanDay:
    return PlanDay(by=org.as_rep(), items=items, text=text)


async def test_a_lead_sets_when_the_team_checks_in_and_days_that_are_over_stay(
    database: Database, org: Org, dsn: str
) -> None:
    asked = cadence(org)

    async def refused(why: type[Exception], **changed: Any) -> None:
        await refuse(database, dsn, set_check_ins, replace(asked, **changed), why)  # type: ignore[arg-type]

    await refused(NotAllowedError, by=org.as_rep())
    await refused(NotAllowedError, team_id=org.south)
    await refused(UnknownTeamError, team_id=new_id())
    await refused(InvalidInputError, starts_on=TODAY - timedelta(days=1))
    await refused(InvalidInputError, starts_on=TODAY + timedelta(days=367))
    await refused(InvalidInputError, weekdays=(0,))
    await refused(InvalidInputError, plan_at=time(17), done_at=time(17))
    await refused(InvalidInputError, plan_at=time(8, 0, 1))
    await refused(InvalidInputError, grace_minutes=241)
    await do(database, set_check_ins, asked)
    await do(database, set_check_ins, replace(asked, is_shared=True, weekdays=(2, 4)))
    await do(database, set_check_ins, replace(asked, starts_on=None, by=org.as_admin()))
    held = await rows(
        dsn, "SELECT effective_from, weekdays, is_shared FROM check_in_cadence ORDER BY 1"
    )
    assert held == [(TODAY, 0b0001010, True), (TODAY + timedelta(days=1), 0b0011111, False)]


async def test_a_plan_and_how_it_went_stand_once_a_day_and_never_for_another(
    database: Database, north: Org, dsn: str
) -> None:
    calls = PlannedItem(kind="call", planned=20)
    good = plan(north, calls, PlannedItem(metric_key="revenue", planned=50_000), text="Push north")

    async def refused(why: type[Exception], **changed: Any) -> None:
        await refuse(database, dsn, plan_day, replace(good, **changed), why)  # type: ignore[arg-type]

    await refused(InvalidInputError, on=TODAY - timedelta(days=1))
    await refused(InvalidInputError, on=TODAY + timedelta(days=1))
    await refused(InvalidInputError, items=(), text=None)
    await refused(InvalidInputError, items=(calls,) * 2)
    await refused(InvalidInputError, items=(calls,) * 11)
    await refused(InvalidInputError, items=(PlannedItem(planned=1),))
    await refused(InvalidInputError, items=(PlannedItem(metric_key="points", planned=1),))
    await refused(UnknownKindError, items=(PlannedItem(kind="nap", planned=1),))
    await refused(UnknownMetricError, items=(PlannedItem(metric_key="naps", planned=1),))
    await refused(InvalidQuantityError, items=(replace(calls, planned=0),))
    await refused(InvalidTextError, text="x" * 501)
    await refused(NotAllowedError, by=north.as_manager())
    await refused(NotAllowedError, by=importer(north.org_id))
    made = await do(database, plan_day, good)
    await refused(WrongStateError, text="Push south")

    done = CloseDay(by=north.as_rep(), text="Three calls short")
    early = replace(done, on=TODAY - timedelta(days=1))
    await refuse(database, dsn, close_day, early, InvalidInputError)
    for text in (done.text, "Two calls short"):
        assert await do(database, close_day, replace(done, text=text)) == made
    # what was closed is planned no more, and nothing of it can be made tomorrow
    await refused(WrongStateError)
    tomorrow = NOW + timedelta(days=1)
    await refuse(database, dsn, close_day, replace(done, on=TODAY), InvalidInputError, now=tomorrow)
    [held] = (await read(database, north, [made])).values()
    assert held.items == good.items
    assert (held.plan_text, held.done_text) == ("Push north", "Two calls short")
    assert (held.planned_at, held.is_plan_late) == (NOW, True)
    assert (held.done_at, held.is_done_late) == (NOW, False)


async def test_a_team_without_check_ins_has_none(database: Database, org: Org, dsn: str) -> None:
    await refuse(database, dsn, plan_day, plan(org, text="Calls"), WrongStateError)
    await do(database, set_check_ins, replace(cadence(org), weekdays=()))
    await refuse(database, dsn, close_day, CloseDay(by=org.as_rep()), WrongStateError)


async def test_who_leads_the_team_answers_and_then_the_words_stand(
    database: Database, north: Org, dsn: str
) -> None:
    made = await do(database, close_day, CloseDay(by=north.as_rep(), text="Hard day"))
    asked = AnswerCheckIn(by=north.as_manager(), check_in_id=made, text="Let us talk")
    olaf = await enrol(database, north.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    south = member(north.org_id, olaf, Role.MANAGER, leads=frozenset({north.south}))
    for by, why in (
        (north.as_rep(), NotAllowedError),
        (north.as_second_rep(), NotFoundError),
        (south, NotFoundError),
    ):
        await refuse(database, dsn, answer_check_in, replace(asked, by=by), why)
    unknown = replace(asked, check_in_id=new_id())
    await refuse(database, dsn, answer_check_in, unknown, NotFoundError)
    await do(database, answer_check_in, asked)
    later = NOW + timedelta(hours=1)
    await do(database, answer_check_in, replace(asked, text=None), now=later)
    [held] = (await read(database, north, [made])).values()
    assert (held.answered_by, held.answered_at, held.answer_text) == (north.manager, NOW, None)
    again = CloseDay(by=north.as_rep(), text="Better than I said")
    await refuse(database, dsn, close_day, again, WrongStateError)


async def test_an_answer_to_the_plan_lets_the_day_be_closed_and_then_it_stands(
    database: Database, north: Org, dsn: str
) -> None:
    made = await do(database, plan_day, plan(north, text="Calls"))
    answer = AnswerCheckIn(by=north.as_manager(), check_in_id=made, text="Good plan")
    await do(database, answer_check_in, answer)
    await do(database, close_day, CloseDay(by=north.as_rep(), text="Done"))
    [held] = (await read(database, north, [made])).values()
    assert (held.done_text, held.answer_text) == ("Done", "Good plan")
    again = CloseDay(by=north.as_rep(), text="Better than I said")
    await refuse(database, dsn, close_day, again, WrongStateError)


async def close_or_refuse(database: Database, command: CloseDay) -> Any:
    return await caught(do(database, close_day, command))


async def test_two_taps_and_an_answer_at_the_same_time_leave_one_check_in(
    database: Database, north: Org, dsn: str
) -> None:
    made = await do(database, plan_day, plan(north, text="Calls"))
    work: list[Callable[[], Any]] = [
        partial(close_or_refuse, database, CloseDay(by=north.as_rep(), text=text))
        for text in ("One", "Two", "Three")
    ]
    answer = AnswerCheckIn(by=north.as_manager(), check_in_id=made, text="Seen")
    work += [lambda: do(database, answer_check_in, answer)]
    assert {each for each in await together(work) if isinstance(each, UUID)} == {made}
    [held] = (await read(database, north, [made])).values()
    assert (held.answered_by, held.answer_text) == (north.manager, "Seen")
    assert await rows(dsn, "SELECT count(*) FROM check_in") == [(1,)]


async def test_what_is_done_counts_late_activities_and_not_reversed_ones(
    database: Database, north: Org
) -> None:
    items = (
        PlannedItem(kind="call", planned=9),
        PlannedItem(metric_key="revenue", planned=50_000),
    )
    await do(database, plan_day, plan(north, *items))

    async def done() -> tuple[int, ...]:
        day = (north.rep, TODAY)
        async with database.reading(north.org_id) as connection:
            found = await check_ins.activities(connection, [day, (north.second_rep, TODAY)])
        return done_of(north.playbook, items, found[day], member_id=north.rep, on=TODAY)

    assert await done() == (0, 0)
    late = NOW + timedelta(days=2)
    answers = []
    async with intake_on(database, now=late) as intake:
        for key, kind, quantity, amount in (
            ("a", "call", 5, None),
            ("b", "call", 2, None),
            ("c", "deal_won", 1, 70_000),
        ):
            asked = record(
                *(north, key),
                kind=kind,
                quantity=quantity,
                amount_minor=amount,
                occurred_at=NOW + timedelta(hours=2),
            )
            answers += accepted([await intake.submit(asked)])
        other = record(north, "d", member_id=north.second_rep, quantity=9, occurred_on=TODAY)
        accepted([await intake.submit(other)])
        assert await done() == (7, 70_000)
        accepted([await intake.submit(reverse(north, "r", answers[-1].activity_id))])
    assert await done() == (7, 0)


async def test_the_words_of_an_erased_member_are_gone_and_a_leads_answers_too(
    database: Database, north: Org, dsn: str
) -> None:
    await do(database, plan_day, plan(north, text="Calls"))
    made = await do(database, close_day, CloseDay(by=north.as_rep(), text="Well"))
    answer = AnswerCheckIn(by=north.as_manager(), check_in_id=made, text="Good")
    await do(database, answer_check_in, answer)
    sue = EraseMember(
        by=north.as_admin(), member_id=north.manager, reason=ErasureReason.MEMBER_REQUEST
    )
    await do(database, erase_member, sue)
    assert await rows(dsn, NOTES) == [("DONE", "Well"), ("PLAN", "Calls")]
    await do(database, erase_member, replace(sue, member_id=north.rep))
    assert await rows(dsn, NOTES) == []
    assert await rows(dsn, "SELECT count(*) FROM check_in WHERE done_at IS NOT NULL") == [(1,)]


async def read(database: Database, org: Org, ids: list[UUID]) -> Any:
    async with database.reading(org.org_id) as connection:
        return await check_ins.read(connection, ids)


async def remind(database: Database, org: Org, now: datetime, *, limit: int = 500) -> bool:
    async with database.transaction(org.org_id) as connection:
        return await remind_of_check_ins(connection, now=now, limit=limit)


async def look(database: Database, org: Org, now: datetime = NOW) -> None:
    """Begin to look at everybody."""
    async with database.transaction(org.org_id) as connection:
        await alarms.fill(connection, [Alarm.CHECK_IN], now=now)


async def test_each_part_is_asked_for_once_at_its_hour_and_not_from_whom_it_is_there(
    database: Database, north: Org, dsn: str
) -> None:
    await do(database, close_day, CloseDay(by=north.as_rep()))
    await do(database, close_day, CloseDay(by=north.as_second_rep()))
    await look(database, north)
    await remind(database, north, NOW)
    await do(database, plan_day, plan(north, text="Calls"), now=MORNING - timedelta(hours=1))
    await remind(database, north, MORNING - timedelta(seconds=1))
    assert await rows(dsn, TOLD) == []
    await remind(database, north, MORNING)
    await remind(database, north, MORNING + timedelta(minutes=5))
    bob = (north.second_rep, "PLAN", True)
    assert await rows(dsn, TOLD) == [bob]
    # who follows it is not asked any more, and the phone forgets it
    await do(database, plan_day, PlanDay(by=north.as_second_rep(), text="Demos"), now=MORNING)
    bob = (north.second_rep, "PLAN", False)
    assert await rows(dsn, TOLD) == [bob]
    await remind(database, north, EVENING)
    both = sorted([(north.rep, "DONE", True), (north.second_rep, "DONE", True)])
    assert await rows(dsn, TOLD) == [bob, *both]


async def test_nobody_is_asked_on_a_day_off_and_a_night_without_workers_is_caught_up(
    database: Database, north: Org, dsn: str
) -> None:
    friday = TODAY + timedelta(days=2)
    away = EnterLeave(by=north.as_admin(), member_id=north.rep, starts_on=TODAY, ends_on=friday)
    await do(database, enter_leave, away)
    auckland = await enrol(database, north.org_id, "ana", team="north", timezone="Pacific/Auckland")
    await look(database, north)
    # workers come back on Thursday at 11:00 in Berlin: in Auckland it is 23:00 of that day
    await remind(database, north, MORNING + timedelta(hours=3))
    expected = sorted([(north.second_rep, "PLAN", True), (auckland, "DONE", True)])
    assert await rows(dsn, TOLD) == expected
    saturday = datetime(2026, 3, 14, 7, tzinfo=UTC)
    await remind(database, north, saturday)
    assert await rows(dsn, TOLD) == expected


async def test_a_change_of_the_cadence_is_seen_at_once(
    database: Database, north: Org, dsn: str
) -> None:
    await look(database, north)
    await remind(database, north, MORNING - timedelta(hours=2))
    early = replace(cadence(north), starts_on=date(2026, 3, 12), plan_at=time(7))
    await do(database, set_check_ins, early, now=MORNING - timedelta(hours=2))
    await remind(database, north, MORNING - timedelta(hours=1))
    assert len(await rows(dsn, TOLD)) == 2


async def test_M5_three_workers_at_once_ask_each_member_once(
    database: Database, north: Org, dsn: str, door_database: Database
) -> None:
    others = [await enrol(database, north.org_id, f"rep{n}", team="north") for n in range(12)]
    await look(database, north)
    work: list[Callable[[], Any]] = [
        partial(remind, database, north, MORNING, limit=limit) for limit in (3, 5, 500)
    ]
    work.append(partial(remind_of_due_check_ins, database, door_database, now=MORNING))
    await together(work)
    await remind_of_due_check_ins(database, door_database, now=MORNING)
    told = [member_id for member_id, _, _ in await rows(dsn, TOLD)]
    assert sorted(told) == sorted([north.rep, north.second_rep, *others])


async def test_M5_a_worker_killed_at_any_statement_leaves_nothing_half_asked(
    database: Database, north: Org, dsn: str
) -> None:
    await look(database, north)
    steps = await kill_at_every_statement(dsn, north, partial(remind_of_check_ins, now=MORNING))
    assert steps > 8
    assert len(await rows(dsn, TOLD)) == 2
