"""Asking about an off-day over HTTP: one tap at the flag, for the member and who leads the member alone."""

import pytest

from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import Org, enrol
from tests.conftest import SetClock
from tests.contract.coaching.test_threads import ASK, BY_ID, LISTED, REPLY
from tests.contract.conftest import Phones
from tests.doing import rows
from tests.integration.coaching.habits import NOON, look
from tests.integration.coaching.test_off_days import morning

THREADS = "SELECT count(*) FROM thread"


@pytest.fixture
async def flag_id(database: Database, org: Org, clock: SetClock, dsn: str) -> str:
    """An off-day of Rita's, whom Sue leads; Bob is a colleague, Olaf leads another team."""
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    await morning(database, org)
    await look(database, org)
    clock.now = NOON
    [(found,)] = await rows(dsn, "SELECT flag_id FROM off_day_flag")
    return pack("OffDayFlag", found)


def asking(org: Org, flag_id: str, *, member: str = "") -> dict[str, object]:
    return {
        "idempotencyKey": "one",
        "memberId": member or pack("Member", org.rep),
        "about": {"flagId": flag_id},
        "text": "What was in your way?",
    }


async def test_the_answer_stays_beside_the_flag_for_the_two_sides_alone(
    org: Org, phone: Phones, flag_id: str
) -> None:
    got = (await phone("sue").ask(ASK, input=asking(org, flag_id)))["threadAsk"]
    assert got["userErrors"] == []
    thread_id = got["thread"]["id"]
    sent = {"idempotencyKey": "two", "threadId": thread_id, "text": "Acme's complaint"}
    assert (await phone("rita").ask(REPLY, input=sent))["threadReply"]["userErrors"] == []
    for who in ("rita", "sue", "ada"):
        found = (await phone(who).ask(LISTED, about={"flagId": flag_id}))["threads"]
        [node] = [edge["node"] for edge in found["edges"]]
        assert (node["id"], node["subject"], node["subjectId"]) == (thread_id, "FLAG", flag_id)
        assert node["startsOn"] is node["metricKey"] is node["boardKey"] is node["period"] is None
        said = [edge["node"]["text"] for edge in node["messages"]["edges"]]
        assert said == ["What was in your way?", "Acme's complaint"]
    for who in ("bob", "olaf"):
        assert await phone(who).ask(BY_ID, id=thread_id) == {"node": None, "thread": None}
        found = (await phone(who).ask(LISTED, about={"flagId": flag_id}))["threads"]
        assert found == {"totalCount": 0, "edges": []}


@pytest.mark.parametrize("who", ["bob", "olaf"])
async def test_nobody_else_asks_about_a_flag_or_learns_that_it_is_there(
    org: Org, phone: Phones, dsn: str, flag_id: str, who: str
) -> None:
    own = (await phone(who).ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
    for member, code in (("", "UNKNOWN_MEMBER"), (own, "NOT_FOUND")):
        sent = asking(org, flag_id, member=member)
        got = (await phone(who).ask(ASK, input=sent))["threadAsk"]
        assert (got["thread"], [each["code"] for each in got["userErrors"]]) == (None, [code])
    assert await rows(dsn, THREADS) == [(0,)]


async def test_a_flag_that_was_taken_back_is_not_asked_about_any_more(
    database: Database, org: Org, phone: Phones, dsn: str, flag_id: str
) -> None:
    async with database.transaction(org.org_id) as connection:
        await connection.execute(
            "UPDATE off_day_flag SET withdrawn_at = $2 WHERE org_id = $1", org.org_id, NOON
        )
    got = (await phone("sue").ask(ASK, input=asking(org, flag_id)))["threadAsk"]
    assert [(each["code"], each["path"]) for each in got["userErrors"]] == [
        ("NOT_FOUND", ["input", "about"])
    ]
    assert await rows(dsn, THREADS) == [(0,)]
