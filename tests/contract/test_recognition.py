"""Team and member of the month as a phone asks for them, and as an admin decides them."""

from datetime import timedelta
from typing import Any

from bellringer.models.database import Database
from tests.builders import Org
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones
from tests.contract.months import open_month
from tests.contract.test_boards import record

ON = "2026-03-20"
MONTH = """{ memberOfTheMonth(month: "2026-03-20") {
  month endsOn state edition decision takesVotes closesAt decidedAt
  shortlist { place score scale boardKey scoreKind leftOut votes nominations subject { name } }
  nominated { votes nominations subject { name } } leftOut { subject { name } }
  myVote { name }
  winners { score scale winsInARow member { name }
    why { decision reason tieBreak tiePolicy tiedWith decidedBy { name } candidate { place votes }
          leftOut { leftOut } } } } }"""
DO = """mutation M($input: %sInput!) { %s(input: $input) {
  recognized { __typename edition } userErrors { code path } } }"""


async def month(phone: Phone) -> dict[str, Any]:
    found: dict[str, Any] = (await phone.ask(MONTH))["memberOfTheMonth"]
    return found


async def send(phone: Phone, name: str, **sent: Any) -> dict[str, Any]:
    title = name[0].upper() + name[1:]
    got: dict[str, Any] = (await phone.ask(DO % (title, name), input=sent | {"month": ON}))[name]
    return got


async def ids(phone: Phone) -> dict[str, str]:
    found = await phone.ask("{ members(first: 50) { edges { node { id name } } } }")
    return {each["node"]["name"]: each["node"]["id"] for each in found["members"]["edges"]}


async def test_a_month_is_nominated_for_voted_on_decided_and_explained(
    org: Org, phone: Phones, database: Database, clock: SetClock
) -> None:
    await open_month(database, org)
    named = await ids(phone("rita"))
    thanks = {"candidateId": named["Sue"], "reason": "Helps everybody"}
    for _ in range(2):  # sent again, it is one nomination
        got = await send(phone("rita"), "monthNominate", idempotencyKey="n", **thanks)
        assert got == {
            "recognized": {"__typename": "MemberOfTheMonth", "edition": 1},
            "userErrors": [],
        }
    got = await send(phone("rita"), "monthNominate", idempotencyKey="o", **thanks)
    assert got["userErrors"] == [{"code": "ALREADY_NOMINATED", "path": ["input", "candidateId"]}]
    await send(phone("rita"), "monthVote", candidateId=named["Bob"])
    await send(phone("rita"), "monthVote", candidateId=named["Sue"])

    open_still = await month(phone("rita"))
    assert open_still["myVote"] == {"name": "Sue"}
    assert open_still["nominated"] == [
        {"votes": None, "nominations": 1, "subject": {"name": "Sue"}}
    ]
    assert (await month(phone("ada")))["nominated"][0]["votes"] is None, "not for admins either"
    words = """{ monthNominations(subjectKind: MEMBER, month: "2026-03-20") { totalCount
        edges { node { reason subject { name } byMember { name } } } } }"""
    assert (await phone("bob").ask(words))["monthNominations"] == {
        "totalCount": 1,
        "edges": [
            {
                "node": {
                    "reason": "Helps everybody",
                    "subject": {"name": "Sue"},
                    "byMember": {"name": "Rita"},
                }
            }
        ],
    }

    clock.now += timedelta(hours=72)
    won = {"winnerIds": [named["Sue"]], "reason": "By far"}
    got = await send(phone("ada"), "monthDecide", idempotencyKey="d", **won)
    assert got["userErrors"] == []
    found = await month(phone("bob"))
    assert found["decidedAt"] is not None
    assert found["shortlist"][0]["subject"] == {"name": "Bob"}
    assert found["winners"] == [
        {
            "score": 0,
            "scale": 1,
            "winsInARow": 1,
            "member": {"name": "Sue"},
            "why": {
                "decision": "BY_MANAGER",
                "reason": "By far",
                "tieBreak": None,
                "tiePolicy": None,
                "tiedWith": 0,
                "decidedBy": {"name": "Ada"},
                "candidate": {"place": None, "votes": 1},
                "leftOut": [],
            },
        }
    ]
    past = "{ membersOfTheMonth { totalCount edges { node { month edition myVote { name } } } } }"
    assert (await phone("bob").ask(past))["membersOfTheMonth"] == {
        "totalCount": 1,
        "edges": [{"node": {"month": "2026-03-01", "edition": 1, "myVote": None}}],
    }
    no_edition = '{ memberOfTheMonth(month: "2026-03-20", edition: 2) { month } }'
    assert await phone("bob").ask(no_edition) == {"memberOfTheMonth": None}


async def test_a_months_winner_is_explained_as_things_stand(org: Org, phone: Phones) -> None:
    await record(phone("rita"), "1")
    why = """{ teamOfTheMonth(month: "2026-03-20") { edition winners { score scale
        why { tiePolicy tiedWith candidate { scoreKind boardKey place } } } } }"""
    assert (await phone("bob").ask(why))["teamOfTheMonth"] == {
        "edition": 0,
        "winners": [
            {
                "score": 50,
                "scale": 100,
                "why": {
                    "tiePolicy": "COMPETITION",
                    "tiedWith": 0,
                    "candidate": {
                        "scoreKind": "PER_HEAD",
                        "boardKey": "teams-points-month",
                        "place": 1,
                    },
                },
            }
        ],
    }


async def test_an_admin_sets_how_months_are_found(org: Org, phone: Phones) -> None:
    change = """mutation M($input: RecognitionSettingsUpdateInput!) {
        recognitionSettingsUpdate(input: $input) {
            settings { decision boardKey minimumTenureDays openHours } userErrors { code path } } }"""
    sent = {"subjectKind": "MEMBER", "decision": "BY_MANAGER", "minimumTenureDays": 30}
    got = (await phone("ada").ask(change, input=sent))["recognitionSettingsUpdate"]
    assert got == {
        "settings": {
            "decision": "BY_MANAGER",
            "boardKey": None,
            "minimumTenureDays": 30,
            "openHours": 72,
        },
        "userErrors": [],
    }
    read = """{ viewer { organization { recognitionSettings { subjectKind decision } } } }"""
    assert (await phone("rita").ask(read))["viewer"]["organization"]["recognitionSettings"] == [
        {"subjectKind": "TEAM", "decision": "AUTOMATIC"},
        {"subjectKind": "MEMBER", "decision": "BY_MANAGER"},
    ]
    refused = await phone("ada").ask(change, input=sent | {"boardKey": "points-day"})
    assert refused["recognitionSettingsUpdate"]["userErrors"] == [
        {"code": "INVALID_INPUT", "path": ["input", "boardKey"]}
    ]


async def test_a_month_where_the_calendar_ends_is_refused(org: Org, phone: Phones) -> None:
    named = await ids(phone("rita"))
    for on in ("0001-01-01", "9999-12-31"):
        got = await phone("rita").ask(
            DO % ("MonthVote", "monthVote"), input={"month": on, "candidateId": named["Bob"]}
        )
        assert got["monthVote"]["userErrors"] == [
            {"code": "INVALID_INPUT", "path": ["input", "month"]}
        ]


async def test_members_and_teams_are_not_mixed(org: Org, phone: Phones, database: Database) -> None:
    await open_month(database, org, is_closed=True)
    named = await ids(phone("ada"))
    team = (await phone("rita").ask("{ viewer { member { team { id } } } }"))["viewer"]["member"]
    mixed = {"winnerIds": [named["Bob"], team["team"]["id"]], "reason": "All"}
    got = await send(phone("ada"), "monthDecide", idempotencyKey="m", **mixed)
    assert got["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "winnerIds"]}]
