"""A manager's day before lunch and after, as one story over HTTP: docs/accountability.md in calls."""

from datetime import timedelta
from typing import Any

import pytest

from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from tests.builders import Org
from tests.conftest import SetClock
from tests.contract.coaching.test_access import log_of
from tests.contract.coaching.test_check_ins import DONE, LONG, PLAN, SET
from tests.contract.coaching.test_off_days import NOTE, NUDGE
from tests.contract.conftest import Phones
from tests.contract.test_main_job import RECORD
from tests.integration.coaching.habits import NOON, look
from tests.integration.coaching.test_off_days import ON, at_once, morning

DESK = """query Desk($id: ID!, $on: Date) { team(id: $id) {
  today { counts { count kind } members(first: 100) { edges { node { name countsToday { count } } } } }
  flags(first: 100) { edges { node { on count isPattern isExcused member { id name }
    note { text } nudge { by { name } } } } }
  checkIns(first: 100, on: $on) { edges { node { member { name } checkIn {
    planText doneText items { planned done kind { key } } } } } }
  leadAccounts { lead { name } } } }"""


async def test_a_managers_morning_from_the_plan_over_the_flag_to_the_check_in_of_the_evening(
    database: Database, org: Org, phone: Phones, clock: SetClock
) -> None:
    clock.now = NOON - timedelta(hours=4)  # 08:00: what is the day for?
    rita, sue = phone("rita", minutes=LONG), phone("sue", minutes=LONG)
    team = pack("Team", org.north)
    await at_once(database, org)  # one such day is a pattern here

    async def desk() -> dict[str, Any]:
        shown: dict[str, Any] = (await sue.ask(DESK, id=team, on=ON.isoformat()))["team"]
        return shown

    await sue.ask(SET, input={"teamId": team, "startsOn": ON.isoformat()})
    plan = {"items": [{"kind": "call", "planned": "10"}], "text": "Ten calls to the north"}
    assert (await rita.ask(PLAN, input=plan))["checkInPlan"]["userErrors"] == []

    await morning(database, org)  # one call of Rita's, twelve of everybody else
    clock.now = NOON
    await look(database, org)
    [flag] = [each["node"] for each in (await desk())["flags"]["edges"]]
    assert (flag["member"]["name"], flag["count"], flag["isPattern"]) == ("Rita", 1, True)
    assert flag["note"] is None

    said = {"on": ON.isoformat(), "text": "A long complaint of Acme's", "excuses": False}
    await rita.ask(NOTE, input=said)
    [flag] = [each["node"] for each in (await desk())["flags"]["edges"]]
    assert flag["note"] == {"text": "A long complaint of Acme's"}
    nudge = await sue.ask(NUDGE, input={"memberId": flag["member"]["id"]})
    assert nudge["nudgeGive"]["userErrors"] == []

    clock.now = NOON + timedelta(hours=3)  # the day turns
    call = {"idempotencyKey": "turned", "kind": "call", "quantity": 14}
    assert (await rita.ask(RECORD, input=call))["activityRecord"]["userErrors"] == []
    board = (await desk())["today"]
    [counts] = [
        each["node"]["countsToday"]
        for each in board["members"]["edges"]
        if each["node"]["name"] == "Rita"
    ]
    assert [each["count"] for each in counts] == [15]

    clock.now = NOON + timedelta(hours=5, minutes=5)
    await rita.ask(DONE, input={"text": "It turned after lunch"})
    shown = await desk()
    [evening] = [
        each["node"]["checkIn"]
        for each in shown["checkIns"]["edges"]
        if each["node"]["member"]["name"] == "Rita"
    ]
    assert evening == {
        "planText": "Ten calls to the north",
        "doneText": "It turned after lunch",
        "items": [{"planned": 10, "done": 15, "kind": {"key": "call"}}],
    }
    [flag] = [each["node"] for each in shown["flags"]["edges"]]
    assert flag["nudge"] == {"by": {"name": "Sue"}}
    assert [each["lead"]["name"] for each in shown["leadAccounts"]] == ["Sue"]
    # and Rita reads who looked at what
    assert {name for name, _ in await log_of(rita)} == {"Sue"}


@pytest.mark.slow
async def test_F4_a_managers_desk_takes_the_same_statements_with_6_and_with_600_members(
    database: Database, org: Org, phone: Phones, clock: SetClock, statements: list[str]
) -> None:
    clock.now = NOON
    sue, team = phone("sue"), pack("Team", org.north)
    taken = []
    for peers in (4, 598):
        # whom a flag names is on the first page too: else one more statement reads who that is
        await morning(database, org, peers=peers, named="zoe")
        while await look(database, org):
            pass
        for _ in range(3):  # the organization is known then
            await sue.ask(DESK, id=team, on=ON.isoformat())
        statements.clear()
        await sue.ask(DESK, id=team, on=ON.isoformat())
        taken.append(len(statements))
    assert taken[0] == taken[1], statements
