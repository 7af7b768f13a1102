"""Off-days over HTTP: a manager's morning, and who never sees any of it."""

from typing import Any
from uuid import UUID

import pytest

from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from bellringer.words import Role, Surface
from tests.builders import Org, enrol
from tests.conftest import SetClock
from tests.contract.coaching.test_access import log_of
from tests.contract.conftest import Phones
from tests.doing import rows
from tests.integration.coaching.habits import NOON, look
from tests.integration.coaching.test_off_days import ON, at_once, morning

FLAG = """id on count ownNorm teamNorm isPattern isExcused member { name }
  note { text } nudge { by { name } }"""
OWN = "{ viewer { flags { totalCount edges { node { <flag> } } } } }".replace("<flag>", FLAG)
TEAM = "query T($id: ID!) { team(id: $id) { flags(first: 100) { totalCount edges { node { <flag> } } } } }".replace(
    "<flag>", FLAG
)
NODE = "query N($id: ID!) { node(id: $id) { id } }"
INBOX = "{ viewer { inbox { edges { node { kind title body } } } } }"
NOTE = """mutation W($input: DayNoteWriteInput!) { dayNoteWrite(input: $input) {
  note { text excuses } userErrors { code } } }"""
NUDGE = """mutation G($input: NudgeGiveInput!) { nudgeGive(input: $input) {
  member { name } userErrors { code } } }"""


@pytest.fixture
async def flagged(database: Database, org: Org, clock: SetClock) -> str:
    """An off-day of Rita's that is a pattern, by the id of its flag."""
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    await at_once(database, org)
    await morning(database, org)
    await look(database, org)
    clock.now = NOON
    return "OffDayFlag"


async def flags_seen(phone: Phones, org: Org, who: str) -> list[dict[str, Any]] | None:
    got = (await phone(who).ask(TEAM, id=pack("Team", org.north)))["team"]["flags"]
    return None if got is None else [each["node"] for each in got["edges"]]


async def kinds(phone: Phones, who: str) -> list[str]:
    found = (await phone(who).ask(INBOX))["viewer"]["inbox"]["edges"]
    return [each["node"]["kind"] for each in found]


@pytest.mark.usefixtures("flagged")
async def test_the_manager_sees_the_flag_reads_the_note_and_nudges(org: Org, phone: Phones) -> None:
    [flag] = await flags_seen(phone, org, "sue") or []
    assert (flag["member"], flag["on"], flag["count"]) == ({"name": "Rita"}, "2026-03-11", 1)
    assert (flag["ownNorm"], flag["teamNorm"], flag["isPattern"]) == (12, 12, True)
    said = {"on": ON.isoformat(), "text": "A long complaint of Acme's", "excuses": False}
    assert (await phone("rita").ask(NOTE, input=said))["dayNoteWrite"]["userErrors"] == []
    rita = pack("Member", org.rep)
    nudged = await phone("sue").ask(NUDGE, input={"memberId": rita})
    assert nudged["nudgeGive"] == {"member": {"name": "Rita"}, "userErrors": []}
    again = await phone("sue").ask(NUDGE, input={"memberId": rita})
    assert [each["code"] for each in again["nudgeGive"]["userErrors"]] == ["ALLOWANCE_SPENT"]
    [flag] = await flags_seen(phone, org, "sue") or []
    assert flag["note"] == {"text": "A long complaint of Acme's"}
    assert flag["nudge"] == {"by": {"name": "Sue"}}
    own = (await phone("rita").ask(OWN))["viewer"]["flags"]
    assert [each["node"] for each in own["edges"]] == [flag]
    assert await kinds(phone, "rita") == ["NUDGE", "OFF_DAY_FLAG"]
    assert {("Sue", Surface.FLAGS), ("Sue", Surface.NOTES)} <= set(await log_of(phone("rita")))
    # what excuses the day says so, and is not nudged any more
    await phone("rita").ask(NOTE, input=said | {"excuses": True})
    [flag] = await flags_seen(phone, org, "sue") or []
    assert flag["isExcused"] is True


@pytest.mark.usefixtures("flagged")
async def test_no_colleague_and_no_other_lead_ever_sees_a_flag_a_note_or_a_nudge(
    org: Org, phone: Phones, dsn: str
) -> None:
    said = {"on": ON.isoformat(), "text": "A secret of mine", "excuses": False}
    await phone("rita").ask(NOTE, input=said)
    await phone("sue").ask(NUDGE, input={"memberId": pack("Member", org.rep)})
    [(flag_id,)] = await rows(dsn, "SELECT flag_id FROM off_day_flag")
    assert isinstance(flag_id, UUID)
    everything = """query E($id: ID!) { member(id: $id) { today { note { text } } }
      auditLog { edges { node { action } } } feed { edges { node { kind } } } }"""
    readers = []
    for who in ("rita", "bob", "sue", "olaf", "ada"):
        node = (await phone(who).ask(NODE, id=pack("OffDayFlag", flag_id)))["node"]
        listed = await flags_seen(phone, org, who)
        own = (await phone(who).ask(OWN))["viewer"]["flags"]["totalCount"]
        told = [each for each in await kinds(phone, who) if each in ("OFF_DAY_FLAG", "NUDGE")]
        got = await phone(who).ask(everything, id=pack("Member", org.rep))
        sees = "secret" in str(got)
        assert bool(node) == bool(sees) == (who in ("rita", "sue", "ada"))
        assert bool(listed) == (who in ("sue", "ada"))
        assert own == (1 if who == "rita" else 0)
        assert bool(told) == (who in ("rita", "sue"))
        if who not in ("sue", "rita", "ada"):
            assert got["auditLog"] is None
            assert listed is None
        readers.append(who)
    assert len(readers) == 5


async def test_a_managers_page_takes_the_same_number_of_statements_for_any_number_of_members(
    database: Database, org: Org, phone: Phones, clock: SetClock, statements: list[str]
) -> None:
    page = """query P($id: ID!) { team(id: $id) { flags(first: 100) { edges { node { <flag> } } }
      offDays { looksAt } today { counts { count } members(first: 100) { edges { node { name
      countsToday { count } today { kinds { count norm } note { text } } } } } } } }""".replace(
        "<flag>", FLAG
    )
    clock.now = NOON
    taken = []
    for peers in (2, 40):
        await morning(database, org, peers=peers)
        await look(database, org)
        for _ in range(3):
            await phone("sue").ask(page, id=pack("Team", org.north))
        statements.clear()
        await phone("sue").ask(page, id=pack("Team", org.north))
        taken.append(len(statements))
    assert taken[0] == taken[1], statements
