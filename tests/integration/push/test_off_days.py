"""N7: an off-day that turned out to be none is not sent, with a real PostgreSQL and real HTTP."""

import asyncio

from bellringer.models.database import Database
from bellringer.push.dispatch import Dispatcher
from bellringer.standins.fcm import FcmStandin
from tests.builders import Org
from tests.conftest import SetClock
from tests.integration.coaching.habits import NOON, done, look
from tests.integration.coaching.test_off_days import ON, at_once, morning
from tests.integration.push.telling import register, states
from tests.integration.push.test_dispatch import drain


async def test_N7_a_flag_that_does_not_hold_any_more_is_not_sent(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    await at_once(database, org)
    await register(database, org.as_rep(), "rita")
    await register(database, org.as_manager(), "sue")
    await morning(database, org)
    await look(database, org)
    await done(database, org, org.rep, ON, 11)
    clock.now = NOON
    await drain(dispatcher, stop)
    assert (standin.to("rita"), standin.to("sue")) == ([], [])
    assert {each[:2] for each in await states(database, org)} == {("DROPPED", "NO_LONGER_SO")}
