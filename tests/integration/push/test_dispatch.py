"""Deliveries seen through to the phones, with a real PostgreSQL, the real firebase-admin and real HTTP."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.rules.deliveries import Answer, Sent, settle
from bellringer.gamification.store import deliveries
from bellringer.models.database import Connection, Database, DatabaseUnavailableError
from bellringer.node_ids import pack
from bellringer.push import dispatch, turn
from bellringer.push.dispatch import Dispatcher
from bellringer.push.fcm import TIMEOUT_SECONDS, Fcm
from bellringer.push.port import Push, Ways
from bellringer.push.sending import SENDS_AT_ONCE
from bellringer.push.turn import LEASE, SEND_LIMIT
from bellringer.standins.faults import GONE, NO_ADDRESS, OF_ANOTHER_PROJECT, Fault
from bellringer.standins.fcm import FcmStandin
from bellringer.words import DeviceTarget, NotificationKind
from tests import builders
from tests.builders import NOW, Org
from tests.conftest import SetClock
from tests.integration.push.telling import change, closed, register, states, tell

Worker = Callable[[], Dispatcher]
PUSH = Push(
    organization="acme",
    notification_id=UUID(int=2),
    tag=UUID(int=2),
    kind=NotificationKind.LEVEL_UP,
    target_kind=DeviceTarget.FCM_FID,
    target="phone",
    title="Level 2",
    body="Well done",
    path="/",
    thread="levels",
    badge=1,
    expires_at=NOW + timedelta(hours=1),
)


class FailingDatabase(Database):
    """Can't be reached as often as it is told."""

    failures_left = 0
    door: Database

    @asynccontextmanager
    async def transaction(self, org_id: UUID) -> AsyncIterator[Connection]:
        self._fail()
        async with super().transaction(org_id) as connection:
            yield connection

    @asynccontextmanager
    async def outside(self) -> AsyncIterator[Connection]:
        self._fail()
        async with self.door.outside() as connection:
            yield connection

    def _fail(self) -> None:
        if self.failures_left:
            self.failures_left -= 1
            raise DatabaseUnavailableError("gone for a while")


async def drain(dispatcher: Dispatcher, stop: asyncio.Event) -> int:
    """Run rounds until nothing is due; return how many deliveries were taken."""
    taken = 0
    while now_taken := await dispatcher.round(stop):
        taken += now_taken
    return taken


@pytest.mark.parametrize(
    ("phone", "member", "title"),
    [
        ("it", "fr", "Niveau 2"),
        ("de-AT", "fr", "Stufe 2"),
        (None, "it", "Nivel 2"),
        ("it", None, "Nivel 2"),
    ],
)
async def test_a_push_speaks_the_first_language_of_phone_member_and_organization_that_is_spoken(
    dispatcher: Dispatcher,
    standin: FcmStandin,
    database: Database,
    org: Org,
    stop: asyncio.Event,
    phone: str | None,
    member: str | None,
    title: str,
) -> None:
    await change(database, org, "UPDATE organization SET locale = 'es' WHERE org_id = $1")
    await change(
        database,
        org,
        "UPDATE profile SET locale = $3 WHERE org_id = $1 AND member_id = $2",
        org.rep,
        member,
    )
    await register(database, org.as_rep(), "phone", locale=phone)
    await tell(database, org, org.rep)
    assert await dispatcher.round(stop) == 1
    [shown] = standin.to("phone")
    assert shown.message["notification"]["title"] == title


async def test_one_notification_rings_each_phone_of_its_member_once(
    database: Database, org: Org, dispatcher: Dispatcher, standin: FcmStandin, stop: asyncio.Event
) -> None:
    await register(database, org.as_rep(), "fid-1")
    await register(
        database, org.as_rep(), "token-1", target_kind=DeviceTarget.FCM_TOKEN, locale="de-DE"
    )
    await register(database, org.as_second_rep(), "fid-of-bob")
    [notification_id] = await tell(database, org, org.rep)

    assert await drain(dispatcher, stop) == 2

    english, german = standin.to("fid-1"), standin.to("token-1")
    assert len(english) == len(german) == 1
    assert english[0].message["notification"]["title"] == "Level 2"
    assert german[0].message["notification"]["title"] == "Stufe 2"
    assert english[0].message["data"]["notification_id"] == pack("Notification", notification_id)
    assert english[0].message["apns"]["payload"]["aps"]["badge"] == 1
    assert standin.to("fid-of-bob") == []
    assert await states(database, org) == [("SENT", None, 1), ("SENT", None, 1)]
    assert await drain(dispatcher, stop) == 0


@pytest.mark.parametrize(
    "fault", [GONE, OF_ANOTHER_PROJECT, NO_ADDRESS], ids=lambda each: each.code
)
async def test_N5_of_a_dead_phone_with_many_due_only_what_is_under_way_is_sent_in_vain(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
    fault: Fault,
) -> None:
    await register(database, org.as_rep(), "dead")
    await register(database, org.as_rep(), "living")
    standin.faults.phones["dead"] = fault
    for _ in range(60):
        await tell(database, org, org.rep)

    await drain(dispatcher, stop)

    assert len(standin.to("living")) == 60
    assert standin.attempts - 60 <= SENDS_AT_ONCE
    found = Counter(await states(database, org))
    assert found["SENT", None, 1] == 60
    assert found["DEAD", fault.code, 1] == standin.attempts - 60
    assert found["DROPPED", "DEVICE_CLOSED", 0] == 120 - standin.attempts
    assert await closed(database, org) == {"dead": fault.code, "living": None}
    await tell(database, org, org.rep)
    await drain(dispatcher, stop)
    assert len(standin.to("living")) == 61
    assert standin.journal.repeated == []


async def test_N5_a_dead_phone_is_gone_and_the_other_still_rings(
    database: Database,
    door_database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "dead")
    await register(database, org.as_rep(), "living")
    standin.faults.phones["dead"] = GONE

    await tell(database, org, org.rep)
    await drain(dispatcher, stop)
    await tell(database, org, org.rep)
    await drain(dispatcher, stop)

    assert await closed(database, org) == {"dead": "UNREGISTERED", "living": None}
    assert len(standin.to("living")) == 2
    assert await states(database, org) == [
        ("DEAD", "UNREGISTERED", 1),
        ("SENT", None, 1),
        ("SENT", None, 1),
    ]
    async with door_database.outside() as connection:
        assert (
            await connection.fetchval("SELECT count(*) FROM door.entry WHERE kind = 'DEVICE'") == 1
        )


async def test_N5_a_phone_that_another_member_signed_in_on_does_not_ring_for_the_first(
    database: Database, org: Org, dispatcher: Dispatcher, standin: FcmStandin, stop: asyncio.Event
) -> None:
    await register(database, org.as_rep(), "shared")
    await tell(database, org, org.rep)
    await register(database, org.as_second_rep(), "shared")

    await drain(dispatcher, stop)

    assert list(standin.received) == []
    assert await states(database, org) == [("DROPPED", "DEVICE_MOVED", 0)]
    assert await closed(database, org) == {"shared": None}


async def test_a_phone_that_changed_hands_between_organizations_rings_for_the_newest_only(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
) -> None:
    other = await builders.organization(database, slug="other")
    await register(database, org.as_rep(), "phone")
    await register(database, other.as_rep(), "phone", now=NOW + timedelta(seconds=1))
    await tell(database, org, org.rep)
    await tell(database, other, other.rep)

    await drain(dispatcher, stop)

    assert [each.message["data"]["org"] for each in standin.received] == ["other"]
    assert await states(database, org) == [("DROPPED", "CLAIM_LOST", 0)]
    assert await closed(database, org) == {"phone": "CLAIM_LOST"}
    assert await closed(database, other) == {"phone": None}


async def test_a_person_in_two_organizations_hears_of_both_on_one_phone(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
) -> None:
    other = await builders.organization(database, slug="other")
    for each in (org, other):
        await change(
            database,
            each,
            "INSERT INTO identity (org_id, member_id, identity_sha256, bound_at)"
            " VALUES ($1, $2, '\\x01', $3)",
            each.rep,
            NOW,
        )
        await register(database, each.as_rep(), "phone")
        await tell(database, each, each.rep)

    await drain(dispatcher, stop)

    assert len(standin.received) == 2
    assert await closed(database, org) == {"phone": None}


async def test_N6_retry_after_is_obeyed_for_the_whole_sender(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    await tell(database, org, org.rep)
    standin.fail(Fault(status=429, retry_after=120))

    await drain(dispatcher, stop)
    assert await states(database, org) == [("PENDING", "QUOTA_EXCEEDED", 1)]

    await tell(database, org, org.rep)
    clock.now = NOW + timedelta(seconds=119)
    assert await dispatcher.round(stop) == 0
    assert standin.attempts == 1

    clock.now = NOW + timedelta(seconds=126)
    await drain(dispatcher, stop)
    assert len(standin.received) == 2
    assert [state for state, *_ in await states(database, org)] == ["SENT", "SENT"]


async def test_N6_a_fault_of_the_server_is_tried_again_later(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    await tell(database, org, org.rep)
    standin.fail(Fault(status=500), times=2)

    await drain(dispatcher, stop)
    clock.now += timedelta(seconds=9)
    assert await dispatcher.round(stop) == 0
    clock.now += timedelta(seconds=11)
    await drain(dispatcher, stop)
    clock.now += timedelta(minutes=1)
    await drain(dispatcher, stop)

    assert standin.attempts == 3
    assert await states(database, org) == [("SENT", None, 3)]


async def test_N6_what_fcm_refuses_as_malformed_is_never_sent_again(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    await tell(database, org, org.rep)
    standin.fail(Fault(status=400, code=""))

    await drain(dispatcher, stop)
    clock.now += timedelta(hours=1)
    await drain(dispatcher, stop)

    assert standin.attempts == 1
    assert await states(database, org) == [("DEAD", "INVALID_ARGUMENT", 1)]
    assert await closed(database, org) == {"phone": None}


async def test_N6_what_an_outage_outlasts_is_a_visible_dead_letter(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    await tell(database, org, org.rep, lasts=timedelta(minutes=1))
    standin.fail(Fault(status=503, retry_after=30), times=9)

    while await drain(dispatcher, stop):
        clock.now += timedelta(seconds=40)

    assert await states(database, org) == [("DEAD", "UNAVAILABLE", 2)]


async def test_N7_what_was_read_withdrawn_or_expired_meanwhile_is_not_sent(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "a")
    await register(database, org.as_second_rep(), "b")
    await register(database, org.as_manager(), "c")
    await register(database, org.as_admin(), "d")
    await tell(database, org, org.rep)
    await tell(database, org, org.second_rep)
    await tell(database, org, org.manager, lasts=timedelta(minutes=1))
    await tell(database, org, org.admin)
    read = "UPDATE notification SET read_at = $2 WHERE org_id = $1 AND member_id = $3"
    await change(database, org, read, NOW, org.rep)
    await change(
        database,
        org,
        "UPDATE announcement SET withdrawn_at = $2 WHERE org_id = $1 AND announcement_id IN"
        " (SELECT announcement_id FROM notification WHERE org_id = $1 AND member_id = $3)",
        NOW,
        org.second_rep,
    )
    leave = "UPDATE member SET is_active = false WHERE org_id = $1 AND member_id = $2"
    await change(database, org, leave, org.admin)
    clock.now += timedelta(minutes=1)

    await drain(dispatcher, stop)

    assert standin.attempts == 0
    assert await states(database, org) == [
        ("DROPPED", "READ", 0),
        ("DROPPED", "WITHDRAWN", 0),
        ("DROPPED", "EXPIRED", 0),
        ("DROPPED", "MEMBER_INACTIVE", 0),
    ]


async def test_N2_a_lost_answer_sends_again_what_the_phone_shows_once(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    await tell(database, org, org.rep)
    standin.fail(Fault(is_cut=True, is_accepted=True))

    await drain(dispatcher, stop)
    assert await states(database, org) == [("PENDING", "UNREACHABLE", 1)]
    clock.now += timedelta(minutes=1)
    await drain(dispatcher, stop)

    first, second = (each.message for each in standin.to("phone"))
    assert first["data"]["notification_id"] == second["data"]["notification_id"]
    assert first["android"]["notification"]["tag"] == second["android"]["notification"]["tag"]
    collapse = "apns-collapse-id"
    assert first["apns"]["headers"][collapse] == second["apns"]["headers"][collapse]


async def test_N4_two_workers_never_send_the_same(
    database: Database, org: Org, worker: Worker, standin: FcmStandin, stop: asyncio.Event
) -> None:
    await register(database, org.as_rep(), "phone")
    for _ in range(150):
        await tell(database, org, org.rep)

    async with asyncio.TaskGroup() as group:
        taken = [group.create_task(drain(worker(), stop)) for _ in range(3)]

    assert sum(task.result() for task in taken) == 150
    ids = [each.message["data"]["notification_id"] for each in standin.received]
    assert len(ids) == len(set(ids)) == 150


@pytest.mark.parametrize("first", ["frozen", "other"])
async def test_N9_who_lost_the_lease_does_not_overwrite_the_newer_result(
    database: Database,
    org: Org,
    worker: Worker,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
    first: str,
) -> None:
    await register(database, org.as_rep(), "phone")
    await tell(database, org, org.rep)
    standin.fail(Fault(status=500))
    standin.gate.shut()

    frozen = asyncio.create_task(worker().round(stop))
    await standin.gate.wait_for(1)
    clock.now += LEASE + timedelta(seconds=1)
    other = asyncio.create_task(worker().round(stop))
    await standin.gate.wait_for(2)
    if first == "frozen":
        # it learns of its 500 while the other still sends: not a try of the other's, nor the end of its lease
        standin.gate.let(0)
        await frozen
        assert await states(database, org) == [("PENDING", None, 0)]
        standin.gate.let(1)
        await other
    else:
        standin.gate.let(1)
        await other
        standin.gate.let(0)
        await frozen

    assert await states(database, org) == [("SENT", None, 1)]


async def test_N9_a_worker_that_wakes_after_its_lease_sends_nothing(
    database: Database,
    org: Org,
    worker: Worker,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    for _ in range(40):  # more than are sent at once
        await tell(database, org, org.rep)
    standin.gate.shut()
    frozen = asyncio.create_task(worker().round(stop))
    await standin.gate.wait_for(32)

    clock.now += LEASE
    standin.gate.open()
    await frozen

    assert standin.attempts == 32
    assert sorted(await states(database, org))[:8] == [("PENDING", None, 0)] * 8


async def test_N4_what_was_sent_is_noted_however_long_the_database_was_away(
    dsn: str,
    database: Database,
    door_database: Database,
    org: Org,
    fcm: Fcm,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turn, "SAVE_AGAIN_SECONDS", 0)
    monkeypatch.setattr(dispatch, "POLL_SECONDS", 0)
    await register(database, org.as_rep(), "phone")
    await tell(database, org, org.rep)
    standin.gate.shut()
    failing: Any = await FailingDatabase.open(dsn, size=2)
    worker = Dispatcher(database=failing, door=failing, ways=Ways(push=fcm), clock=clock)
    failing.door, failing.failures_left = door_database, 3  # looks in vain at first, and goes on
    running = asyncio.create_task(worker.run(stop))
    await standin.gate.wait_for(1)

    failing.failures_left = 5
    clock.now += LEASE + timedelta(seconds=10)
    standin.gate.open()
    async with asyncio.timeout(10):
        while await states(database, org) != [("SENT", None, 1)]:
            pass
    stop.set()
    await running
    await failing.close()

    assert failing.failures_left == 0
    assert standin.attempts == 1


async def test_N4_a_send_is_given_up_before_its_lease_ends(
    fcm: Fcm, standin: FcmStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert timedelta(seconds=TIMEOUT_SECONDS) < SEND_LIMIT < LEASE
    monkeypatch.setattr("bellringer.push.fcm.TIMEOUT_SECONDS", 0.2)
    standin.gate.shut()
    async with asyncio.timeout(5):
        assert await fcm.send(PUSH, now=NOW) == Answer(status=None, code="TIMEOUT")
        standin.faults.token_seconds = 30
        fcm._token.forget()
        assert await fcm.send(PUSH, now=NOW) == Answer(status=None, code="TIMEOUT")


async def test_a_worker_told_to_stop_gives_back_what_it_has_not_begun(
    database: Database, org: Org, dispatcher: Dispatcher, standin: FcmStandin, stop: asyncio.Event
) -> None:
    await register(database, org.as_rep(), "phone")
    for _ in range(40):
        await tell(database, org, org.rep)
    standin.gate.shut()
    running = asyncio.create_task(dispatcher.run(stop))
    await standin.gate.wait_for(32)

    stop.set()
    standin.gate.open()
    await running

    found = await states(database, org)
    assert found.count(("SENT", None, 1)) == 32
    assert found.count(("PENDING", None, 0)) == 8
    async with database.transaction(org.org_id) as connection:
        again = await deliveries.claim(connection, limit=50, now=NOW, leased_until=NOW + LEASE)
    assert len(again) == 8


async def test_what_can_t_be_worded_is_a_dead_letter_and_stops_nobody(
    database: Database, org: Org, dispatcher: Dispatcher, standin: FcmStandin, stop: asyncio.Event
) -> None:
    await register(database, org.as_rep(), "phone")
    await tell(
        database,
        org,
        org.rep,
        kind=NotificationKind.MILESTONE_CROSSED,
        params={"percent": "much", "goal_id": "none"},
    )
    await tell(database, org, org.rep)

    await drain(dispatcher, stop)

    assert sorted(await states(database, org)) == [("DEAD", "UNWORDABLE", 1), ("SENT", None, 1)]


async def test_a_slow_token_service_blocks_nothing_and_is_asked_once(
    database: Database, org: Org, dispatcher: Dispatcher, standin: FcmStandin, stop: asyncio.Event
) -> None:
    await register(database, org.as_rep(), "phone")
    for _ in range(20):
        await tell(database, org, org.rep)
    standin.faults.token_seconds = 0.3
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await drain(dispatcher, stop)
    ticking.cancel()

    assert len(standin.received) == 20
    assert standin.fetched_tokens == 1
    assert ticks > 10


async def test_a_token_that_fcm_refuses_is_fetched_anew(
    database: Database,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    clock: SetClock,
    stop: asyncio.Event,
) -> None:
    await register(database, org.as_rep(), "phone")
    await tell(database, org, org.rep)
    standin.fail(Fault(status=401, code=""))

    await drain(dispatcher, stop)
    clock.now += timedelta(minutes=1)
    await drain(dispatcher, stop)

    assert standin.fetched_tokens == 2
    assert await states(database, org) == [("SENT", None, 2)]


async def test_N9_what_is_settled_twice_counts_once(database: Database, org: Org) -> None:
    await register(database, org.as_rep(), "phone")
    await tell(database, org, org.rep)
    async with database.transaction(org.org_id) as connection:
        [due] = await deliveries.claim(connection, limit=1, now=NOW, leased_until=NOW + LEASE)
        sent = [settle(due, Sent(provider_id="1"))]
        assert await deliveries.save(connection, sent, now=NOW) == {due.delivery_id}
        # as after a COMMIT whose answer was lost
        assert await deliveries.save(connection, sent, now=NOW) == set()
    assert await states(database, org) == [("SENT", None, 1)]
