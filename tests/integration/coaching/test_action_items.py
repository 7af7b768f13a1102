"""Action items: who takes what on, what became of it, and who is told on which morning, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from bellringer.gamification.actions.coaching.create_action_item import create_action_item
from bellringer.gamification.actions.coaching.remind_of_action_items import (
    remind_of_action_items,
)
from bellringer.gamification.actions.coaching.update_action_item import update_action_item
from bellringer.gamification.actions.enter_leave import enter_leave
from bellringer.gamification.commands.calendars import EnterLeave
from bellringer.gamification.commands.coaching.action_items import (
    CreateActionItem,
    UpdateActionItem,
)
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    UnknownMemberError,
)
from bellringer.gamification.store import alarms
from bellringer.gamification.store.coaching import action_items
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.timetable import remind_of_due_action_items
from bellringer.words import ActionItemState, ActionItemStepKind, Alarm, Role
from tests.builders import NOW, Org, enrol, member
from tests.doing import do, refuse, rows
from tests.killing import kill_at_every_statement
from tests.recording import together

FRIDAY = date(2026, 3, 13)
MORNING = datetime(2026, 3, 13, 7, 30, tzinfo=UTC)  # Friday, 08:30 in Berlin
TOLD = """
SELECT member_id, (params ->> 'items')::int FROM notification
  JOIN announcement USING (org_id, announcement_id) WHERE kind = 'ACTION_ITEM_DUE'
 ORDER BY announcement.created_at, member_id
"""
S = ActionItemStepKind


def item(org: Org, *, due_on: date = FRIDAY) -> CreateActionItem:
    return CreateActionItem(
        by=org.as_manager(), owner_id=org.rep, text="Call the clinic", due_on=due_on
    )


async def steps(
    database: Database, org: Org, made: UUID
) -> list[tuple[S, UUID | None, date | None]]:
    async with database.reading(org.org_id) as connection:
        taken = (await action_items.steps(connection, [made]))[made]
    return [(each.kind, each.taken_by, each.due_on) for each in taken]


async def test_members_take_on_what_they_or_who_leads_them_put_down(
    database: Database, org: Org, dsn: str
) -> None:
    asked = item(org)
    olaf = await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    south = member(org.org_id, olaf, Role.MANAGER, leads=frozenset({org.south}))

    async def refused(why: type[Exception], **changed: Any) -> None:
        await refuse(database, dsn, create_action_item, replace(asked, **changed), why)  # type: ignore[arg-type]

    await refused(NotAllowedError, by=org.as_second_rep())
    await refused(NotAllowedError, by=south)
    await refused(UnknownMemberError, owner_id=new_id())
    await refused(InvalidTextError, text=" ")
    await refused(InvalidTextError, text="x" * 501)
    await refused(InvalidInputError, due_on=NOW.date() - timedelta(days=1))
    await refused(InvalidInputError, due_on=NOW.date() + timedelta(days=732))
    await refused(NotFoundError, one_on_one_id=new_id())
    for by in (org.as_manager(), org.as_rep(), org.as_admin()):
        await do(database, create_action_item, replace(asked, by=by))
    assert await rows(dsn, "SELECT count(*), min(state) FROM action_item") == [(3, "OPEN")]


async def test_every_step_of_an_action_item_stays_on_record(
    database: Database, org: Org, dsn: str
) -> None:
    made = await do(database, create_action_item, item(org))
    done = UpdateActionItem(by=org.as_rep(), action_item_id=made, state=ActionItemState.DONE)
    for stranger in (org.as_second_rep(),):
        unseen = replace(done, by=stranger)
        await refuse(database, dsn, update_action_item, unseen, NotFoundError)
    past = replace(done, state=None, due_on=NOW.date() - timedelta(days=1))
    await refuse(database, dsn, update_action_item, past, InvalidInputError)
    later = FRIDAY + timedelta(days=7)
    for asked in (
        done,
        done,
        replace(done, by=org.as_manager(), state=ActionItemState.OPEN, due_on=later),
        replace(done, state=ActionItemState.DROPPED),
    ):
        await do(database, update_action_item, asked)
    assert await steps(database, org, made) == [
        (S.CREATED, org.manager, FRIDAY),
        (S.DONE, org.rep, None),
        (S.REOPENED, org.manager, None),
        (S.MOVED, org.manager, later),
        (S.DROPPED, org.rep, None),
    ]


async def remind(database: Database, org: Org, now: datetime, *, limit: int = 500) -> bool:
    async with database.transaction(org.org_id) as connection:
        return await remind_of_action_items(connection, now=now, limit=limit)


async def look(database: Database, org: Org, now: datetime = NOW) -> None:
    async with database.transaction(org.org_id) as connection:
        await alarms.fill(connection, [Alarm.ACTION_ITEM], now=now)


async def test_what_is_due_is_told_once_on_its_morning_and_before_a_day_off(
    database: Database, org: Org, dsn: str
) -> None:
    for due_on in (FRIDAY, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=3)):
        await do(database, create_action_item, item(org, due_on=due_on))
    closed = await do(database, create_action_item, item(org))
    done = UpdateActionItem(by=org.as_rep(), action_item_id=closed, state=ActionItemState.DONE)
    await do(database, update_action_item, done)
    await look(database, org)
    await remind(database, org, NOW)
    await remind(database, org, MORNING - timedelta(seconds=1))
    assert await rows(dsn, TOLD) == []
    for after in (0, 1, 24, 48):
        await remind(database, org, MORNING + timedelta(hours=after))
    # Friday's, and Saturday's with it; nothing at the weekend
    assert await rows(dsn, TOLD) == [(org.rep, 2)]
    await remind(database, org, MORNING + timedelta(days=3))
    assert await rows(dsn, TOLD) == [(org.rep, 2), (org.rep, 1)]


async def test_on_leave_nobody_is_told_and_before_it_of_what_falls_into_it(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, create_action_item, item(org, due_on=date(2026, 3, 18)))
    away = EnterLeave(
        by=org.as_admin(),
        member_id=org.rep,
        starts_on=date(2026, 3, 16),
        ends_on=date(2026, 3, 21),
    )
    await do(database, enter_leave, away)
    await look(database, org)
    for day in range(8):
        await remind(database, org, MORNING + timedelta(days=day))
    [(who, items)] = await rows(dsn, TOLD)
    assert (who, items) == (org.rep, 1)
    told_at = await rows(dsn, "SELECT created_at FROM announcement WHERE kind = 'ACTION_ITEM_DUE'")
    assert told_at == [(MORNING,)]


async def test_M5_three_workers_at_once_tell_each_owner_once_and_a_killed_one_leaves_nothing(
    database: Database, org: Org, dsn: str, door_database: Database
) -> None:
    await do(database, create_action_item, item(org))
    await do(database, create_action_item, replace(item(org), owner_id=org.second_rep))
    await look(database, org)
    steps_taken = await kill_at_every_statement(
        dsn, org, partial(remind_of_action_items, now=MORNING, limit=1)
    )
    assert steps_taken > 5
    work: list[Callable[[], Any]] = [
        partial(remind, database, org, MORNING, limit=limit) for limit in (1, 2, 500)
    ]
    work.append(partial(remind_of_due_action_items, database, door_database, now=MORNING))
    await together(work)
    await remind_of_due_action_items(database, door_database, now=MORNING)
    assert sorted(await rows(dsn, TOLD)) == sorted([(org.rep, 1), (org.second_rep, 1)])
