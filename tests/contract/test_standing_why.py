"""Why a rank is what it is, as a phone asks for it."""

from datetime import timedelta
from typing import Any

import pytest

from bellringer.gamification.actions.close_periods import close_periods
from bellringer.gamification.actions.propose_goal import propose_goal
from bellringer.gamification.commands.goals import GoalTerms, ProposeGoal
from bellringer.models.database import Database
from bellringer.words import SubjectKind
from tests.builders import NOW, Org
from tests.conftest import SetClock
from tests.contract.conftest import Phones
from tests.contract.test_board_definitions import call, define
from tests.doing import do
from tests.recording import importer

WHY = """query W($key: String!, $on: Date) { leaderboard(key: $key) {
  standings(first: 10) { edges { node { rank score gapToNext correction subject { name } why {
    tieBreak tiedWith isDecidedByTime toPassNext changedBy entryCount entrySum
    parts { numerator target headcount baseline }
    entries(first: 2) { totalCount edges { node { points } } }
    activities(first: 2) { totalCount edges { node { kind quantity } } } } } } } } }"""
REVERSE = """mutation R($input: ActivityReverseInput!) {
  activityReverse(input: $input) { userErrors { code } } }"""


async def whys(phone: Phones, who: str, key: str) -> dict[str, dict[str, Any]]:
    found = (await phone(who).ask(WHY.replace(", $on: Date", ""), key=key))["leaderboard"]
    nodes = [edge["node"] for edge in found["standings"]["edges"]]
    return {node["subject"]["name"]: node["why"] | {"node": node} for node in nodes}


@pytest.fixture
async def week(org: Org, phone: Phones) -> None:
    """Rita has 30 calls in two activities beside one that was taken back, Bob 10."""
    await call(phone, "rita", 20)
    await call(phone, "rita", 10, days_ago=1)
    taken = await call(phone, "rita", 7)
    sent = {"idempotencyKey": "r", "activityId": taken["activity"]["id"], "reason": "Twice"}
    assert (await phone("rita").ask(REVERSE, input=sent))["activityReverse"]["userErrors"] == []
    await call(phone, "bob", 10)
    await define(phone)


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize("key", ["calls-week", "points-month", "points-all"])
async def test_what_counts_adds_up_to_the_score(phone: Phones, key: str) -> None:
    found = await whys(phone, "sue", key)
    assert [(name, why["entryCount"]) for name, why in found.items()] == [("Rita", 2), ("Bob", 1)]
    for why in found.values():
        assert why["entrySum"] == why["node"]["score"]
        assert why["parts"] is None


@pytest.mark.usefixtures("week")
async def test_the_activities_and_entries_behind_it_are_shown_to_those_concerned(
    phone: Phones,
) -> None:
    ritas = (await whys(phone, "sue", "calls-week"))["Rita"]
    # the latest first, with the one that was taken back and what takes it back
    assert ritas["activities"]["totalCount"] == 4
    assert {each["node"]["kind"] for each in ritas["activities"]["edges"]} == {"call"}
    assert ritas["entries"] is None, "no points"
    points = (await whys(phone, "rita", "points-month"))["Rita"]
    assert (points["entries"]["totalCount"], points["activities"]) == (4, None)
    assert (await whys(phone, "bob", "calls-week"))["Rita"]["activities"] is None
    assert (await whys(phone, "bob", "points-month"))["Rita"]["entries"] is None


@pytest.mark.usefixtures("week")
async def test_what_it_says_passes_the_next(phone: Phones) -> None:
    bobs = (await whys(phone, "bob", "calls-week"))["Bob"]
    assert (bobs["toPassNext"], bobs["node"]["gapToNext"]) == (21, 21)
    assert bobs["changedBy"].startswith("21 more of ")
    await call(phone, "bob", 21)
    found = await whys(phone, "bob", "calls-week")
    assert [why["node"]["rank"] for why in found.values()] == [1, 2]
    assert list(found) == ["Bob", "Rita"]


async def test_a_tie_says_what_broke_it(org: Org, phone: Phones) -> None:
    await define(phone, tiePolicy="ORDINAL")
    await call(phone, "rita", 5)
    await call(phone, "bob", 4)
    await call(phone, "bob", 1)  # later than Rita's
    found = await whys(phone, "ada", "calls-week")
    assert [
        (name, why["tieBreak"], why["isDecidedByTime"], why["tiedWith"])
        for name, why in found.items()
    ] == [("Rita", "FIRST_TO_REACH", True, 1), ("Bob", "FIRST_TO_REACH", True, 1)]
    await define(phone, key="shared")
    assert {why["tieBreak"] for why in (await whys(phone, "ada", "shared")).values()} == {"SHARED"}


async def test_a_ratio_says_its_parts_and_what_is_missing(
    org: Org, phone: Phones, database: Database
) -> None:
    for team, target in ((org.north, 40), (org.south, 10)):
        quota = ProposeGoal(
            by=importer(org.org_id),
            owner_kind=SubjectKind.TEAM,
            owner_id=team,
            title="Calls",
            metric_key="calls",
            terms=GoalTerms(
                target=target,
                starts_on=NOW.date().replace(day=1),
                ends_on=NOW.date().replace(month=4, day=1),
            ),
        )
        await do(database, propose_goal, quota)
    board = {"subjectKind": "TEAM", "scoreKind": "PERCENT_TO_GOAL", "period": "MONTH"}
    await define(phone, key="attained", **board)
    await call(phone, "rita", 10)
    found = await whys(phone, "ada", "attained")
    assert found["North"]["parts"] == {
        "numerator": 10,
        "target": 40,
        "headcount": None,
        "baseline": None,
    }
    assert found["North"]["node"]["score"] == 2_500
    assert found["South"]["toPassNext"] == 3, "3 of 10 are more than 10 of 40"


@pytest.mark.usefixtures("week")
async def test_final_standings_say_that_only_an_admin_changes_them(
    org: Org, phone: Phones, clock: SetClock, database: Database
) -> None:
    clock.now = NOW + timedelta(days=40)
    async with database.transaction(org.org_id) as connection:
        await close_periods(connection, now=clock.now)
    query = """{ leaderboard(key: "points-month", period: { on: "2026-03-11" }) {
      mine { why { changedBy } } } }"""
    got = (await phone("bob").ask(query))["leaderboard"]["mine"]["why"]["changedBy"]
    assert got == "The standings are FINAL: only an admin who re-opens the period changes them."
