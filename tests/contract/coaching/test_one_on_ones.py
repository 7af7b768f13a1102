"""One-to-ones over HTTP: prepared by both, held, signed; and who sees nothing of it at all."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI

from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import Org, enrol
from tests.contract.conftest import Phone, Phones
from tests.contract.serving import served
from tests.contract.talking import record as record_call
from tests.contract.talking import talking

PLAN = """mutation M($input: OneOnOnePlanInput!) { oneOnOnePlan(input: $input) {
  oneOnOne { id state topics { text } } userErrors { code } } }"""
WHOLE = """id state version plannedAt heldAt lead { name } member { name } signedAt
  topics { number text isCovered raisedBy { name } } notes { kind text author { name } }
  figures { key title value scale rank }
  kpis { kpi title fromKind toKind unit scale startsOn endsOn value gap numerator denominator
    target baseline baselineOf }
  actionItems { id text state owner { name } } openBefore { text }"""
SHOW = f"query Q($id: ID!) {{ oneOnOne(id: $id) {{ {WHOLE} }} }}"
LIST = f"{{ oneOnOnes {{ totalCount edges {{ node {{ {WHOLE} }} }} }} }}"
EVERYWHERE = """query Q($talk: ID!, $item: ID!, $member: ID!) {
  talk: node(id: $talk) { id } item: node(id: $item) { id }
  oneOnOne(id: $talk) { id } oneOnOnes { totalCount }
  member(id: $member) { actionItems { totalCount edges { node { text } } } } }"""
SECRET = "Thinks of leaving"


async def run(phone: Phone, name: str, sent: dict[str, Any], shown: str) -> dict[str, Any]:
    query = f"""mutation M($input: {name[0].upper() + name[1:]}Input!) {{ {name}(input: $input) {{
        {shown} userErrors {{ code }} }} }}"""
    got: dict[str, Any] = (await phone.ask(query, input=sent))[name]
    assert got["userErrors"] == [], (name, got)
    return got


async def me(phone: Phone) -> str:
    found = await phone.ask("{ viewer { member { id } } }")
    return str(found["viewer"]["member"]["id"])


async def prepared(rita: Phone, sue: Phone) -> tuple[str, str]:
    """A talk of Rita and Sue with all there can be; returns its id and that of an action item."""
    sent = {
        "idempotencyKey": "1",
        "withId": await me(rita),
        "plannedAt": "2026-03-12T09:00:00Z",
    }
    talk = (await sue.ask(PLAN, input=sent))["oneOnOnePlan"]["oneOnOne"]["id"]
    about = {"oneOnOneId": talk}
    await run(rita, "oneOnOneTopicAdd", about | {"text": "My region"}, "topicNumber")
    await run(sue, "oneOnOneTopicAdd", about | {"text": "Demos"}, "topicNumber")
    private = about | {"kind": "PRIVATE", "text": SECRET}
    await run(sue, "oneOnOneNoteWrite", private, "oneOnOne { id }")
    shared = about | {"kind": "SHARED", "text": "A strong quarter"}
    await run(sue, "oneOnOneNoteWrite", shared, "oneOnOne { id }")
    item = {
        "idempotencyKey": "2",
        "ownerId": await me(rita),
        "text": "Visit the clinic",
        "dueOn": "2026-03-20",
        "oneOnOneId": talk,
    }
    made = await run(rita, "actionItemCreate", item, "actionItem { id }")
    return str(talk), str(made["actionItem"]["id"])


async def test_a_talk_from_its_agenda_to_both_signatures(org: Org, phone: Phones) -> None:
    rita, sue = phone("rita"), phone("sue")
    talk, item = await prepared(rita, sue)
    about = {"oneOnOneId": talk}
    await run(sue, "oneOnOneHold", about, "oneOnOne { state heldAt }")
    await run(sue, "oneOnOneTopicCover", about | {"topicNo": 1}, "oneOnOne { id }")
    shown = (await rita.ask(SHOW, id=talk))["oneOnOne"]
    assert shown["state"] == "HELD"
    assert [each["text"] for each in shown["topics"]] == ["My region", "Demos"]
    assert [each["isCovered"] for each in shown["topics"]] == [True, False]
    assert [(each["kind"], each["text"]) for each in shown["notes"]] == [
        ("SHARED", "A strong quarter")
    ]
    assert shown["figures"][0]["key"] == "points"
    kpis = {each["kpi"]: each for each in shown["kpis"]}
    assert "TOTAL" not in kpis
    assert kpis["WIN_RATE"] == {
        "kpi": "WIN_RATE",
        "title": "Win rate",
        "fromKind": None,
        "toKind": None,
        "unit": "RATIO",
        "scale": 10_000,
        "startsOn": "2026-03-01",
        "endsOn": "2026-04-01",
        "value": None,
        "gap": "ZERO_DENOMINATOR",
        "numerator": 0,
        "denominator": 0,
        "target": None,
        "baseline": None,
        "baselineOf": 0,
    }
    assert kpis["CUSTOMER_TIME"]["target"] == 6_000
    assert (kpis["CONVERSION"]["fromKind"], kpis["CONVERSION"]["toKind"]) == ("demo", "deal_won")
    assert kpis["AVERAGE_DEAL_SIZE"]["scale"] == 100
    seen = about | {"version": shown["version"]}
    states = [
        (await run(who, "oneOnOneSign", seen, "oneOnOne { state }"))["oneOnOne"]["state"]
        for who in (rita, sue)
    ]
    assert states == ["HELD", "SIGNED"]
    # what was agreed goes on
    done = {"actionItemId": item, "state": "DONE"}
    shown_item = "actionItem { state steps { kind by { name } } oneOnOne { id } }"
    got = await run(rita, "actionItemUpdate", done, shown_item)
    assert [each["kind"] for each in got["actionItem"]["steps"]] == ["CREATED", "DONE"]
    coming = {
        "idempotencyKey": "3",
        "withId": await me(sue),
        "plannedAt": "2026-03-26T09:00:00Z",
    }
    made = (await rita.ask(PLAN, input=coming))["oneOnOnePlan"]["oneOnOne"]
    assert made["topics"] == [{"text": "Demos"}]
    assert (await sue.ask(LIST))["oneOnOnes"]["totalCount"] == 2


async def test_nobody_but_the_two_sees_anything_of_a_talk_and_only_its_author_a_private_note(
    org: Org, phone: Phones, database: Database
) -> None:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    rita, sue = phone("rita"), phone("sue")
    talk, item = await prepared(rita, sue)
    member = await me(rita)
    for name in ("rita", "sue"):
        seen = await phone(name).ask(EVERYWHERE, talk=talk, item=item, member=member)
        assert seen["talk"] == seen["oneOnOne"] == {"id": talk}
        assert seen["item"] == {"id": item}
        assert seen["oneOnOnes"]["totalCount"] == 1
        assert seen["member"]["actionItems"]["totalCount"] == 1
    for name in ("bob", "olaf", "ada"):
        seen = await phone(name).ask(EVERYWHERE, talk=talk, item=item, member=member)
        assert seen["talk"] is seen["oneOnOne"] is seen["item"] is None
        assert seen["oneOnOnes"]["totalCount"] == 0
        assert seen["member"]["actionItems"] == {"totalCount": 0, "edges": []}
    for query, named in ((SHOW, {"id": talk}), (LIST, {})):
        assert SECRET in json.dumps(await sue.ask(query, **named))
        assert SECRET not in json.dumps(await rita.ask(query, **named))
    # nor does the log of what was done say what was said
    log = await phone("ada").ask(
        "{ auditLog(first: 100) { edges { node { action details { name value } } } } }"
    )
    for words in (SECRET, "My region", "A strong quarter", "Visit the clinic"):
        assert words not in json.dumps(log)
    # and over a socket as over HTTP: inboxes tell of nothing
    for name in ("bob", "olaf", "ada", "rita"):
        inbox = await phone(name).ask("{ viewer { inbox { edges { node { title body } } } } }")
        assert SECRET not in json.dumps(inbox)


async def test_F4_many_talks_are_read_together(
    org: Org, phone: Phones, statements: list[str]
) -> None:
    rita, sue = phone("rita"), phone("sue")
    counted = []
    for since, until in ((0, 3), (3, 30)):
        for number in range(since, until):
            sent = {
                "idempotencyKey": f"t{number}",
                "withId": await me(rita),
                "plannedAt": "2026-03-12T09:00:00Z",
            }
            talk = (await sue.ask(PLAN, input=sent))["oneOnOnePlan"]["oneOnOne"]["id"]
            topic = {"oneOnOneId": talk, "text": "Demos"}
            await run(rita, "oneOnOneTopicAdd", topic, "topicNumber")
        await sue.ask(LIST.replace("oneOnOnes", "oneOnOnes(first: 50)"))
        statements.clear()
        found = await sue.ask(LIST.replace("oneOnOnes", "oneOnOnes(first: 50)"))
        counted.append(len(statements))
        assert found["oneOnOnes"]["totalCount"] == until
    assert counted[0] == counted[1]


@pytest.fixture
async def address(app: FastAPI, org: Org) -> AsyncIterator[str]:
    del org
    async with served(app) as found:
        yield found


async def test_a_page_of_either_side_hears_of_a_change_and_nobody_else_does(
    address: str, org: Org, phone: Phones
) -> None:
    rita, sue = phone("rita"), phone("sue")
    sent = {
        "idempotencyKey": "1",
        "withId": pack("Member", org.rep),
        "plannedAt": "2026-03-12T09:00:00Z",
    }
    talk = (await sue.ask(PLAN, input=sent))["oneOnOnePlan"]["oneOnOne"]["id"]
    async with talking(address) as hers, talking(address) as leads, talking(address) as others:
        for line, who in ((hers, "rita"), (leads, "sue"), (others, "bob")):
            await line.begin(phone(who))
            await line.subscribe("subscription { progressChanged { points } }")
            assert (await line.next())["progressChanged"] == {"points": 0}
        about = {"oneOnOneId": talk}
        await run(
            sue, "oneOnOneNoteWrite", about | {"kind": "PRIVATE", "text": SECRET}, "__typename"
        )
        await run(rita, "oneOnOneTopicAdd", about | {"text": "My region"}, "topicNumber")
        for line in (hers, leads):
            assert (await line.next())["progressChanged"] == {"points": 0}
        await run(sue, "oneOnOneHold", about, "__typename")
        for line in (hers, leads):
            assert (await line.next())["progressChanged"] == {"points": 0}
        # what Bob hears first is what he does himself
        await record_call(phone("bob"), "1", quantity=3)
        assert (await others.next())["progressChanged"]["points"] > 0
