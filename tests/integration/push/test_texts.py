"""Texts: what members wish goes to the system that takes them, with a real PostgreSQL and a real receiver."""

import asyncio
import json
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from bellringer.gamification.actions.create_webhook import create_webhook
from bellringer.gamification.actions.disable_webhook import disable_webhook
from bellringer.gamification.actions.set_preferences import set_preferences
from bellringer.gamification.commands.preferences import SetPreferences
from bellringer.gamification.commands.webhooks import CreateWebhook, DisableWebhook
from bellringer.gamification.facts.preferences import QuietHours
from bellringer.models.database import Database
from bellringer.node_ids import pack
from bellringer.push.dispatch import Dispatcher
from bellringer.words import Channel, NotificationKind
from tests.builders import NOW, Org
from tests.conftest import SetClock
from tests.doing import do, rows
from tests.integration.push.systems import System
from tests.integration.push.telling import register
from tests.integration.push.test_dispatch import drain
from tests.integration.push.test_webhooks import cross

WISHED = ((NotificationKind.GOAL_MET, Channel.TEXT, True),)


async def taking(database: Database, org: Org, url: str) -> UUID:
    asked = CreateWebhook(by=org.as_admin(), url=url, kinds=(), takes_texts=True)
    webhook_id, _ = await do(database, create_webhook, asked)
    return webhook_id


def told(system: System) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in system.heard]


async def settled(dsn: str) -> list[tuple[Any, ...]]:
    return await rows(dsn, "SELECT channel, state, outcome FROM delivery ORDER BY channel")


async def test_who_wishes_it_is_texted_in_its_own_language_and_nobody_else(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
) -> None:
    await taking(database, org, system.url)
    await rows(dsn, "UPDATE profile SET locale = 'de' WHERE email = 'rita@example.com'")
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), wanted=WISHED))
    kudos = ((NotificationKind.KUDOS, Channel.TEXT, True),)
    await do(database, set_preferences, SetPreferences(by=org.as_manager(), wanted=kudos))
    await cross(database, org)
    await drain(telling(), stop)

    [event] = told(system)
    assert (event["type"], event["timestamp"]) == ("text", NOW.isoformat())
    text = event["data"]
    assert (text["organization"], text["kind"]) == ("acme", "goal_met")
    assert (text["reader"], text["email"]) == (pack("Member", org.rep), "rita@example.com")
    assert text["title"] == "Ziel erreicht!"
    assert text["body"].startswith("Du hast")
    assert await settled(dsn) == [("TEXT", "SENT", None)]


async def test_a_text_comes_beside_the_push_and_neither_waits_for_the_other(
    telling: Callable[[], Dispatcher],
    dispatcher: Dispatcher,
    system: System,
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "rita")
    await taking(database, org, system.url)
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), wanted=WISHED))
    await cross(database, org)
    await drain(telling(), stop)
    assert [event["type"] for event in told(system)] == ["text"]
    await drain(dispatcher, stop)
    assert set(await settled(dsn)) == {("PUSH", "SENT", None), ("TEXT", "SENT", None)}


async def test_N7_a_text_keeps_quiet_hours_and_wishes_of_the_moment(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    await taking(database, org, system.url)
    teatime = QuietHours(starts_at=time(15), ends_at=time(17, 30))  # NOW is four o'clock
    wishes = SetPreferences(by=org.as_rep(), wanted=WISHED, quiet_hours=teatime)
    await do(database, set_preferences, wishes)
    await cross(database, org)
    await drain(telling(), stop)
    assert system.heard == []
    clock.now += timedelta(minutes=90)
    unwished = ((NotificationKind.GOAL_MET, Channel.TEXT, False),)
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), wanted=unwished))
    await drain(telling(), stop)
    assert system.heard == []
    assert await settled(dsn) == [("TEXT", "DROPPED", "MUTED")]


async def test_without_a_system_that_takes_them_nothing_is_texted(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
) -> None:
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), wanted=WISHED))
    await cross(database, org, "before")
    assert await settled(dsn) == []
    webhook_id = await taking(database, org, system.url)
    await cross(database, org, "meanwhile")
    await do(database, disable_webhook, DisableWebhook(by=org.as_admin(), webhook_id=webhook_id))
    await drain(telling(), stop)
    assert system.heard == []
    assert await settled(dsn) == [("TEXT", "DROPPED", "WEBHOOK_DISABLED")]
