"""N7: what a member wishes is asked again at the moment of sending, with a real PostgreSQL and real HTTP."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from bellringer.gamification.actions.set_preferences import set_preferences
from bellringer.gamification.commands.preferences import SetPreferences
from bellringer.gamification.errors import InvalidInputError, NotAllowedError
from bellringer.gamification.facts.preferences import QuietHours
from bellringer.models.database import Database
from bellringer.push.dispatch import Dispatcher
from bellringer.standins.fcm import FcmStandin
from bellringer.words import Channel, NotificationKind
from tests.builders import NOW, Org, system
from tests.conftest import SetClock
from tests.doing import do, refuse
from tests.integration.push.telling import register, states, tell
from tests.integration.push.test_dispatch import drain

TEATIME = QuietHours(starts_at=time(15), ends_at=time(17, 30))  # in Berlin, NOW is four o'clock
TEA_ENDS = NOW + timedelta(minutes=90)


async def test_N7_a_push_waits_until_the_quiet_hours_are_over(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    await register(database, org.as_rep(), "rita")
    await register(database, org.as_second_rep(), "bob")
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), quiet_hours=TEATIME))
    await tell(database, org, org.rep, org.second_rep)
    await tell(database, org, org.rep, lasts=timedelta(minutes=80))

    await drain(dispatcher, stop)
    assert (len(standin.to("rita")), len(standin.to("bob"))) == (0, 1)
    clock.now = TEA_ENDS - timedelta(seconds=1)
    await drain(dispatcher, stop)
    assert len(standin.to("rita")) == 0
    clock.now = TEA_ENDS
    await drain(dispatcher, stop)
    assert len(standin.to("rita")) == 1
    # what would have been stale by then stays in the inbox
    assert ("DROPPED", "QUIET_HOURS", 0) in await states(database, org)


async def test_N7_wishes_changed_while_a_push_waits_hold_for_it(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    await register(database, org.as_rep(), "rita")
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), quiet_hours=TEATIME))
    await tell(database, org, org.rep)
    await drain(dispatcher, stop)
    muted = ((NotificationKind.LEVEL_UP, Channel.PUSH, False),)
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), wanted=muted))
    clock.now = TEA_ENDS
    await drain(dispatcher, stop)
    assert standin.to("rita") == []
    assert await states(database, org) == [("DROPPED", "MUTED", 0)]


async def test_the_budget_counts_notifications_not_phones_and_starts_anew_each_day(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    await register(database, org.as_rep(), "phone")
    await register(database, org.as_rep(), "tablet")
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), daily_budget=2))
    for _ in range(3):
        await tell(database, org, org.rep)
    await drain(dispatcher, stop)
    assert (len(standin.to("phone")), len(standin.to("tablet"))) == (2, 2)
    await tell(database, org, org.rep)
    await drain(dispatcher, stop)
    assert (len(standin.to("phone")), len(standin.to("tablet"))) == (2, 2)
    clock.now = NOW + timedelta(hours=8)  # midnight in Berlin
    await tell(database, org, org.rep, now=clock.now)
    await drain(dispatcher, stop)
    assert (len(standin.to("phone")), len(standin.to("tablet"))) == (3, 3)


async def test_the_organizations_wishes_hold_until_a_member_has_own_ones(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "rita")
    await register(database, org.as_second_rep(), "bob")
    theirs = SetPreferences(by=org.as_admin(), daily_budget=0, for_organization=True)
    await do(database, set_preferences, theirs)
    await do(database, set_preferences, SetPreferences(by=org.as_second_rep()))
    await tell(database, org, org.rep, org.second_rep)
    await drain(dispatcher, stop)
    assert (len(standin.to("rita")), len(standin.to("bob"))) == (0, 1)


async def test_what_the_organization_calls_urgent_waits_for_nobody(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "rita")
    urgent = frozenset({NotificationKind.LEVEL_UP})
    theirs = SetPreferences(by=org.as_admin(), urgent=urgent, for_organization=True)
    await do(database, set_preferences, theirs)
    own = SetPreferences(by=org.as_rep(), quiet_hours=TEATIME, daily_budget=0)
    await do(database, set_preferences, own)
    await tell(database, org, org.rep)
    await drain(dispatcher, stop)
    assert len(standin.to("rita")) == 1


async def test_wishes_that_can_not_be_kept_or_are_not_ones_own_are_refused(
    database: Database, org: Org, dsn: str
) -> None:
    endless = QuietHours(starts_at=time(8), ends_at=time(8))
    for asked, refusal in (
        (SetPreferences(by=org.as_rep(), quiet_hours=endless), InvalidInputError),
        (SetPreferences(by=org.as_rep(), daily_budget=1_001), InvalidInputError),
        (SetPreferences(by=org.as_manager(), for_organization=True), NotAllowedError),
        (SetPreferences(by=system(org.org_id)), NotAllowedError),
    ):
        await refuse(database, dsn, set_preferences, asked, refusal)


async def test_a_digest_is_over_no_budget_and_counts_for_none_but_waits_for_quiet_hours(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    await register(database, org.as_rep(), "rita")
    frugal = SetPreferences(by=org.as_rep(), daily_budget=1, quiet_hours=TEATIME)
    await do(database, set_preferences, frugal)
    day: dict[str, object] = {"on": "2026-03-11", "day_on": "2026-03-10", "points": 3}
    for _ in range(2):
        await tell(database, org, org.rep, kind=NotificationKind.DIGEST, params=day)
    await tell(database, org, org.rep)
    await tell(database, org, org.rep)
    await drain(dispatcher, stop)
    assert standin.to("rita") == []
    clock.now = TEA_ENDS
    await drain(dispatcher, stop)
    assert sorted(await states(database, org)) == [
        ("DROPPED", "OVER_BUDGET", 0),
        ("SENT", None, 1),
        ("SENT", None, 1),
        ("SENT", None, 1),
    ]


@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        # clocks in Berlin go forward on 29 March 2026, and back on 25 October
        (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC)),
        (datetime(2026, 10, 24, 21, 30, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC)),
    ],
)
async def test_N7_over_midnight_and_a_change_of_the_clock_phones_ring_at_seven_on_the_wall(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
    clock: SetClock,
    evening: datetime,
    morning: datetime,
) -> None:
    await register(database, org.as_rep(), "rita")
    night = QuietHours(starts_at=time(22), ends_at=time(7))
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), quiet_hours=night))
    await tell(database, org, org.rep, now=evening)
    for clock.now in (evening, morning - timedelta(seconds=1)):
        await drain(dispatcher, stop)
        assert standin.to("rita") == []
    clock.now = morning
    await drain(dispatcher, stop)
    assert len(standin.to("rita")) == 1
