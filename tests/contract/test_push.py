"""What an app does with a push: it finds the notification, marks it read, and opens what it is about."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from bellringer.models.database import Database
from bellringer.push.dispatch import Dispatcher
from bellringer.push.fcm import Fcm
from bellringer.push.port import Ways
from bellringer.standins.fcm import FcmStandin, running
from tests.builders import Org
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones
from tests.contract.test_main_job import GOAL, PROPOSE, RECORD

REGISTER = """
mutation Register($input: DeviceRegisterInput!) {
  deviceRegister(input: $input) { device { id } userErrors { code } }
}"""
NODE = """
query Again($id: ID!) {
  node(id: $id) {
    __typename
    ... on Notification { kind deepLink readAt }
    ... on Goal { title }
    ... on BadgeDefinition { key }
  }
}"""
READ = """
mutation Read($input: InboxMarkReadInput!) {
  inboxMarkRead(input: $input) { unreadCount userErrors { code } }
}"""


@pytest.fixture
async def standin(tmp_path: Path) -> AsyncIterator[FcmStandin]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    async with running(data_dir=tmp_path, key=key) as opened:
        yield opened


@pytest.fixture
async def dispatcher(
    database: Database, door_database: Database, standin: FcmStandin, clock: SetClock
) -> AsyncIterator[Dispatcher]:
    async with Fcm.open(
        project_id=standin.account.project_id, base_url=standin.url, key_file=standin.key_file
    ) as sender:
        yield Dispatcher(database=database, door=door_database, ways=Ways(push=sender), clock=clock)


async def pushed(phone: Phone, dispatcher: Dispatcher, standin: FcmStandin) -> list[dict[str, Any]]:
    """Cross a milestone and earn badges; return the data of what the phone got."""
    device = {"platform": "IOS", "target": {"kind": "FCM_FID", "value": "fid-1"}}
    assert (await phone.ask(REGISTER, input=device))["deviceRegister"]["userErrors"] == []
    await phone.ask(PROPOSE, input=GOAL)
    await phone.ask(RECORD, input={"idempotencyKey": "a1", "kind": "call", "quantity": 6})
    deal = {"idempotencyKey": "a2", "kind": "deal_won", "amount": {"amountMinor": 100}}
    await phone.ask(RECORD, input=deal)
    await dispatcher.round(asyncio.Event())
    return [each.message["data"] for each in standin.to("fid-1")]


async def test_a_push_names_its_notification_and_place_as_the_api_does(
    org: Org, phone: Phones, dispatcher: Dispatcher, standin: FcmStandin
) -> None:
    rita = phone("rita")
    told = await pushed(rita, dispatcher, standin)
    assert {data["kind"] for data in told} >= {"MILESTONE_CROSSED", "BADGE_AWARDED"}
    unread = len(told)
    opened = set()
    for data in told:
        shown = (await rita.ask(NODE, id=data["notification_id"]))["node"]
        assert shown["kind"] == data["kind"]
        assert shown["readAt"] is None
        assert data["deep_link"] == f"bellringer:/{shown['deepLink']}"
        assert data["org"] == "acme"
        unread -= 1
        read = (await rita.ask(READ, input={"ids": [data["notification_id"]]}))["inboxMarkRead"]
        assert read == {"unreadCount": unread, "userErrors": []}
        room, _, place = shown["deepLink"].removeprefix("/").partition("/")
        if place:
            found = (await rita.ask(NODE, id=place))["node"]
            opened.add((room, found["__typename"]))
    assert opened == {("goals", "Goal"), ("badges", "BadgeDefinition")}


async def test_a_push_is_asked_for_with_the_organization_that_it_names(
    org: Org, phone: Phones, dispatcher: Dispatcher, standin: FcmStandin
) -> None:
    rita = phone("rita")
    [data, *_] = await pushed(rita, dispatcher, standin)
    query = {"query": NODE, "variables": {"id": data["notification_id"]}}
    got = await rita.send(json=query, headers={"bellringer-org": data["org"]})
    assert got.json()["data"]["node"]["__typename"] == "Notification"
