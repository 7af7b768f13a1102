"""Pulses over HTTP: whoever asks, sees what is published of own groups and nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from bellringer.gamification.actions.coaching.carry_pulses import carry_pulses
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import NOW, Org, enrol
from tests.conftest import SetClock
from tests.contract.conftest import Phones

CREATE = (
    "mutation M($input: PulseCreateInput!) { pulseCreate(input: $input)"
    " { pulse { id state } userErrors { code } } }"
)
ANSWER = (
    "mutation M($input: PulseAnswerInput!) { pulseAnswer(input: $input)"
    " { pulse { hasAnswered } userErrors { code } } }"
)
SHOWN = """
{ pulses { totalCount edges { node { id state isAsked hasAnswered statements results {
    isEveryone asked answers team { teamKey } figures { statement tenths }
    attainment { since until ended met } } } } } }
"""
SENT = {
    "idempotencyKey": "one",
    "statements": ["I know what is expected of me."],
    "opensAt": "2026-03-11T15:00:00Z",
    "closesAt": "2026-03-18T15:00:00Z",
}
NORTH = ("rita", "bob", "kim", "lou", "max")
SOUTH = ("pat", "quinn", "rob", "sam", "tia")


async def carry(database: Database, org: Org, clock: SetClock) -> None:
    async with database.transaction(org.org_id) as connection:
        await carry_pulses(connection, now=clock())


@pytest.fixture
async def pulse_id(database: Database, org: Org, phone: Phones, clock: SetClock) -> str:
    """An open pulse; Olaf leads south."""
    for name in NORTH[2:]:
        await enrol(database, org.org_id, name, team="north")
    for name in SOUTH:
        await enrol(database, org.org_id, name, team="south")
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    made = await phone("ada").ask(CREATE, input=SENT)
    assert made["pulseCreate"]["pulse"]["state"] == "SCHEDULED"
    await carry(database, org, clock)
    return str(made["pulseCreate"]["pulse"]["id"])


async def shown(phone: Phones, name: str) -> dict[str, Any]:
    found = await phone(name).ask(SHOWN)
    assert found["pulses"]["totalCount"] == 1
    node: dict[str, Any] = found["pulses"]["edges"][0]["node"]
    return node


async def test_a_pulse_is_answered_once_and_read_by_those_it_concerns(
    database: Database, org: Org, phone: Phones, clock: SetClock, pulse_id: str
) -> None:
    before = await shown(phone, "rita")
    assert (before["state"], before["isAsked"], before["hasAnswered"]) == ("OPEN", True, False)
    sent = {"pulseId": pulse_id, "scores": [4]}
    for name in NORTH:
        got = (await phone(name).ask(ANSWER, input=sent))["pulseAnswer"]
        assert got == {"pulse": {"hasAnswered": True}, "userErrors": []}
    again = (await phone("rita").ask(ANSWER, input=sent))["pulseAnswer"]
    assert again == {"pulse": None, "userErrors": [{"code": "WRONG_STATE"}]}
    for name in SOUTH:
        await phone(name).ask(ANSWER, input={"pulseId": pulse_id, "scores": [2]})
    # while it is open there is nothing to read, for nobody
    for name in ("rita", "sue", "ada"):
        assert (await shown(phone, name))["results"] is None

    clock.now = NOW + timedelta(days=7)
    await carry(database, org, clock)
    readers = {
        "rita": ["", "north"],
        "sue": ["", "north"],
        "pat": ["", "south"],
        "olaf": ["", "south"],
        "ada": ["", "north", "south"],
    }
    figures = {"": 30, "north": 40, "south": 20}
    for name, keys in readers.items():
        results = (await shown(phone, name))["results"]
        found = [each["team"]["teamKey"] if each["team"] else "" for each in results]
        assert (found[0], sorted(found[1:])) == ("", sorted(keys[1:])), name
        for key, each in zip(found, results, strict=True):
            assert [figure["tenths"] for figure in each["figures"]] == [figures[key]]
    everyone = (await shown(phone, "rita"))["results"][0]
    assert (everyone["asked"], everyone["answers"]) == (13, 10)
    assert everyone["attainment"] == {
        "since": "2025-12-18",
        "until": "2026-03-18",
        "ended": 0,
        "met": 0,
    }


async def test_no_answer_and_no_participation_of_others_is_in_the_schema(
    phone: Phones, org: Org, pulse_id: str
) -> None:
    """Whoever answered knows that of themselves only: the types of pulses name no member."""
    introspected = await phone("ada").ask(
        '{ __type(name: "Pulse") { fields { name } } result: __type(name: "PulseResult") { fields { name } } }'
    )
    assert {each["name"] for each in introspected["__type"]["fields"]} == {
        *("id", "state", "statements", "opensAt", "closesAt", "isAsked", "hasAnswered", "results")
    }
    assert {each["name"] for each in introspected["result"]["fields"]} == {
        *("isEveryone", "asked", "answers", "figures", "team", "attainment")
    }


async def test_the_list_of_pulses_takes_the_same_number_of_statements_however_many(
    phone: Phones, org: Org, database: Database, clock: SetClock, statements: list[str]
) -> None:
    async def asked(number: int) -> int:
        opens = NOW + timedelta(days=number)
        sent = SENT | {
            "idempotencyKey": str(number),
            "opensAt": opens.isoformat(),
            "closesAt": (opens + timedelta(hours=1)).isoformat(),
        }
        await phone("ada").ask(CREATE, input=sent)
        clock.now = opens
        await carry(database, org, clock)
        clock.now = opens + timedelta(hours=1)
        await carry(database, org, clock)
        for _ in range(3):  # the first of a process read the playbook, and who Sue is
            await phone("sue").ask(SHOWN)
        statements.clear()
        found = await phone("sue").ask(SHOWN)
        assert found["pulses"]["totalCount"] == number
        return len(statements)

    first = await asked(1)
    assert first == await asked(2) == await asked(3)
