"""N7: what has lapsed by the moment of sending is not sent, with a real PostgreSQL and real HTTP."""

import asyncio
from datetime import date, timedelta

from bellringer.gamification.actions.coaching.check_in import close_day
from bellringer.gamification.actions.coaching.create_action_item import create_action_item
from bellringer.gamification.actions.coaching.set_check_ins import set_check_ins
from bellringer.gamification.actions.coaching.update_action_item import update_action_item
from bellringer.gamification.actions.enter_leave import enter_leave
from bellringer.gamification.commands.calendars import EnterLeave
from bellringer.gamification.commands.coaching.action_items import (
    CreateActionItem,
    UpdateActionItem,
)
from bellringer.gamification.commands.coaching.check_ins import CloseDay, SetCheckIns
from bellringer.models.database import Database
from bellringer.push.dispatch import Dispatcher
from bellringer.standins.fcm import FcmStandin
from bellringer.words import ActionItemState, NotificationKind
from tests.builders import NOW, Org
from tests.conftest import SetClock
from tests.doing import do, rows
from tests.integration.push.telling import register, states, tell
from tests.integration.push.test_dispatch import drain
from tests.integration.test_alarms import AFTERNOON, call, look, warn
from tests.integration.test_closing import sell
from tests.recording import agreed_goal


async def test_N7_who_keeps_the_streak_meanwhile_is_not_rung(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    await register(database, org.as_rep(), "rita")
    await register(database, org.as_second_rep(), "bob")
    await call(database, org, org.rep, org.second_rep)
    await look(database, org)
    await warn(database, org, AFTERNOON)
    await call(database, org, org.rep, on=date(2026, 3, 12), now=AFTERNOON)
    clock.now = AFTERNOON
    await drain(dispatcher, stop)
    assert (len(standin.to("rita")), len(standin.to("bob"))) == (0, 1)
    assert await states(database, org) == [("SENT", None, 1), ("DROPPED", "NO_LONGER_SO", 0)]


async def test_N7_who_meets_the_goal_or_decides_meanwhile_is_not_rung(
    database: Database,
    org: Org,
    dsn: str,
    dispatcher: Dispatcher,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    await register(database, org.as_rep(), "rita")
    await register(database, org.as_manager(), "sue")
    goal_id = await agreed_goal(database, org, metric_key="deals", target=1)
    reminder = {"goal_id": str(goal_id), "missing": 1, "days": 3}
    await tell(database, org, org.rep, kind=NotificationKind.PERIOD_CLOSING, params=reminder)
    await tell(
        database, org, org.manager, kind=NotificationKind.APPROVAL_WAITING, params={"items": 1}
    )
    await sell(database, org, "1")
    clock.now = NOW + timedelta(minutes=1)
    await drain(dispatcher, stop)
    ends = """
        SELECT kind, state, outcome FROM delivery
          JOIN notification USING (org_id, notification_id)
          JOIN announcement USING (org_id, announcement_id)
         WHERE kind IN ('APPROVAL_WAITING', 'PERIOD_CLOSING') ORDER BY kind"""
    assert await rows(dsn, ends) == [
        ("APPROVAL_WAITING", "DROPPED", "NO_LONGER_SO"),
        ("PERIOD_CLOSING", "DROPPED", "NO_LONGER_SO"),
    ]


async def test_N7_who_checks_in_meanwhile_or_has_the_day_off_is_not_rung(
    database: Database,
    org: Org,
    dsn: str,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    for by, name in ((org.as_rep(), "rita"), (org.as_second_rep(), "bob")):
        await register(database, by, name)
    today = NOW.date()
    await do(
        database,
        set_check_ins,
        SetCheckIns(by=org.as_manager(), team_id=org.north, starts_on=today),
    )
    asked: dict[str, str | int] = {"on": today.isoformat(), "part": "DONE"}
    for member_id in (org.rep, org.second_rep):
        await tell(database, org, member_id, kind=NotificationKind.CHECK_IN_DUE, params=asked)
    await do(database, close_day, CloseDay(by=org.as_rep(), text="Well"))
    clock.now = NOW + timedelta(minutes=1)
    await drain(dispatcher, stop)
    assert (len(standin.to("rita")), len(standin.to("bob"))) == (0, 1)
    away = EnterLeave(
        by=org.as_admin(),
        member_id=org.second_rep,
        starts_on=today,
        ends_on=today + timedelta(days=1),
    )
    await do(database, enter_leave, away)
    await tell(database, org, org.second_rep, kind=NotificationKind.CHECK_IN_DUE, params=asked)
    await drain(dispatcher, stop)
    assert len(standin.to("bob")) == 1


async def test_N7_who_has_done_all_that_is_due_is_not_rung(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    made = {}
    for by, name in ((org.as_rep(), "rita"), (org.as_second_rep(), "bob")):
        await register(database, by, name)
        assert by.member_id
        item = CreateActionItem(by=by, owner_id=by.member_id, text="Call", due_on=NOW.date())
        made[name] = await do(database, create_action_item, item)
        due: dict[str, str | int] = {"on": "2026-03-11", "until": "2026-03-12", "items": 1}
        await tell(database, org, by.member_id, kind=NotificationKind.ACTION_ITEM_DUE, params=due)
    done = UpdateActionItem(
        by=org.as_rep(), action_item_id=made["rita"], state=ActionItemState.DONE
    )
    await do(database, update_action_item, done)
    clock.now = NOW + timedelta(minutes=1)
    await drain(dispatcher, stop)
    assert (len(standin.to("rita")), len(standin.to("bob"))) == (0, 1)


async def test_N7_what_is_still_so_is_told(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "rita")
    goal_id = await agreed_goal(database, org, metric_key="deals", target=1)
    reminder = {"goal_id": str(goal_id), "missing": 1, "days": 3}
    await tell(database, org, org.rep, kind=NotificationKind.PERIOD_CLOSING, params=reminder)
    await drain(dispatcher, stop)
    assert await states(database, org) == [("SENT", None, 1)]
    assert len(standin.to("rita")) == 1
