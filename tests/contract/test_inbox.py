"""The inbox as a phone uses it, who never looks as a manager sees it, and dead letters as an admin does."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bellringer.gamification.rules.deliveries import Answer
from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from bellringer.push.dispatch import Dispatcher
from bellringer.push.port import Push, Ways
from tests.builders import NOW, Org
from tests.conftest import SetClock
from tests.contract.conftest import Phones
from tests.integration.push.telling import register, tell

READ = "{ viewer { unreadCount inbox(first: 10) { edges { node { id readAt acknowledgedAt } } } } }"
OPEN = """
mutation Open($input: InboxOpenInput!) {
  inboxOpen(input: $input) { item { id readAt } userErrors { code path } }
}"""
ACKNOWLEDGE = """
mutation Know($input: InboxAcknowledgeInput!) {
  inboxAcknowledge(input: $input) { unreadCount userErrors { code path } }
}"""
ATTENTION = """
query Looks($id: ID!) {
  member(id: $id) { attention { told read opened acknowledged lastReadAt } }
}"""
DEAD = "{ deadLetters(first: 5) { totalCount edges { node { id kind channel code attempts member { name } } } } }"
REPLAY = """
mutation Again($input: DeadLetterReplayInput!) {
  deadLetterReplay(input: $input) { replayed userErrors { code path } }
}"""


async def test_an_item_is_opened_from_a_push_or_acknowledged_and_is_read_then(
    org: Org, phone: Phones, database: Database, clock: SetClock
) -> None:
    opened, known, left = [(await tell(database, org, org.rep))[0] for _ in range(3)]
    rita = phone("rita")
    got = await rita.ask(OPEN, input={"id": pack("Notification", opened)})
    assert got["inboxOpen"]["userErrors"] == []
    assert got["inboxOpen"]["item"]["readAt"] is not None
    told = await rita.ask(ACKNOWLEDGE, input={"ids": [pack("Notification", known)]})
    assert told["inboxAcknowledge"] == {"unreadCount": 1, "userErrors": []}

    clock.now += timedelta(hours=1)
    again = await rita.ask(ACKNOWLEDGE, input={"ids": [pack("Notification", opened)]})
    assert again["inboxAcknowledge"]["unreadCount"] == 1
    found = (await rita.ask(READ))["viewer"]
    items = {edge["node"]["id"]: edge["node"] for edge in found["inbox"]["edges"]}
    assert items[pack("Notification", opened)]["readAt"] == "2026-03-11T15:00:00.000Z"
    assert items[pack("Notification", opened)]["acknowledgedAt"] == "2026-03-11T16:00:00.000Z"
    assert items[pack("Notification", known)]["acknowledgedAt"] == "2026-03-11T15:00:00.000Z"
    assert items[pack("Notification", left)]["readAt"] is None
    assert found["unreadCount"] == 1


async def test_an_item_of_somebody_else_is_none(
    org: Org, phone: Phones, database: Database
) -> None:
    [theirs] = await tell(database, org, org.second_rep)
    for query, name, sent in (
        (OPEN, "inboxOpen", {"id": pack("Notification", theirs)}),
        (ACKNOWLEDGE, "inboxAcknowledge", {"ids": [pack("Notification", theirs)]}),
    ):
        got = (await phone("rita").ask(query, input=sent))[name]
        assert [error["code"] for error in got["userErrors"]] == ["UNKNOWN_NOTIFICATION"]


@pytest.mark.parametrize(
    ("who", "sees"), [("rita", True), ("sue", True), ("ada", True), ("bob", False)]
)
async def test_a_manager_sees_who_never_looks_in_counts_and_a_colleague_does_not(
    org: Org, phone: Phones, database: Database, who: str, sees: bool
) -> None:
    first, second, _ = [(await tell(database, org, org.rep))[0] for _ in range(3)]
    await phone("rita").ask(OPEN, input={"id": pack("Notification", first)})
    await phone("rita").ask(ACKNOWLEDGE, input={"ids": [pack("Notification", second)]})
    await tell(database, org, org.rep, now=NOW - timedelta(days=31))

    found = (await phone(who).ask(ATTENTION, id=pack("Member", org.rep)))["member"]["attention"]
    counted = {
        "told": 3,
        "read": 2,
        "opened": 1,
        "acknowledged": 1,
        "lastReadAt": "2026-03-11T15:00:00.000Z",
    }
    assert found == (counted if sees else None)


class Refusing:
    """A provider that takes nothing until it is mended."""

    def __init__(self) -> None:
        self.is_mended = False
        self.taken: list[Push] = []

    async def send(self, push: Push, *, now: Any) -> Answer:
        if not self.is_mended:
            return Answer(status=400, code="INVALID_ARGUMENT", blames_payload=True)
        self.taken.append(push)
        return Answer(status=200, code="OK")


async def test_an_admin_sees_dead_letters_and_tries_them_again(
    org: Org, phone: Phones, database: Database, door_database: Database, clock: SetClock
) -> None:
    provider = Refusing()
    worker = Dispatcher(
        database=database, door=door_database, ways=Ways(push=provider), clock=clock
    )
    await register(database, org.as_rep(), "phone")
    await tell(database, org, org.rep)
    read_meanwhile = (await tell(database, org, org.rep))[0]
    stop = asyncio.Event()
    while await worker.round(stop):
        pass

    assert (await phone("sue").ask(DEAD))["deadLetters"] is None
    dead = (await phone("ada").ask(DEAD))["deadLetters"]
    assert dead["totalCount"] == 2
    letters = [edge["node"] for edge in dead["edges"]]
    assert {
        (each["kind"], each["channel"], each["code"], each["attempts"]) for each in letters
    } == {("LEVEL_UP", "PUSH", "INVALID_ARGUMENT", 1)}
    assert {each["member"]["name"] for each in letters} == {"Rita"}

    clock.now += timedelta(days=2)  # whatever it was, it has taken a while to mend
    provider.is_mended = True
    await phone("rita").ask(OPEN, input={"id": pack("Notification", read_meanwhile)})
    ids = [each["id"] for each in letters]
    strange = await phone("ada").ask(REPLAY, input={"ids": [*ids, pack("Delivery", org.rep)]})
    assert strange["deadLetterReplay"] == {
        "replayed": None,
        "userErrors": [{"code": "NOT_FOUND", "path": ["input", "ids"]}],
    }
    done = await phone("ada").ask(REPLAY, input={"ids": ids})
    assert done["deadLetterReplay"] == {"replayed": 2, "userErrors": []}
    while await worker.round(stop):
        pass
    assert len(provider.taken) == 1
    assert (await phone("ada").ask(DEAD))["deadLetters"]["totalCount"] == 0
