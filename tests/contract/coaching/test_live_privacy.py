"""What a manager and a rep say to each other reaches no other socket, by event or by inbox."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI

from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import Org, enrol
from tests.conftest import SetClock
from tests.contract.coaching.test_off_days import NOTE, NUDGE
from tests.contract.coaching.test_threads import ASK, FIGURE
from tests.contract.conftest import Phones
from tests.contract.serving import served
from tests.contract.talking import talking
from tests.integration.coaching.habits import NOON, look
from tests.integration.coaching.test_off_days import ON, at_once, morning

BOARD = """subscription B($id: ID!) { teamTodayChanged(teamId: $id) { members(first: 100) { edges { node {
  name email countsToday { count } today { firstActivityAt note { text } } leave { totalCount }
  why { level { level } } checkIns { edges { node { planText } } } actionItems { edges { node { text } } }
  team { flags { edges { node { count } } } }
} } } } }"""
INBOX = "subscription { inboxItemAdded { kind title body } }"
PRIVATE = ("email", "today", "leave", "why")


@pytest.fixture
async def address(
    app: FastAPI, org: Org, database: Database, clock: SetClock
) -> AsyncIterator[str]:
    """A server at noon of an off-day of Rita's, whom Sue leads; Bob is a colleague, Olaf leads the south."""
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    await at_once(database, org)
    await morning(database, org)
    await look(database, org)
    clock.now = NOON
    async with served(app) as found:
        yield found


def rita(event: dict[str, Any]) -> dict[str, Any]:
    """Rita's line of a team's board."""
    lines = [each["node"] for each in event["teamTodayChanged"]["members"]["edges"]]
    [found] = [each for each in lines if each["name"] == "Rita"]
    return dict(found)


@pytest.mark.parametrize("name", ["bob", "olaf", "sue"])
async def test_the_live_board_shows_a_members_detail_to_those_alone_who_lead(
    address: str, org: Org, phone: Phones, name: str
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone(name))
        await talk.subscribe(BOARD, id=pack("Team", org.north))
        await talk.next()
        said = {"on": ON.isoformat(), "text": "A secret of mine", "excuses": False}
        await phone("rita").ask(NOTE, input=said)
        heard = rita(await talk.next())
    assert heard["countsToday"] == [{"count": 1}]
    assert all((heard[each] is not None) == (name == "sue") for each in PRIVATE)
    assert (heard["team"]["flags"] is not None) == (name == "sue")
    assert ("secret" in str(heard)) == (name == "sue")


@pytest.mark.parametrize("name", ["bob", "olaf"])
async def test_no_other_inbox_hears_of_a_nudge_or_a_thread(
    address: str, org: Org, phone: Phones, name: str
) -> None:
    me = (await phone(name).ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
    asked = {"about": FIGURE, "text": "What was in your way?"}
    async with talking(address) as own, talking(address) as hers:
        for talk, who in ((own, name), (hers, "rita")):
            await talk.begin(phone(who))
            await talk.subscribe(INBOX)
        rita_id = pack("Member", org.rep)
        await phone("sue").ask(NUDGE, input={"memberId": rita_id})
        await phone("sue").ask(ASK, input=asked | {"idempotencyKey": "1", "memberId": rita_id})
        heard = [(await hers.next())["inboxItemAdded"]["kind"] for _ in range(2)]
        assert sorted(heard) == ["NUDGE", "THREAD_MESSAGE"]
        # the first thing that reaches the other is what was said to the other, afterwards
        await phone("ada").ask(ASK, input=asked | {"idempotencyKey": "2", "memberId": me})
        first = (await own.next())["inboxItemAdded"]
    assert (first["kind"], first["title"]) == ("THREAD_MESSAGE", "Ada has written to you")
