"""Competitions as a phone sees them, and as a manager makes them."""

from datetime import timedelta
from typing import Any

from bellringer.gamification.actions.carry_competitions import carry_competitions
from bellringer.gamification.actions.close_periods import close_periods
from bellringer.models.database import Database
from tests.builders import Org
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones
from tests.contract.test_boards import record
from tests.contract.test_recognition import ids

COMPETITION = """query C($id: ID!) { competition(id: $id) {
  kind state title prize subjectKind tiePolicy timeZone startsOn endsOn startsAt endsAt target number isWon
  metric { key } createdBy { name }
  participants { subject { name } leftOn standIn { name } standInFrom hasWon }
  winners { subject { name } winningScore targetReachedAt }
  why { target total best remaining winners }
  leaderboard { key state endsAt standings { edges { node { rank score subject { name } gapToNext
    why { tiedWith tiePolicy } } } } } } }"""
MUTATION = """mutation M($input: %sInput!) { %s(input: $input) {
  competition { id state } userErrors { code path } } }"""
TERMS = {
    "kind": "RACE_TO_TARGET",
    "title": "Spring race",
    "metricKey": "calls",
    "startsOn": "2026-03-11",
    "endsOn": "2026-03-14",
    "target": 2,
    "prize": "Dinner for two",
}


async def send(phone: Phone, name: str, **sent: Any) -> dict[str, Any]:
    title = name[0].upper() + name[1:]
    got: dict[str, Any] = (await phone.ask(MUTATION % (title, name), input=sent))[name]
    return got


async def race(phone: Phones, **terms: Any) -> str:
    """Sue's race between Rita and Bob, live."""
    named = await ids(phone("sue"))
    sent = {"terms": TERMS | terms, "participantIds": [named["Rita"], named["Bob"]]}
    made = await send(phone("sue"), "competitionCreate", idempotencyKey="one", **sent)
    again = await send(phone("sue"), "competitionCreate", idempotencyKey="one", **sent)
    assert made == again, "sent again, it is one draft"
    competition_id = str(made["competition"]["id"])
    assert made["competition"]["state"] == "DRAFT"
    assert (await phone("bob").ask(COMPETITION, id=competition_id))["competition"] is None
    got = await send(phone("sue"), "competitionSchedule", competitionId=competition_id)
    assert got == {"competition": {"id": competition_id, "state": "LIVE"}, "userErrors": []}
    return competition_id


async def read(phone: Phone, competition_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await phone.ask(COMPETITION, id=competition_id))["competition"]
    return found


async def test_a_race_runs_live_and_is_judged(
    org: Org, phone: Phones, database: Database, clock: SetClock
) -> None:
    competition_id = await race(phone)
    await record(phone("rita"), "1")
    found = await read(phone("bob"), competition_id)
    assert found["leaderboard"].pop("key").startswith("competition-")
    assert found == {
        "kind": "RACE_TO_TARGET",
        "state": "LIVE",
        "title": "Spring race",
        "prize": "Dinner for two",
        "subjectKind": "MEMBER",
        "tiePolicy": "COMPETITION",
        "timeZone": "Europe/Berlin",
        "startsOn": "2026-03-11",
        "endsOn": "2026-03-14",
        "startsAt": "2026-03-10T23:00:00.000Z",
        "endsAt": "2026-03-13T23:00:00.000Z",
        "target": 2,
        "number": 1,
        "isWon": False,
        "metric": {"key": "calls"},
        "createdBy": {"name": "Sue"},
        "participants": found["participants"],
        "winners": [],
        "why": {"target": 2, "total": 1, "best": 1, "remaining": 1, "winners": 0},
        "leaderboard": {
            "state": "OPEN",
            "endsAt": "2026-03-13T23:00:00.000Z",
            "standings": {
                "edges": [
                    {
                        "node": {
                            "rank": 1,
                            "score": 1,
                            "subject": {"name": "Rita"},
                            "gapToNext": None,
                            "why": {"tiedWith": 0, "tiePolicy": "COMPETITION"},
                        }
                    }
                ]
            },
        },
    }
    assert sorted(each["subject"]["name"] for each in found["participants"]) == ["Bob", "Rita"]
    await record(phone("rita"), "2")
    clock.now += timedelta(days=5)
    for _ in range(2):
        async with database.transaction(org.org_id) as connection:
            await carry_competitions(connection, now=clock.now)
        async with database.transaction(org.org_id) as connection:
            await close_periods(connection, now=clock.now)
    found = await read(phone("bob"), competition_id)
    assert (found["state"], found["isWon"]) == ("FINAL", True)
    assert [each["subject"]["name"] for each in found["winners"]] == ["Rita"]
    assert found["winners"][0]["winningScore"] == 2
    assert found["winners"][0]["targetReachedAt"] is not None
    assert found["why"]["remaining"] == 0


async def test_a_board_of_a_competition_is_followed_like_any_by_its_key(
    org: Org, phone: Phones
) -> None:
    found = await read(phone("bob"), await race(phone))
    key = found["leaderboard"]["key"]
    board = "query B($key: String!) { leaderboard(key: $key) { title periodKind } }"
    assert (await phone("bob").ask(board, key=key))["leaderboard"] == {
        "title": "Spring race",
        "periodKind": "SEASON",
    }
    listed = "{ viewer { organization { leaderboards { key } } } }"
    boards = (await phone("bob").ask(listed))["viewer"]["organization"]["leaderboards"]
    assert {"key": key} not in boards


async def test_a_running_race_is_locked_left_and_called_off(org: Org, phone: Phones) -> None:
    competition_id = await race(phone)
    named = await ids(phone("sue"))
    locked = await send(
        phone("sue"), "competitionUpdate", competitionId=competition_id, terms=TERMS
    )
    assert locked["userErrors"] == [
        {"code": "COMPETITION_LOCKED", "path": ["input", "competitionId"]}
    ]
    left = await send(
        phone("ada"),
        "competitionLeave",
        competitionId=competition_id,
        participantId=named["Rita"],
        standInId=named["Ada"],
    )
    assert left["userErrors"] == []
    found = await read(phone("rita"), competition_id)
    assert {each["leftOn"]: each["standIn"] for each in found["participants"]} == {
        None: None,
        "2026-03-12": {"name": "Ada"},
    }
    refused = await send(phone("rita"), "competitionCancel", competitionId=competition_id)
    assert refused["userErrors"] == [{"code": "NOT_ALLOWED", "path": None}]
    gone = await send(phone("ada"), "competitionCancel", competitionId=competition_id)
    assert gone["competition"]["state"] == "CANCELLED"


async def test_competitions_are_listed_by_state(org: Org, phone: Phones) -> None:
    competition_id = await race(phone)
    named = await ids(phone("sue"))
    sent = {"terms": TERMS | {"title": "Later"}, "participantIds": [named["Bob"]]}
    await send(phone("sue"), "competitionCreate", idempotencyKey="two", **sent)
    query = """query L($states: [CompetitionState!]) { competitions(states: $states, first: 1) {
        totalCount edges { node { id title } } pageInfo { hasNextPage } } }"""
    found = (await phone("bob").ask(query, states=["LIVE", "DRAFT"]))["competitions"]
    assert found == {
        "totalCount": 1,
        "edges": [{"node": {"id": competition_id, "title": "Spring race"}}],
        "pageInfo": {"hasNextPage": False},
    }
    assert (await phone("sue").ask(query))["competitions"]["totalCount"] == 2
    assert (await phone("ada").ask(query, states=["FINAL"]))["competitions"]["totalCount"] == 0


async def test_a_mission_counts_all_together(org: Org, phone: Phones) -> None:
    competition_id = await race(phone, kind="MISSION", target=3)
    await record(phone("rita"), "1")
    await record(phone("bob"), "2")
    found = await read(phone("bob"), competition_id)
    assert found["why"] == {"target": 3, "total": 2, "best": 1, "remaining": 1, "winners": 0}
