"""Today, as members and managers see it: the own day, the stat board of the team, live."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from tests.builders import NOW, Org, enrol
from tests.contract.conftest import Phone, Phones
from tests.contract.serving import served
from tests.contract.talking import record as record_call
from tests.contract.talking import talking
from tests.recording import accepted, intake_on, record, reverse

TODAY = """on firstActivityAt lastActivityAt normDays normMissing kinds { kind count norm }"""
BOARD = """asOf counts { kind count } members(first: 100) { edges { node {
  name countsToday { kind count } %s } } }"""
WEEK = timedelta(days=7)


async def calls(
    database: Database, org: Org, member_id: UUID, *hours: int, on: datetime = NOW, number: int = 2
) -> list[UUID]:
    async with intake_on(database, now=NOW) as intake:
        asked = [
            record(
                org,
                f"{member_id}{on}{hour}",
                member_id=member_id,
                quantity=number,
                occurred_at=on.replace(hour=hour),
            )
            for hour in hours
        ]
        answers = [await intake.submit(each) for each in asked]
    return [each.activity_id for each in accepted(answers)]


async def test_the_own_day_has_first_and_last_activity_and_what_is_usual_by_now(
    database: Database, org: Org, phone: Phones
) -> None:
    for number in range(1, 5):
        # of the usual day, what comes after 16:00 in Berlin does not count yet
        await calls(database, org, org.rep, 8, 14, 16, on=NOW - number * WEEK, number=number)
    *_, last = await calls(database, org, org.rep, 9, 11, 13, number=1)
    async with intake_on(database, now=NOW) as intake:
        await intake.submit(reverse(org, "back", activity_id=last))
    got = (await phone("rita").ask(f"{{ viewer {{ today {{ {TODAY} }} }} }}"))["viewer"]["today"]
    assert got == {
        "on": "2026-03-11",
        "firstActivityAt": "2026-03-11T09:00:00.000Z",
        "lastActivityAt": "2026-03-11T11:00:00.000Z",
        "normDays": 4,
        "normMissing": None,
        "kinds": [{"kind": "call", "count": 2, "norm": 4}],  # of 2 4 6 8
    }
    fresh = await phone("bob").ask(f"{{ viewer {{ today {{ {TODAY} }} }} }}")
    assert fresh["viewer"]["today"]["normMissing"] == "TOO_FEW_DAYS"
    assert fresh["viewer"]["today"]["kinds"] == []


async def test_colleagues_see_counts_and_only_those_who_lead_see_when(
    database: Database, org: Org, phone: Phones
) -> None:
    await calls(database, org, org.rep, 9)
    await calls(database, org, org.second_rep, 10, number=1)
    query = "query Q($id: ID!) { team(id: $id) { today { %s } } }" % (
        BOARD % "today { firstActivityAt }"
    )
    seen = {}
    for reader in ("bob", "sue"):
        got = (await phone(reader).ask(query, id=pack("Team", org.north)))["team"]["today"]
        assert got["counts"] == [{"kind": "call", "count": 3}]
        rows = {edge["node"]["name"]: edge["node"] for edge in got["members"]["edges"]}
        assert rows["Rita"]["countsToday"] == [{"kind": "call", "count": 2}]
        seen[reader] = [name for name in ("Rita", "Bob") if rows[name]["today"]]
    assert seen == {"bob": ["Bob"], "sue": ["Rita", "Bob"]}
    log = "{ viewer { accessLog { edges { node { surface viewer { name } } } } } }"
    looks = (await phone("rita").ask(log))["viewer"]["accessLog"]["edges"]
    assert [each["node"] for each in looks] == [{"surface": "TODAY", "viewer": {"name": "Sue"}}]


async def test_the_board_takes_the_same_number_of_statements_for_any_number_of_members(
    database: Database, org: Org, phone: Phones, statements: list[str]
) -> None:
    query = "query Q($id: ID!) { team(id: $id) { today { %s } } }" % (
        BOARD % f"today {{ {TODAY} }}"
    )
    taken = []
    for round_ in range(2):
        for number in range(40 * round_):
            await enrol(database, org.org_id, f"peer-{number}", team="north")
        for _ in range(3):
            await phone("sue").ask(query, id=pack("Team", org.north))
        statements.clear()
        got = await phone("sue").ask(query, id=pack("Team", org.north))
        taken.append((len(statements), len(got["team"]["today"]["members"]["edges"])))
    assert [members for _, members in taken] == [2, 42]
    assert taken[0][0] == taken[1][0], statements


@pytest.fixture
async def address(app: FastAPI, org: Org) -> AsyncIterator[str]:
    del org
    async with served(app) as found:
        yield found


async def test_the_board_is_live_and_made_once_for_all_who_see_counts_alone(
    address: str, database: Database, org: Org, phone: Phones, statements: list[str]
) -> None:
    await enrol(database, org.org_id, "kim", team="south")
    query = "subscription S($id: ID!) { teamTodayChanged(teamId: $id) { %s } }" % (BOARD % "")
    async with talking(address) as his, talking(address) as hers:
        for talk, name in ((his, "bob"), (hers, "rita")):
            await talk.begin(phone(name))
            await talk.subscribe(query, id=pack("Team", org.north))
            assert (await talk.next())["teamTodayChanged"]["counts"] == []
        await record_call(phone("kim"), "1")  # another team's: no event
        statements.clear()
        await record_call(phone("rita"), "1", quantity=3)
        heard: list[Any] = [(await talk.next())["teamTodayChanged"] for talk in (his, hers)]
    assert [each["counts"] for each in heard] == [[{"kind": "call", "count": 3}]] * 2
    reads = [each for each in statements if "cut (member_id, on_date, until)" in each]
    assert 1 <= len(reads) <= 2


async def test_what_is_said_of_a_day_is_heard_where_the_teams_board_is_open(
    address: str, org: Org, phone: Phones
) -> None:
    said: list[tuple[str, str, str, dict[str, Any]]] = [
        ("rita", "checkInPlan", "CheckInPlanInput", {"text": "Calls"}),
        ("rita", "checkInDone", "CheckInDoneInput", {"text": "Done"}),
        ("sue", "checkInAnswer", "CheckInAnswerInput", {}),
        ("sue", "nudgeGive", "NudgeGiveInput", {"memberId": pack("Member", org.rep)}),
        ("rita", "dayNoteWrite", "DayNoteWriteInput", {"on": f"{NOW:%Y-%m-%d}", "text": "Ill"}),
    ]
    begin = {"teamId": pack("Team", org.north), "startsOn": f"{NOW:%Y-%m-%d}"}
    await write(phone("sue"), "checkInsSet", "CheckInsSetInput", begin)
    async with talking(address) as talk:
        await talk.begin(phone("sue"))
        query = "subscription S($id: ID!) { teamTodayChanged(teamId: $id) { asOf } }"
        await talk.subscribe(query, id=pack("Team", org.north))
        await talk.next()
        for who, name, kind, sent in said:
            if name == "checkInAnswer":
                found = await phone("rita").ask(
                    "{ viewer { member { checkInDay { checkIn { id } } } } }"
                )
                sent["checkInId"] = found["viewer"]["member"]["checkInDay"]["checkIn"]["id"]
            await write(phone(who), name, kind, sent)
            assert "asOf" in (await talk.next())["teamTodayChanged"], name


async def write(of: Phone, name: str, kind: str, sent: dict[str, Any]) -> None:
    document = (
        f"mutation W($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}"
    )
    assert (await of.ask(document, input=sent))[name]["userErrors"] == []


async def test_a_board_of_no_team_is_refused(address: str, phone: Phones) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.subscribe('subscription { teamTodayChanged(teamId: "nothing") { asOf } }')
        heard = await talk.hear()
    assert "NOT_FOUND" in str(heard)
