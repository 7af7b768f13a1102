"""Threads over HTTP and live: one tap beside the number, for the member and the leads alone."""

from typing import Any

import pytest

from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import Org, enrol
from tests.contract.conftest import Phones
from tests.doing import rows

ASK = (
    "mutation M($input: ThreadAskInput!) { threadAsk(input: $input)"
    " { thread { id } userErrors { code path } } }"
)
REPLY = (
    "mutation M($input: ThreadReplyInput!) { threadReply(input: $input)"
    " { thread { messages { edges { node { text member { name } } } } } userErrors { code } } }"
)
BY_ID = "query Q($id: ID!) { node(id: $id) { id } thread(id: $id) { id } }"
LISTED = """
query Q($member: ID, $about: ThreadAboutInput) { threads(memberId: $member, about: $about) {
  totalCount edges { node { id subject subjectId metricKey boardKey period startsOn
    member { name } messages { totalCount edges { node { text } } } } } } }
"""
INBOX = "{ viewer { unreadCount inbox { edges { node { kind title } } } } }"
FIGURE = {"figure": {"metric": "deals", "period": "MONTH", "on": "2026-03-11"}}


@pytest.fixture
async def thread_id(org: Org, phone: Phones, database: Database) -> str:
    """Sue asks about Rita's deals; Bob is a colleague, Olaf leads another team."""
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    rita = (await phone("rita").ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
    sent = {"idempotencyKey": "one", "memberId": rita, "about": FIGURE, "text": "What happened?"}
    got = (await phone("sue").ask(ASK, input=sent))["threadAsk"]
    assert got["userErrors"] == []
    return str(got["thread"]["id"])


async def test_the_answer_stays_beside_the_number(phone: Phones, org: Org, thread_id: str) -> None:
    inbox = (await phone("rita").ask(INBOX))["viewer"]
    assert (inbox["unreadCount"], inbox["inbox"]["edges"][0]["node"]) == (
        1,
        {"kind": "THREAD_MESSAGE", "title": "Sue has written to you"},
    )
    sent = {"idempotencyKey": "two", "threadId": thread_id, "text": "I was ill"}
    got = (await phone("rita").ask(REPLY, input=sent))["threadReply"]
    said = [
        (edge["node"]["member"]["name"], edge["node"]["text"])
        for edge in got["thread"]["messages"]["edges"]
    ]
    assert said == [("Sue", "What happened?"), ("Rita", "I was ill")]
    other_day = {"figure": FIGURE["figure"] | {"on": "2026-03-30"}}
    found = (await phone("sue").ask(LISTED, about=other_day))["threads"]
    [node] = [edge["node"] for edge in found["edges"]]
    assert node["id"] == thread_id
    assert (node["subject"], node["metricKey"], node["period"], node["startsOn"]) == (
        *("FIGURE", "deals", "MONTH", "2026-03-01"),
    )
    april = {"figure": FIGURE["figure"] | {"on": "2026-04-01"}}
    assert (await phone("sue").ask(LISTED, about=april))["threads"]["totalCount"] == 0


@pytest.mark.parametrize("name", ["bob", "olaf"])
async def test_nobody_else_finds_a_thread_by_node_list_or_inbox(
    phone: Phones, org: Org, thread_id: str, name: str
) -> None:
    rita = (await phone("rita").ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
    other = phone(name)
    assert await other.ask(BY_ID, id=thread_id) == {"node": None, "thread": None}
    for narrowed in ({}, {"member": rita}, {"about": FIGURE}):
        assert (await other.ask(LISTED, **narrowed))["threads"] == {"totalCount": 0, "edges": []}
    assert (await other.ask(INBOX))["viewer"]["inbox"]["edges"] == []
    sent = {"idempotencyKey": "three", "threadId": thread_id, "text": "Me too"}
    got = (await other.ask(REPLY, input=sent))["threadReply"]
    assert got == {"thread": None, "userErrors": [{"code": "NOT_FOUND"}]}


@pytest.mark.parametrize("name", ["rita", "sue", "ada"])
async def test_the_member_and_the_leads_do(
    phone: Phones, org: Org, thread_id: str, name: str
) -> None:
    found = await phone(name).ask(BY_ID, id=thread_id)
    assert found == {"node": {"id": thread_id}, "thread": {"id": thread_id}}
    assert (await phone(name).ask(LISTED))["threads"]["totalCount"] == 1


async def test_a_thread_is_about_exactly_one_thing(phone: Phones, org: Org) -> None:
    rita = (await phone("rita").ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
    goal: dict[str, Any] = {"goalId": rita}
    for about in ({}, FIGURE | goal):
        sent = {"idempotencyKey": "one", "memberId": rita, "about": about, "text": "Hm"}
        got = (await phone("sue").ask(ASK, input=sent))["threadAsk"]
        assert got["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "about"]}]
        refused = await phone("sue").answer(LISTED, about=about)
        assert refused["errors"][0]["extensions"]["code"] == "INVALID_SEARCH"


WIN_RATE = {"pick": {"kpi": "WIN_RATE"}, "period": "MONTH", "on": "2026-03-11"}
CONVERSION = {"kpi": "CONVERSION", "fromKind": "demo", "toKind": "deal_won"}
WHICH = "{ node(id: $id) { ... on Thread { subject subjectId kpi fromKind toKind period startsOn metricKey } } }"


async def test_a_kpi_is_asked_about_in_its_period(phone: Phones, org: Org) -> None:
    rita = (await phone("rita").ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
    made = []
    for number, kpi in enumerate((WIN_RATE, WIN_RATE | {"pick": CONVERSION})):
        sent = {"idempotencyKey": f"{number}", "memberId": rita, "about": {"kpi": kpi}}
        got = (await phone("sue").ask(ASK, input=sent | {"text": "Why so low?"}))["threadAsk"]
        assert got["userErrors"] == []
        made.append(got["thread"]["id"])
    shown = [
        (await phone("rita").ask(f"query Q($id: ID!) {WHICH}", id=each))["node"] for each in made
    ]
    usual = {"subject": "KPI", "subjectId": None, "period": "MONTH", "startsOn": "2026-03-01"}
    none = dict.fromkeys(("fromKind", "toKind", "metricKey"))
    assert shown == [usual | none | {"kpi": "WIN_RATE"}, usual | {"metricKey": None} | CONVERSION]
    other_day = {"kpi": WIN_RATE | {"on": "2026-03-30"}}
    found = (await phone("rita").ask(LISTED, about=other_day))["threads"]
    assert [edge["node"]["id"] for edge in found["edges"]] == made[:1]


@pytest.mark.parametrize(
    ("kpi", "path"),
    [
        (WIN_RATE | {"pick": {"kpi": "TOTAL", "metric": "deals"}}, "pick"),
        (WIN_RATE | {"pick": CONVERSION | {"toKind": "dream"}}, "pick"),
        (WIN_RATE | {"period": "SEASON"}, "period"),
    ],
)
async def test_what_is_no_kpi_of_a_period_is_not_asked_about(
    phone: Phones, org: Org, dsn: str, kpi: dict[str, Any], path: str
) -> None:
    rita = (await phone("rita").ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
    sent = {"idempotencyKey": "one", "memberId": rita, "about": {"kpi": kpi}, "text": "Hm"}
    got = (await phone("sue").ask(ASK, input=sent))["threadAsk"]
    assert got["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "about", "kpi", path]}]
    assert await rows(dsn, "SELECT count(*) FROM thread") == [(0,)]


async def test_a_list_of_threads_takes_the_same_number_of_statements_however_many(
    phone: Phones, org: Org, thread_id: str, statements: list[str]
) -> None:
    rita = (await phone("rita").ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]

    async def counted() -> int:
        statements.clear()
        await phone("sue").ask(LISTED)
        return len(statements)

    await counted()
    few = await counted()
    for month in range(4, 9):
        about = {"figure": FIGURE["figure"] | {"on": f"2026-0{month}-01"}}
        sent = {"idempotencyKey": str(month), "memberId": rita, "about": about, "text": "And?"}
        await phone("sue").ask(ASK, input=sent)
    assert await counted() == few
