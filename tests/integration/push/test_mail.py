"""E-mail for who has no phone, with a real PostgreSQL and a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from bellringer.gamification.actions.set_preferences import set_preferences
from bellringer.gamification.commands.preferences import SetPreferences
from bellringer.models.database import Database
from bellringer.push.dispatch import Dispatcher
from bellringer.push.fcm import Fcm
from bellringer.push.mail import Smtp
from bellringer.push.port import Ways
from bellringer.standins.fcm import FcmStandin
from bellringer.words import Channel, NotificationKind
from tests.builders import NOW, Org
from tests.conftest import SetClock
from tests.doing import do, rows
from tests.integration.push.telling import change, register
from tests.integration.push.test_dispatch import drain
from tests.recording import accepted, agreed_goal, intake_on, record


class Post:
    """An SMTP server that keeps what it takes, and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return answer


@pytest.fixture
async def post() -> AsyncIterator[tuple[Post, str]]:
    handler = Post()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", 0)
    async with server:
        yield handler, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
def mailing(
    database: Database,
    door_database: Database,
    fcm: Fcm,
    clock: SetClock,
    post: tuple[Post, str],
) -> Callable[..., Dispatcher]:
    """Make a worker's dispatcher with an SMTP server, and with phones where wanted."""

    def made(*, with_phones: bool = True, url: str = post[1]) -> Dispatcher:
        mail = Smtp(url, sender="bell@example.com", public_url="https://play.example.com")
        ways = Ways(push=fcm if with_phones else None, mail=mail)
        return Dispatcher(
            database=database, door=door_database, ways=ways, clock=clock, chance=lambda: 0.5
        )

    return made


async def meet_a_goal(database: Database, org: Org, key: str) -> None:
    """Rita meets a goal, as the game tells it."""
    await agreed_goal(database, org, target=3)
    async with intake_on(database) as intake:
        accepted([await intake.submit(record(org, key, quantity=3))])


async def mail_the_phoneless(database: Database, org: Org) -> None:
    theirs = SetPreferences(by=org.as_admin(), for_organization=True, mails_phoneless=True)
    await do(database, set_preferences, theirs)


async def settled(dsn: str) -> list[tuple[Any, ...]]:
    return await rows(
        dsn, "SELECT channel, state, outcome FROM delivery ORDER BY channel, state, outcome"
    )


async def test_who_has_no_phone_is_mailed_where_the_organization_wants_it(
    database: Database,
    org: Org,
    dsn: str,
    mailing: Callable[..., Dispatcher],
    post: tuple[Post, str],
    stop: asyncio.Event,
) -> None:
    await mail_the_phoneless(database, org)
    await meet_a_goal(database, org, "1")
    await drain(mailing(), stop)

    told = {message["Subject"]: message for message in post[0].taken}
    message = told["Goal met!"]
    assert message["To"] == "rita@example.com"
    assert message["From"] == "acme <bell@example.com>"
    assert message["Message-ID"].endswith("@example.com>")
    text = message.get_content()
    assert "You have met" in text
    assert "https://play.example.com/goals/" in text
    assert {row[:2] for row in await settled(dsn)} == {("EMAIL", "SENT")}


async def test_who_has_a_phone_is_rung_and_not_mailed_and_by_default_nobody_is_mailed(
    database: Database,
    org: Org,
    dsn: str,
    mailing: Callable[..., Dispatcher],
    post: tuple[Post, str],
    standin: FcmStandin,
    stop: asyncio.Event,
) -> None:
    await meet_a_goal(database, org, "1")
    assert await settled(dsn) == []
    await mail_the_phoneless(database, org)
    await register(database, org.as_rep(), "phone")
    await meet_a_goal(database, org, "2")
    await drain(mailing(), stop)
    assert post[0].taken == []
    assert standin.to("phone") != []


async def test_a_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not(
    database: Database,
    org: Org,
    dsn: str,
    mailing: Callable[..., Dispatcher],
    post: tuple[Post, str],
    stop: asyncio.Event,
    clock: SetClock,
) -> None:
    await mail_the_phoneless(database, org)
    await meet_a_goal(database, org, "1")
    count = len(await settled(dsn))
    post[0].answers = ["451 later"] * count
    await drain(mailing(), stop)
    assert {row[1:] for row in await settled(dsn)} == {("PENDING", "SMTP_451")}
    clock.now = NOW.replace(hour=16)
    post[0].answers = ["550 nobody here"] * count
    await drain(mailing(), stop)
    assert {row[1:] for row in await settled(dsn)} == {("DEAD", "SMTP_550")}
    assert post[0].taken == []


async def test_a_server_that_is_away_is_asked_again(
    database: Database,
    org: Org,
    dsn: str,
    mailing: Callable[..., Dispatcher],
    stop: asyncio.Event,
) -> None:
    await mail_the_phoneless(database, org)
    await meet_a_goal(database, org, "1")
    await drain(mailing(url="smtp://127.0.0.1:9"), stop)
    assert {row[:2] for row in await settled(dsn)} == {("EMAIL", "PENDING")}


async def test_what_is_muted_by_mail_or_has_no_address_any_more_is_dropped(
    database: Database,
    org: Org,
    dsn: str,
    mailing: Callable[..., Dispatcher],
    post: tuple[Post, str],
    stop: asyncio.Event,
) -> None:
    await mail_the_phoneless(database, org)
    await meet_a_goal(database, org, "1")
    unwanted = tuple((kind, Channel.EMAIL, False) for kind in NotificationKind)
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), wanted=unwanted))
    await drain(mailing(), stop)
    assert {row[1:] for row in await settled(dsn)} == {("DROPPED", "MUTED")}
    await change(database, org, "DELETE FROM delivery WHERE org_id = $1")
    wanted = tuple((kind, Channel.EMAIL, True) for kind in NotificationKind)
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), wanted=wanted))
    await meet_a_goal(database, org, "2")
    await change(database, org, "UPDATE profile SET email = NULL WHERE org_id = $1")
    await drain(mailing(), stop)
    assert {row[1:] for row in await settled(dsn)} == {("DROPPED", "NO_ADDRESS")}
    assert post[0].taken == []


async def test_a_deployment_without_phones_mails_and_leaves_pushes_to_one_that_has_them(
    database: Database,
    org: Org,
    dsn: str,
    mailing: Callable[..., Dispatcher],
    post: tuple[Post, str],
    stop: asyncio.Event,
) -> None:
    await mail_the_phoneless(database, org)
    await register(database, org.as_second_rep(), "phone-of-bob")
    await agreed_goal(database, org, target=3, owner_id=org.second_rep)
    await meet_a_goal(database, org, "1")
    async with intake_on(database) as intake:
        asked = record(org, "2", quantity=3, member_id=org.second_rep)
        accepted([await intake.submit(asked)])
    await drain(mailing(with_phones=False), stop)
    assert {row[:2] for row in await settled(dsn)} == {("EMAIL", "SENT"), ("PUSH", "PENDING")}
    assert {message["To"] for message in post[0].taken} == {"rita@example.com"}
