"""What was taken back is taken off the phones that show it, with a real PostgreSQL and real HTTP."""

import asyncio
from datetime import time, timedelta
from uuid import UUID

import pytest

from bellringer.gamification.actions.set_preferences import set_preferences
from bellringer.gamification.commands.preferences import SetPreferences
from bellringer.gamification.facts.preferences import QuietHours
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.store import outbox
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.push.dispatch import Dispatcher
from bellringer.standins.faults import Fault
from bellringer.standins.fcm import FcmStandin
from bellringer.standins.phone import Screen
from bellringer.words import NotificationKind, Platform
from tests.builders import NOW, Org
from tests.conftest import SetClock
from tests.doing import do
from tests.integration.push.telling import register, states
from tests.integration.push.test_dispatch import drain

KEY = "level:2"


async def announce(database: Database, org: Org, *member_ids: UUID, key: str = KEY) -> None:
    made = Announcement(
        announcement_id=new_id(),
        kind=NotificationKind.LEVEL_UP,
        dedupe_key=key,
        params={"level": 2},
        audience=Audience(member_ids=member_ids),
        occurred_at=NOW,
        expires_at=NOW + timedelta(hours=1),
    )
    async with database.transaction(org.org_id) as connection:
        await outbox.append(connection, [made], now=NOW)


async def take_back(database: Database, org: Org, clock: SetClock) -> None:
    async with database.transaction(org.org_id) as connection:
        await outbox.append(connection, (), now=clock.now, withdrawn=[KEY])


def screen(standin: FcmStandin, target: str) -> Screen:
    seen = Screen()
    for each in standin.to(target):
        seen.receive(each.message)
    return seen


async def test_N7_what_is_taken_back_after_it_was_shown_is_taken_off_every_phone_once(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    await register(database, org.as_second_rep(), "pad", platform=Platform.IOS)
    await register(database, org.as_second_rep(), "browser", platform=Platform.WEB)
    await announce(database, org, org.rep, org.second_rep)
    await announce(database, org, org.rep, key="another")
    await drain(dispatcher, stop)
    assert standin.attempts == 4

    clock.now += timedelta(hours=3)  # its news is stale: it is on the screens all the same
    for _ in range(2):
        await take_back(database, org, clock)
    await drain(dispatcher, stop)

    assert standin.attempts == 6
    assert len(screen(standin, "phone").shown) == 1
    assert screen(standin, "pad").shown == {}
    silent = standin.to("pad")[-1].message
    assert "notification" not in silent
    assert silent["apns"]["headers"]["apns-push-type"] == "background"
    assert silent["data"]["tag"] == standin.to("pad")[0].message["android"]["notification"]["tag"]
    # a browser would show something for a push that shows nothing
    assert len(standin.to("browser")) == 1
    assert ("DROPPED", "NO_RECALL", 0) in await states(database, org)


@pytest.mark.parametrize(
    "fault", [Fault(), Fault(is_cut=True, is_accepted=True)], ids=["answered", "answer lost"]
)
async def test_N7_what_is_taken_back_while_it_is_on_its_way_is_taken_off_again(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
    fault: Fault,
) -> None:
    await register(database, org.as_rep(), "phone")
    await announce(database, org, org.rep)
    standin.fail(fault)
    standin.gate.shut()
    sending = asyncio.create_task(dispatcher.round(stop))
    await standin.gate.wait_for(1)
    await take_back(database, org, clock)
    standin.gate.open()
    await sending
    assert len(screen(standin, "phone").shown) == 1

    clock.now += timedelta(minutes=1)
    await drain(dispatcher, stop)

    assert screen(standin, "phone").shown == {}
    assert len(standin.received) == 2
    assert [state for state, *_ in await states(database, org)] == ["SENT"]


async def test_N7_what_may_have_been_shown_before_its_answer_was_lost_is_taken_off_too(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    await announce(database, org, org.rep)
    standin.fail(Fault(is_cut=True, is_accepted=True))
    await drain(dispatcher, stop)
    await take_back(database, org, clock)
    clock.now += timedelta(minutes=1)
    await drain(dispatcher, stop)
    assert screen(standin, "phone").shown == {}
    assert len(standin.received) == 2
    assert await states(database, org) == [("SENT", None, 2)]


async def test_what_is_taken_back_before_anybody_sent_it_costs_no_send(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    await announce(database, org, org.rep)
    await take_back(database, org, clock)
    await drain(dispatcher, stop)
    assert standin.attempts == 0
    assert await states(database, org) == [("DROPPED", "WITHDRAWN", 0)]


async def test_taking_off_is_silent_and_keeps_neither_hours_nor_budget(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    await announce(database, org, org.rep)
    await drain(dispatcher, stop)
    always = QuietHours(starts_at=time(0), ends_at=time(23, 59))
    wishes = SetPreferences(by=org.as_rep(), quiet_hours=always, daily_budget=1)
    await do(database, set_preferences, wishes)
    await take_back(database, org, clock)
    await drain(dispatcher, stop)
    assert screen(standin, "phone").shown == {}
    async with database.transaction(org.org_id) as connection:
        assert await connection.fetchval("SELECT sum(notifications) FROM push_use") == 1


async def test_a_phone_that_can_not_be_reached_for_a_day_keeps_what_it_shows(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    await announce(database, org, org.rep)
    await drain(dispatcher, stop)
    await take_back(database, org, clock)
    clock.now += timedelta(hours=24)
    await drain(dispatcher, stop)
    assert standin.attempts == 1
    assert await states(database, org) == [("DROPPED", "EXPIRED", 0)]
