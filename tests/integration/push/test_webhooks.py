"""Events for other systems, with a real PostgreSQL and a real receiver that verifies them and has bad days."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from standardwebhooks import Webhook as Receiver

from bellringer.gamification.actions.create_webhook import create_webhook
from bellringer.gamification.actions.disable_webhook import disable_webhook
from bellringer.gamification.actions.replay_deliveries import replay_deliveries
from bellringer.gamification.actions.rotate_webhook import rotate_webhook
from bellringer.gamification.commands.deliveries import ReplayDeliveries
from bellringer.gamification.commands.webhooks import (
    CreateWebhook,
    DisableWebhook,
    RotateWebhook,
)
from bellringer.gamification.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    WrongStateError,
)
from bellringer.gamification.rules.webhooks import FORMER_LASTS, LASTS, WEBHOOKS_LIMIT
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.node_ids import pack
from bellringer.push import webhooks
from bellringer.push.dispatch import Dispatcher
from bellringer.push.port import Event
from bellringer.push.webhooks import PublicResolver, Webhooks
from bellringer.standins import systems
from bellringer.words import NotificationKind
from tests import builders
from tests.builders import NOW, Org
from tests.conftest import SetClock
from tests.doing import do, refuse, rows
from tests.integration.push.systems import System, listening
from tests.integration.push.test_dispatch import drain
from tests.recording import accepted, agreed_goal, intake_on, record, together

KINDS = (NotificationKind.MILESTONE_CROSSED, NotificationKind.GOAL_MET)


async def hook(
    database: Database, org: Org, url: str, *kinds: NotificationKind
) -> tuple[UUID, str]:
    asked = CreateWebhook(by=org.as_admin(), url=url, kinds=kinds or KINDS)
    return await do(database, create_webhook, asked)


async def cross(database: Database, org: Org, key: str = "1", *, now: datetime = NOW) -> None:
    """Carry a goal of Rita's past its milestones."""
    await agreed_goal(database, org, target=10)
    async with intake_on(database, now) as intake:
        accepted(await intake.submit_many([record(org, key, quantity=10, occurred_at=now)]))


async def state(dsn: str) -> list[tuple[Any, ...]]:
    return await rows(
        dsn,
        "SELECT state, outcome, attempts FROM delivery WHERE channel = 'WEBHOOK' ORDER BY delivery_id",
    )


async def test_W4_a_crossing_is_told_once_signed_and_in_the_names_of_the_api(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
    monkeypatch: pytest.MonkeyPatch,
    clock: SetClock,
) -> None:
    _, secret = await hook(database, org, system.url)
    await cross(database, org)
    await drain(telling(), stop)

    [(headers, body)] = system.heard
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _At(clock))
    told = Receiver(secret).verify(body, headers)
    assert told["type"] == "goal_met"
    assert told["timestamp"] == NOW.isoformat()
    assert told["data"]["organization"] == "acme"
    [(goal_id,)] = await rows(dsn, "SELECT goal_id FROM goal")
    assert told["data"]["goal"] == pack("Goal", goal_id)
    assert told["data"]["path"] == f"/goals/{pack('Goal', goal_id)}"
    assert "Rita" in told["data"]["body"]
    assert await state(dsn) == [("SENT", None, 1)]
    assert secret not in json.dumps(await rows(dsn, "SELECT details::text FROM audit_log"))


class _At:
    """The library's clock, at the test's."""

    def __init__(self, clock: SetClock) -> None:
        self._clock = clock

    def now(self, tz: Any) -> Any:
        return self._clock().astimezone(tz)

    def fromtimestamp(self, *args: Any, **named: Any) -> Any:
        return type(self._clock()).fromtimestamp(*args, **named)


@pytest.mark.parametrize(
    "fault", [web.Response(status=500), web.Response(status=404), "cut"], ids=["500", "404", "cut"]
)
async def test_W4_what_fails_is_told_again_later_under_the_same_id(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
    clock: SetClock,
    fault: web.Response | str,
) -> None:
    await hook(database, org, system.url)
    await cross(database, org)
    system.answers.append(fault)
    dispatcher = telling()
    await drain(dispatcher, stop)
    [(once, outcome, attempts)] = await state(dsn)
    assert (once, attempts) == ("PENDING", 1)
    assert outcome
    [failing] = await rows(dsn, "SELECT failing_since FROM webhook")
    assert failing[0] == NOW
    clock.now += timedelta(minutes=1)
    await drain(dispatcher, stop)
    assert await state(dsn) == [("SENT", None, 2)]
    assert len({headers["webhook-id"] for headers, _ in system.heard}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in system.heard}) == 2
    assert await rows(dsn, "SELECT failing_since FROM webhook") == [(None,)]


async def test_W4_who_asks_to_wait_is_waited_for_and_holds_up_nobody_else(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    dispatcher = telling()
    async with listening() as another:
        await hook(database, org, system.url)
        await hook(database, org, another.url)
        system.answers.append(web.Response(status=429, headers={"Retry-After": "600"}))
        await cross(database, org)
        await drain(dispatcher, stop)
        clock.now += timedelta(seconds=599)
        await cross(database, org, "2", now=clock.now)
        await drain(dispatcher, stop)
        assert len(system.heard) == 1
        assert len(another.heard) > 1
        clock.now += timedelta(seconds=62)
        await drain(dispatcher, stop)
        assert len(system.heard) == len(another.heard) + 1, "the first one came twice"


async def test_W4_a_redirect_is_not_followed_and_a_long_answer_not_read(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
) -> None:
    await hook(database, org, system.url)
    await cross(database, org)
    async with listening() as inside:
        system.answers.append(web.Response(status=307, headers={"Location": inside.url}))
        await drain(telling(), stop)
        assert inside.heard == []
    assert await state(dsn) == [("PENDING", "HTTP_307", 1)]


async def test_W4_who_answers_without_end_is_well_and_hung_up_on() -> None:
    ended = asyncio.Event()

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n")
        try:
            while True:
                writer.write(b"x" * 64 * 1024)
                await writer.drain()
        except ConnectionError:
            ended.set()
        finally:
            writer.close()

    async with Webhooks.open(is_strict=False) as teller:
        endless = await asyncio.start_server(talk, "127.0.0.1", 0)
        async with endless:
            port = endless.sockets[0].getsockname()[1]
            answer = await teller.send(_event(f"http://127.0.0.1:{port}/"), now=NOW)
            assert (answer.status, answer.code) == (200, "HTTP_200")
            async with asyncio.timeout(5):
                await ended.wait()


@pytest.mark.parametrize("length", [0, 1, webhooks.READ_LIMIT // 2])
async def test_after_a_short_answer_the_connection_is_used_again(length: int) -> None:
    callers: list[object] = []

    async def hear(request: web.Request) -> web.Response:
        assert request.transport is not None
        callers.append(request.transport.get_extra_info("peername"))
        return web.Response(body=b"x" * length)

    application = web.Application()
    application.router.add_post("/", hear)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        async with Webhooks.open(is_strict=False) as teller:
            for _ in range(3):
                assert (await teller.send(_event(url), now=NOW)).status == 200
    finally:
        await runner.cleanup()
    assert len(callers) == 3
    assert len(set(callers)) == 1


async def test_W4_the_demos_wallboard_hears_what_is_signed_for_it_once(
    telling: Callable[[], Dispatcher],
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _At(clock))
    heard: list[dict[str, Any]] = []
    async with systems.listening(heard.append) as wallboard:
        _, secret = await hook(database, org, wallboard.url)
        await cross(database, org)
        dispatcher = telling()
        for given, code in ((None, "HTTP_503"), ("whsec_c29tZWJvZHkgZWxzZQ==", "HTTP_400")):
            wallboard.secret = given
            await drain(dispatcher, stop)
            assert [row[:2] for row in await state(dsn)] == [("PENDING", code)]
            assert heard == []
            clock.now += timedelta(hours=1)
        wallboard.secret = secret
        await drain(dispatcher, stop)
        assert [row[0] for row in await state(dsn)] == ["SENT"]
        [(sent,)] = await rows(dsn, "SELECT delivery_id FROM delivery WHERE channel = 'WEBHOOK'")
        assert list(wallboard.known) == [str(sent)]
        async with Webhooks.open(is_strict=False) as teller:
            again = replace(_event(wallboard.url), delivery_id=sent, secrets=(secret,))
            assert (await teller.send(again, now=clock())).status == 200
    assert [event["type"] for event in heard] == ["goal_met"]


async def test_W4_who_does_not_answer_in_time_is_told_again(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "TIMEOUT_SECONDS", 0.05)
    async with Webhooks.open(is_strict=False) as teller:
        callers: list[asyncio.StreamWriter] = []
        silent = await asyncio.start_server(
            lambda _, writer: callers.append(writer), "127.0.0.1", 0
        )
        async with silent:
            port = silent.sockets[0].getsockname()[1]
            answer = await teller.send(_event(f"http://127.0.0.1:{port}/"), now=NOW)
            for each in callers:
                each.close()
                await each.wait_closed()
    assert (answer.status, answer.code) == (None, "TIMEOUT")


def _event(url: str) -> Event:
    return Event(
        delivery_id=new_id(),
        webhook_id=new_id(),
        url=url,
        secrets=("whsec_c2VjcmV0",),
        payload={"type": "x"},
    )


class Names(AbstractResolver):
    """Finds any host where it is told."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=each, port=port, family=2, proto=0, flags=0)
            for each in self.addresses
        ]

    async def close(self) -> None:
        """Nothing is held."""


@pytest.mark.parametrize(
    "url",
    [
        "https://inside.example.com/",
        "https://127.0.0.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.1./",
        "http://systems.example.com/",
        "http://localhost/",
    ],
)
async def test_W4_in_production_nobody_inside_is_told(url: str) -> None:
    async with Webhooks.open(is_strict=True, resolver=Names("8.8.8.8", "10.0.0.7")) as teller:
        answer = await teller.send(_event(url), now=NOW)
    assert answer.code == "NOT_PUBLIC"


async def test_W4_what_is_checked_is_what_is_connected_to() -> None:
    resolver = PublicResolver(Names("8.8.8.8"))
    [found] = await resolver.resolve("systems.example.com", 443)
    assert found["host"] == "8.8.8.8"


async def test_W4_while_a_secret_is_rotated_both_sign_and_the_former_for_a_day(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    webhook_id, _ = await hook(database, org, system.url)
    await do(database, rotate_webhook, RotateWebhook(by=org.as_admin(), webhook_id=webhook_id))
    dispatcher = telling()
    for key, now, signatures in (("1", NOW, 2), ("2", NOW + FORMER_LASTS, 1)):
        clock.now = now
        await cross(database, org, key, now=now)
        await drain(dispatcher, stop)
        headers, _ = system.heard[-1]
        assert len(headers["webhook-signature"].split()) == signatures


async def test_W4_who_takes_nothing_for_five_days_is_told_no_more_and_the_admins_hear_of_it(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    await hook(database, org, system.url)
    dispatcher = telling()
    system.answers.extend(web.Response(status=500) for _ in range(9))
    await cross(database, org)
    await drain(dispatcher, stop)
    clock.now += timedelta(days=5, seconds=1)
    await cross(database, org, "2", now=clock.now)
    await drain(dispatcher, stop)
    [(reason,)] = await rows(dsn, "SELECT disabled_reason FROM webhook")
    assert reason == "FAILING"
    assert await rows(
        dsn,
        "SELECT member_id FROM notification JOIN announcement USING (announcement_id)"
        " WHERE kind = 'WEBHOOK_DISABLED'",
    ) == [(org.admin,)]
    clock.now += timedelta(hours=1)
    await drain(dispatcher, stop)
    assert ("DROPPED", "WEBHOOK_DISABLED", 1) in await state(dsn)


async def test_W4_who_says_it_is_gone_is_told_no_more(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
) -> None:
    await hook(database, org, system.url)
    system.answers.append(web.Response(status=410))
    await cross(database, org)
    await drain(telling(), stop)
    assert await state(dsn) == [("DEAD", "HTTP_410", 1)]
    assert await rows(dsn, "SELECT disabled_reason FROM webhook") == [("GONE",)]


async def test_W4_what_could_not_be_told_is_a_dead_letter_and_can_be_told_again(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    dsn: str,
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    await hook(database, org, system.url)
    dispatcher = telling()
    system.answers.append(web.Response(status=500))
    await cross(database, org)
    await drain(dispatcher, stop)
    clock.now += LASTS
    await drain(dispatcher, stop)
    assert await state(dsn) == [("DEAD", "EXPIRED", 1)]
    [(delivery_id,)] = await rows(dsn, "SELECT delivery_id FROM delivery WHERE state = 'DEAD'")
    again = ReplayDeliveries(by=org.as_admin(), delivery_ids=[delivery_id])
    await do(database, replay_deliveries, again, now=clock.now)
    await drain(dispatcher, stop)
    assert await state(dsn) == [("SENT", None, 1)]


async def test_of_several_who_are_made_at_once_no_more_than_ten_are(
    database: Database, org: Org
) -> None:
    async def make() -> bool:
        try:
            await hook(database, org, "https://systems.example.com/")
        except WrongStateError:
            return False
        return True

    made = await together([make] * (WEBHOOKS_LIMIT + 2))
    assert sum(made) == WEBHOOKS_LIMIT


async def test_refusals_write_nothing(database: Database, org: Org, dsn: str) -> None:
    refused = partial(refuse, database, dsn)
    url = "https://systems.example.com/"
    by_rep = CreateWebhook(by=org.as_rep(), url=url, kinds=KINDS)
    await refused(create_webhook, by_rep, NotAllowedError)
    no_url = CreateWebhook(by=org.as_admin(), url="http://systems.example.com/", kinds=KINDS)
    await refused(create_webhook, no_url, InvalidInputError)
    nothing = CreateWebhook(by=org.as_admin(), url=url, kinds=())
    await refused(create_webhook, nothing, InvalidInputError)
    texts = replace(nothing, takes_texts=True)
    await do(database, create_webhook, texts)
    await refused(create_webhook, texts, WrongStateError)
    for by, error in ((org.as_manager(), NotAllowedError), (org.as_admin(), NotFoundError)):
        unknown = RotateWebhook(by=by, webhook_id=new_id())
        await refused(rotate_webhook, unknown, error)
        gone = DisableWebhook(by=by, webhook_id=new_id())
        await refused(disable_webhook, gone, error)
    webhook_id, _ = await hook(database, org, url)
    disable = DisableWebhook(by=org.as_admin(), webhook_id=webhook_id)
    await do(database, disable_webhook, disable)
    await refused(disable_webhook, disable, NotFoundError)
    rotate = RotateWebhook(by=org.as_admin(), webhook_id=webhook_id)
    await refused(rotate_webhook, rotate, NotFoundError)


async def test_one_organization_is_told_nothing_of_another(
    telling: Callable[[], Dispatcher],
    system: System,
    database: Database,
    org: Org,
    stop: asyncio.Event,
) -> None:
    other = await builders.organization(database, slug="other")
    await hook(database, other, system.url)
    await cross(database, org)
    await drain(telling(), stop)
    assert system.heard == []
