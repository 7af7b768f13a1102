"""A board that shows peers its top alone: whatever a rep tries, the rest stays unseen."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from bellringer.gamification.actions.close_periods import close_periods
from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import NOW, Org, enrol
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones
from tests.contract.serving import served
from tests.contract.talking import talking
from tests.contract.test_board_definitions import call, define

# in the order of their calls: Cleo scores for team south, which Olaf leads; all others for north
NAMES = ("bob", "dora", "rita", "emil", "cleo")
LIST = """query L($key: String!, $first: Int, $after: String, $last: Int, $before: String, $radius: Int! = 50) {
  leaderboard(key: $key) {
    mine { rank score gapToNext rankDelta why { tiedWith } subject { name } }
    aroundMe(radius: $radius) { rank score gapToNext subject { name } }
    standings(first: $first, after: $after, last: $last, before: $before) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { rank score gapToNext rankDelta subject { name } why { tiedWith } } } } } }"""


@pytest.fixture
async def race(org: Org, phone: Phones, database: Database) -> None:
    """Five reps on a board of which peers see two."""
    await enrol(database, org.org_id, "dora", team="north")
    await enrol(database, org.org_id, "emil", team="north")
    await enrol(database, org.org_id, "cleo", team="south")
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    await enrol(database, org.org_id, "idle", role=Role.MANAGER)
    for number, name in enumerate(NAMES):
        await call(phone, name, 50 - 10 * number)
    await define(phone, peersSee=2)


async def look(phone: Phone, key: str = "calls-week", **page: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await phone.ask(LIST, key=key, **page))["leaderboard"]
    return found


def names(found: dict[str, Any]) -> list[str]:
    return [edge["node"]["subject"]["name"].lower() for edge in found["standings"]["edges"]]


def told(found: Any) -> set[str]:
    """Every name in an answer."""
    if isinstance(found, dict):
        here = {found["name"].lower()} if isinstance(found.get("name"), str) else set()
        return here.union(*(told(each) for each in found.values()))
    return set().union(*(told(each) for each in found)) if isinstance(found, list) else set()


pytestmark = pytest.mark.usefixtures("race")


@pytest.mark.parametrize(
    "page", [{}, {"first": 100}, {"last": 100}, {"last": 2}, {"first": 2}], ids=str
)
async def test_B6_a_rep_is_shown_the_top_and_no_more_by_any_page(
    phone: Phones, page: dict[str, Any]
) -> None:
    found = await look(phone("emil"), **page)
    assert names(found) == ["bob", "dora"]
    assert found["standings"]["totalCount"] == 2
    assert not found["standings"]["pageInfo"]["hasNextPage"]
    assert not found["standings"]["pageInfo"]["hasPreviousPage"]
    assert told(found) == {"bob", "dora", "emil"}


async def test_B6_no_cursor_leads_a_rep_below_the_top(phone: Phones) -> None:
    whole = (await look(phone("ada")))["standings"]["edges"]
    assert len(whole) == 5
    for at, edge in enumerate(whole):
        after = await look(phone("emil"), first=10, after=edge["cursor"])
        assert names(after) == ["bob", "dora"][at + 1 :]
        assert not after["standings"]["pageInfo"]["hasNextPage"]
        before = await look(phone("emil"), last=10, before=edge["cursor"])
        assert names(before) == ["bob", "dora"][:at]


async def test_one_s_own_row_is_shown_alone_and_its_gap_only_where_the_next_is_seen(
    phone: Phones,
) -> None:
    third, fourth = await look(phone("rita")), await look(phone("emil"))
    assert (third["mine"]["rank"], third["mine"]["gapToNext"]) == (3, 11)
    assert (fourth["mine"]["rank"], fourth["mine"]["gapToNext"]) == (4, None)
    assert [row["subject"]["name"] for row in fourth["aroundMe"]] == ["Emil"]
    assert fourth["aroundMe"][0]["gapToNext"] is None
    assert [row["subject"]["name"] for row in third["aroundMe"]] == ["Rita"]
    second = await look(phone("dora"))
    assert [row["subject"]["name"] for row in second["aroundMe"]] == ["Bob", "Dora"]
    assert len((await look(phone("dora"), radius=0))["aroundMe"]) == 1
    assert (await phone("emil").ask('{ viewer { rank(board: "calls-week") } }')) == {
        "viewer": {"rank": 4}
    }


async def test_a_tie_across_the_cut_tells_nothing_of_who_lies_below_it(phone: Phones) -> None:
    await call(phone, "rita", 10, days_ago=1)  # as many as Dora has, and reached after her
    bobs = {
        edge["node"]["subject"]["name"]: edge["node"]["why"]["tiedWith"]
        for edge in (await look(phone("bob")))["standings"]["edges"]
    }
    assert sorted(bobs.values()) == [0, 0]
    managers = (await look(phone("sue")))["standings"]["edges"]
    assert [edge["node"]["why"]["tiedWith"] for edge in managers] == [0, 1, 1, 0, 0]


async def test_nobody_is_told_that_another_came_up_from_below(phone: Phones) -> None:
    # at midnight Emil was ahead: yesterday's calls are all that counted then
    await call(phone, "emil", 33, days_ago=1)
    await call(phone, "rita", 32, days_ago=1)
    await call(phone, "dora", 31, days_ago=1)
    await call(phone, "bob", 1, days_ago=1)
    moved = {
        edge["node"]["subject"]["name"]: edge["node"]["rankDelta"]
        for edge in (await look(phone("ada")))["standings"]["edges"]
    }
    assert moved["Dora"] == 2, "from the third place to the first"
    shown = (await look(phone("cleo")))["standings"]["edges"]
    assert [(edge["node"]["subject"]["name"], edge["node"]["rankDelta"]) for edge in shown] == [
        ("Dora", None),
        ("Emil" if moved["Emil"] == -1 else "Rita", shown[1]["node"]["rankDelta"]),
    ]
    assert (await look(phone("dora")))["mine"]["rankDelta"] == 2, "one's own is told"


@pytest.mark.parametrize("name", ["sue", "olaf", "ada"])
async def test_who_leads_somebody_on_the_board_and_admins_are_shown_all(
    phone: Phones, name: str
) -> None:
    found = await look(phone(name))
    assert names(found) == list(NAMES)
    assert found["standings"]["totalCount"] == 5


async def test_a_manager_of_nobody_on_the_board_is_shown_the_top(phone: Phones, org: Org) -> None:
    await define(phone, key="north-calls", peersSee=1, scope={"teamId": pack("Team", org.north)})
    assert names(await look(phone("idle"))) == ["bob", "dora"]
    assert names(await look(phone("olaf"), "north-calls")) == ["bob"]
    assert names(await look(phone("sue"), "north-calls")) == ["bob", "dora", "rita", "emil"]


async def test_a_region_s_board_is_seen_by_who_leads_there(phone: Phones, org: Org) -> None:
    for team, region in ((org.north, "East"), (org.south, "West")):
        sent = {"teamId": pack("Team", team), "region": region}
        await phone("ada").ask(
            "mutation T($input: TeamUpdateInput!) { teamUpdate(input: $input) { userErrors { code } } }",
            input=sent,
        )
    await define(phone, key="east", peersSee=1, scope={"region": "East"})
    assert len(names(await look(phone("sue"), "east"))) == 4
    assert names(await look(phone("olaf"), "east")) == ["bob"]


async def test_B6_a_subscription_sends_no_more_than_the_top(
    app: FastAPI, phone: Phones, org: Org
) -> None:
    query = """subscription { leaderboardChanged(key: "calls-week") {
      aroundMe(radius: 50) { subject { name } }
      standings(first: 50) { totalCount edges { node { rank subject { name } } } } } }"""
    async with served(app) as address, talking(address) as talk:
        await talk.begin(phone("emil"))
        await talk.subscribe(query)
        assert told(await talk.next()) == {"bob", "dora", "emil"}
        await call(phone, "rita", 90)
        found = await talk.next()
        assert told(found) == {"rita", "bob", "emil"}
        assert found["leaderboardChanged"]["standings"]["totalCount"] == 2


async def test_an_admin_changes_how_much_is_shown_at_once(phone: Phones) -> None:
    update = "mutation U($input: BoardUpdateInput!) { boardUpdate(input: $input) { userErrors { code } } }"
    for rows, expected in ((3, 3), (0, 5), (1, 1)):
        await phone("ada").ask(update, input={"key": "calls-week", "peersSee": rows})
        assert len(names(await look(phone("emil")))) == expected


async def test_streaks_and_badges_tell_no_rank_below_the_top(
    phone: Phones, org: Org, database: Database, clock: SetClock
) -> None:
    badge = {
        "idempotencyKey": "b",
        "key": "in-it",
        "title": "In it",
        "description": "Took part.",
        "symbol": "B",
        "criteria": {"finalRank": {"boardKey": "calls-week", "rank": 10}},
    }
    create = "mutation B($input: BadgeCreateInput!) { badgeCreate(input: $input) { userErrors { code } } }"
    assert (await phone("ada").ask(create, input=badge))["badgeCreate"]["userErrors"] == []
    clock.now = NOW + timedelta(days=8)
    async with database.transaction(org.org_id) as connection:
        await close_periods(connection, now=clock.now)
    query = """query M($id: ID!) { member(id: $id) {
      leaderboardStreaks(within: 10, board: "calls-week") { within current periods { rank } }
      badges { edges { node { badge { key } why { criterion standings { rank } } } } } } }"""
    emil = pack("Member", (await _ids(database, org))["emil"])

    async def seen(who: str) -> tuple[int, int, list[list[int]]]:
        found = (await phone(who).ask(query, id=emil))["member"]
        [streak] = found["leaderboardStreaks"]
        awards = [edge["node"] for edge in found["badges"]["edges"]]
        ranks = [
            [standing["rank"] for standing in each["why"]["standings"]]
            for each in awards
            if each["badge"]["key"] == "in-it"
        ]
        return streak["within"], streak["current"], ranks

    assert await seen("emil") == (10, 1, [[4]])
    assert await seen("sue") == (10, 1, [[4]])
    assert await seen("bob") == (2, 0, [[]])


async def test_a_month_that_runs_names_no_more_candidates_than_the_board(phone: Phones) -> None:
    update = "mutation U($input: BoardUpdateInput!) { boardUpdate(input: $input) { userErrors { code } } }"
    await phone("ada").ask(update, input={"key": "points-month", "peersSee": 1})
    query = """{ memberOfTheMonth(month: "2026-03-11") { shortlist { place score subject { name } } } }"""
    assert told(await phone("emil").ask(query)) == {"bob", "emil"}
    assert told(await phone("sue").ask(query)) == set(NAMES)


async def _ids(database: Database, org: Org) -> dict[str, Any]:
    async with database.reading(org.org_id) as connection:
        rows = await connection.fetch("SELECT lower(display_name) AS name, member_id FROM profile")
    return {row["name"]: row["member_id"] for row in rows}
