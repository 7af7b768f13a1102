"""A day on which all goes wrong that can, from a seed, with the real firebase-admin and real HTTP."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bellringer.models.database import Database
from bellringer.node_ids import pack
from bellringer.push.dispatch import Dispatcher
from bellringer.push.sending import SENDS_AT_ONCE
from bellringer.standins.faults import (
    GONE,
    NO_ADDRESS,
    OF_ANOTHER_PROJECT,
    Fault,
    Weather,
    rough,
)
from bellringer.standins.fcm import FcmStandin
from bellringer.standins.phone import Screen
from tests.builders import NOW, Org
from tests.conftest import SetClock
from tests.integration.push.telling import closed, register, tell
from tests.integration.push.test_dispatch import drain

DEAD = {"sold": GONE, "of-another-app": OF_ANOTHER_PROJECT, "mistyped": NO_ADDRESS}
LIVING = ("phone", "tablet", "watch", "bobs", "sues")
NEWS = 60


async def to_the_end(
    dispatcher: Dispatcher, database: Database, org: Org, clock: SetClock, stop: asyncio.Event
) -> None:
    """Go on until nothing waits any more; time passes only while nothing is due."""
    for _ in range(500):
        await drain(dispatcher, stop)
        async with database.transaction(org.org_id) as connection:
            next_at = await connection.fetchval(
                "SELECT min(next_at) FROM delivery WHERE org_id = $1 AND state = 'PENDING'",
                org.org_id,
            )
        if next_at is None:
            return
        clock.now = max(next_at, dispatcher.opens_at())
    raise AssertionError("it does not end")


async def everybody_hears(database: Database, org: Org) -> dict[str, list[str]]:
    """Tell all members of everything; return the notifications of each living phone."""
    phones = {
        **dict.fromkeys(("phone", "tablet", "watch", *DEAD), org.as_rep()),
        "bobs": org.as_second_rep(),
        "sues": org.as_manager(),
    }
    for target, by in phones.items():
        await register(database, by, target)
    members = (org.rep, org.second_rep, org.manager)
    due: dict[str, list[str]] = {target: [] for target in LIVING}
    for _ in range(NEWS):
        told = dict(zip(members, await tell(database, org, *members), strict=True))
        for target in LIVING:
            member_id = phones[target].member_id
            assert member_id is not None
            due[target].append(pack("Notification", told[member_id]))
    return due


def screens(standin: FcmStandin) -> dict[str, Screen]:
    seen: dict[str, Screen] = {}
    for each in standin.received:
        seen.setdefault(each.target, Screen()).receive(each.message)
    return seen


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_N3_N6_on_a_rough_day_every_phone_shows_everything_once_and_nobody_is_hurried(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
    seed: int,
) -> None:
    due = await everybody_hears(database, org)
    standin.faults.phones.update(DEAD)
    standin.faults.weather = rough(seed)
    standin.faults.token_statuses.extend((500, 403))

    await to_the_end(dispatcher, database, org, clock, stop)

    assert {target: set(screen.rang) for target, screen in screens(standin).items()} == {
        target: set(told) for target, told in due.items()
    }
    assert all(len(screen.shown) == NEWS for screen in screens(standin).values())
    assert standin.journal.early == []
    assert standin.journal.most_meanwhile < SENDS_AT_ONCE
    assert standin.journal.repeated == []
    # what comes twice are messages whose answer was lost, and no other
    copies = len(standin.received) - NEWS * len(LIVING)
    assert copies == standin.journal.lost <= 0.02 * NEWS * len(LIVING)
    assert {
        target: reason for target, reason in (await closed(database, org)).items() if reason
    } == {target: fault.code for target, fault in DEAD.items()}
    async with database.transaction(org.org_id) as connection:
        found = await connection.fetch(
            "SELECT target, state FROM delivery JOIN device USING (org_id, device_id)"
            " WHERE org_id = $1 AND target <> ALL ($2::text[])",
            org.org_id,
            list(DEAD),
        )
    assert Counter(row["state"] for row in found) == {"SENT": NEWS * len(LIVING)}


async def test_N4_on_a_fine_day_nothing_comes_twice(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    due = await everybody_hears(database, org)
    standin.faults.phones.update(DEAD)
    await to_the_end(dispatcher, database, org, clock, stop)
    assert len(standin.received) == sum(len(told) for told in due.values())
    assert {
        target: len(screen.rang) for target, screen in screens(standin).items()
    } == dict.fromkeys(LIVING, NEWS)


async def test_N6_a_day_of_malformed_messages_is_a_day_of_dead_letters(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await everybody_hears(database, org)
    wrong = Fault(status=400, field="message.android.ttl")
    standin.faults.weather = Weather(seed=4, shares=((0.2, wrong), (0.2, Fault(status=503))))

    await to_the_end(dispatcher, database, org, clock, stop)

    assert standin.journal.repeated == []
    assert len(standin.journal.refused) > 0
    async with database.transaction(org.org_id) as connection:
        found = await connection.fetch(
            "SELECT state, outcome FROM delivery WHERE org_id = $1", org.org_id
        )
    assert Counter((row["state"], row["outcome"]) for row in found)[
        "DEAD", "INVALID_ARGUMENT"
    ] == len(standin.journal.refused)
    assert await closed(database, org) == dict.fromkeys((*LIVING, *DEAD))


async def test_N3_an_outage_of_an_hour_loses_nothing_that_is_younger_than_its_news(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    ids = [
        (await tell(database, org, org.rep, now=NOW + timedelta(minutes=each)))[0]
        for each in range(30)
    ]
    down = Weather(seed=0, shares=((1.0, Fault(status=503)),))
    standin.faults.weather = down
    while clock.now < NOW + timedelta(hours=1):
        await drain(dispatcher, stop)
        clock.now += timedelta(minutes=1)
    assert list(standin.received) == []
    standin.faults.weather = None

    await to_the_end(dispatcher, database, org, clock, stop)

    assert {each.message["data"]["notification_id"] for each in standin.to("phone")} == {
        pack("Notification", each) for each in ids
    }
    assert len(standin.received) == 30
    assert clock.now < NOW + timedelta(hours=1, minutes=40)
