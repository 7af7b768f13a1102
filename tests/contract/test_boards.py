"""Boards and months as a phone asks for them: the present, the past, and what is not there."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import Org
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones
from tests.contract.test_main_job import RECORD

BOARD = """query Board($key: String!, $period: PeriodInput) { leaderboard(key: $key, period: $period) {
  key title unit currency scale state startsAt endsAt finalAt periodKind timeZone subjectKind
  mine { rank score subject { id name } } aroundMe(radius: 2) { rank subject { name } }
  standings(first: 5) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
    edges { node { rank score rankDelta subject { __typename name } } } } } }"""


async def record(phone: Phone, key: str, **more: Any) -> None:
    sent = {"idempotencyKey": key, "kind": "call", **more}
    assert (await phone.ask(RECORD, input=sent))["activityRecord"]["userErrors"] == []


async def board(phone: Phone, key: str, on: str | None = None) -> dict[str, Any]:
    period = None if on is None else {"on": on}
    found: dict[str, Any] = (await phone.ask(BOARD, key=key, period=period))["leaderboard"]
    return found


@pytest.mark.parametrize(
    "key",
    [
        *("points-day", "points-week", "points-month", "points-quarter", "points-all"),
        *("teams-points-month", "teams-attainment-month", "deals-month", "revenue-month"),
    ],
)
async def test_a_board_that_nothing_has_moved_yet_is_open_and_empty(
    org: Org, phone: Phones, key: str
) -> None:
    found = await board(phone("rita"), key)
    assert (found["key"], found["state"], found["mine"], found["aroundMe"]) == (
        key,
        "OPEN",
        None,
        [],
    )
    assert found["standings"] == {
        "totalCount": 0,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "endCursor": None},
        "edges": [],
    }


async def test_a_month_begins_and_ends_at_midnight_of_the_board(org: Org, phone: Phones) -> None:
    found = await board(phone("rita"), "revenue-month")
    assert found["startsAt"] == "2026-02-28T23:00:00.000Z"
    assert found["endsAt"] == "2026-03-31T22:00:00.000Z", "summer time has begun"
    assert found["finalAt"] == "2026-04-01T22:00:00.000Z"
    assert (found["unit"], found["currency"], found["scale"]) == ("MONEY", "EUR", 100)


async def test_attainment_is_a_ratio_in_ten_thousandths(org: Org, phone: Phones) -> None:
    found = await board(phone("rita"), "teams-attainment-month")
    assert (found["unit"], found["currency"], found["scale"]) == ("RATIO", None, 10_000)


async def test_all_time_has_no_end(org: Org, phone: Phones) -> None:
    found = await board(phone("rita"), "points-all")
    assert found["endsAt"].startswith("9999-12-31")
    assert found["finalAt"] is None


async def test_a_past_period_is_read_by_a_date_inside_of_it(
    org: Org, phone: Phones, clock: SetClock
) -> None:
    rita = phone("rita")
    await record(rita, "1", occurredAt="2026-03-02T10:00:00Z")
    await record(rita, "2", quantity=3)
    await record(phone("bob"), "1", quantity=2, occurredAt="2026-03-02T10:00:00Z")
    past = await board(rita, "points-week", "2026-03-04")
    present = await board(rita, "points-week")
    # what is done today, of which Rita does most, has moved nobody there
    listed = [edge["node"] for edge in past["standings"]["edges"]]
    assert [(each["rank"], each["rankDelta"]) for each in listed] == [(1, None), (2, None)]
    assert past["mine"]["score"] < present["mine"]["score"]
    assert past["state"] == "PROVISIONAL"
    assert past["endsAt"] == present["startsAt"]
    clock.now += timedelta(days=60)
    later = await board(phone("rita"), "points-month", "2026-03-11")
    assert later["mine"]["rank"] == 1
    assert (await board(phone("rita"), "points-month"))["mine"] is None


async def test_on_a_board_of_teams_mine_is_my_team(org: Org, phone: Phones) -> None:
    await record(phone("rita"), "1")
    found = await board(phone("bob"), "teams-points-month")
    assert (found["mine"]["rank"], found["mine"]["subject"]["name"]) == (1, "North")
    assert found["standings"]["edges"][0]["node"]["subject"]["__typename"] == "Team"
    assert (await phone("bob").ask('{ viewer { rank(board: "teams-points-month") } }'))["viewer"][
        "rank"
    ] == 1
    assert (await board(phone("ada"), "teams-points-month"))["mine"] is None, "in no team"


async def test_pages_follow_each_other_in_both_directions(org: Org, phone: Phones) -> None:
    for number, name in enumerate(("rita", "bob", "sue")):
        await record(phone(name), "1", quantity=number + 1)
    page = """query P($first: Int, $after: String, $last: Int, $before: String) {
      leaderboard(key: "points-day") {
        standings(first: $first, after: $after, last: $last, before: $before) {
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          edges { node { rank subject { name } } } } } }"""
    rita = phone("rita")

    async def turn(**arguments: Any) -> tuple[list[tuple[int, str]], dict[str, Any]]:
        found = (await rita.ask(page, **arguments))["leaderboard"]["standings"]
        rows = [(each["node"]["rank"], each["node"]["subject"]["name"]) for each in found["edges"]]
        return rows, found["pageInfo"]

    top, info = await turn(first=2)
    assert top == [(1, "Sue"), (2, "Bob")]
    assert info["hasNextPage"]
    rest, info = await turn(first=2, after=info["endCursor"])
    assert rest == [(3, "Rita")]
    assert (info["hasNextPage"], info["hasPreviousPage"]) == (False, True)
    back, info = await turn(last=2, before=info["startCursor"])
    assert back == top
    assert not info["hasPreviousPage"]
    assert (await turn(last=1))[0] == rest


async def test_what_is_not_there_is_null(org: Org, phone: Phones) -> None:
    rita = phone("rita")
    for key in ("nope", "", "points-month\x00"):
        assert await board(rita, key) is None
    assert (await rita.ask('{ viewer { rank(board: "nope") } }'))["viewer"]["rank"] is None
    months = "query M($on: Date!) { teamOfTheMonth(month: $on) { month } memberOfTheMonth(month: $on) { month } }"
    for on in ("2026-03-11", "1970-01-01", "0001-01-01", "9999-12-31"):
        assert await rita.ask(months, on=on) == {"teamOfTheMonth": None, "memberOfTheMonth": None}


@pytest.mark.parametrize("on", ["0001-01-01", "1969-12-31", "9999-12-31", "9999-01-01"])
@pytest.mark.parametrize(
    "key", ["points-day", "points-week", "points-month", "points-quarter", "points-all"]
)
async def test_no_date_makes_a_board_fail(org: Org, phone: Phones, key: str, on: str) -> None:
    got = await phone("rita").answer(BOARD, key=key, period={"on": on})
    assert "errors" not in got


async def test_the_member_of_the_month_shows_as_things_stand(org: Org, phone: Phones) -> None:
    rita = phone("rita")
    await record(rita, "1")
    found = await rita.ask(
        """{ memberOfTheMonth(month: "2026-03-20") {
               month state decidedAt winners { score boardKey member { name } } }
             teamOfTheMonth(month: "2026-03-20") { state winners { team { name } winsInARow } } }"""
    )
    assert found["memberOfTheMonth"]["state"] == "OPEN"
    assert found["memberOfTheMonth"]["winners"][0]["member"]["name"] == "Rita"
    assert found["teamOfTheMonth"]["winners"][0]["team"]["name"] == "North"
