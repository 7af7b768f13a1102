"""Boards and seasons that admins define, over the API: what they count, whom they show, what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from bellringer.gamification.actions.recount import recount
from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.contract.conftest import Phones
from tests.doing import everything

CREATE = """
mutation Create($input: BoardCreateInput!) {
  boardCreate(input: $input) { leaderboard { key title } userErrors { code path message } }
}"""
SEASON = """
mutation Season($input: SeasonCreateInput!) {
  seasonCreate(input: $input) { season { series startsOn } userErrors { code path } }
}"""
SHOWN = """
query Shown($key: String!, $period: PeriodInput) {
  leaderboard(key: $key, period: $period) {
    state startsAt endsAt
    standings(first: 10) { totalCount edges { node { rank score subject { name } } } }
  }
}"""
RECORD = """
mutation Record($input: ActivityRecordInput!) {
  activityRecord(input: $input) { activity { id } userErrors { code } }
}"""
CALLS: dict[str, Any] = {
    "key": "calls-week",
    "title": "Calls of the week",
    "subjectKind": "MEMBER",
    "metricKey": "calls",
    "period": "WEEK",
}


async def call(
    phone: Phones, who: str, quantity: int, *, days_ago: int = 0, **more: Any
) -> dict[str, Any]:
    at = NOW - timedelta(days=days_ago, minutes=quantity)
    sent = {
        "idempotencyKey": f"{who}-{quantity}-{days_ago}",
        "kind": "call",
        "quantity": quantity,
        "occurredAt": at.isoformat(),
    }
    got: dict[str, Any] = (await phone(who).ask(RECORD, input=sent | more))["activityRecord"]
    assert got["userErrors"] == []
    return got


async def define(phone: Phones, **more: Any) -> None:
    got = (await phone("ada").ask(CREATE, input=CALLS | more))["boardCreate"]
    assert got["userErrors"] == []


async def listed(
    phone: Phones, key: str, who: str = "ada", **variables: Any
) -> list[tuple[Any, ...]]:
    found = (await phone(who).ask(SHOWN, key=key, **variables))["leaderboard"]
    rows = [edge["node"] for edge in found["standings"]["edges"]]
    return [(row["rank"], row["score"], row["subject"]["name"]) for row in rows]


async def adds_up(database: Database, org: Org) -> bool:
    async with database.reading(org.org_id) as connection:
        return await recount(connection) == ()


async def test_a_new_board_has_the_past_that_it_would_have_and_goes_on_from_there(
    org: Org, phone: Phones, database: Database
) -> None:
    await call(phone, "rita", 4)
    await call(phone, "bob", 6)
    await call(phone, "bob", 9, days_ago=7)
    await define(phone)
    assert await listed(phone, "calls-week") == [(1, 6, "Bob"), (2, 4, "Rita")]
    assert await listed(phone, "calls-week", period={"on": "2026-03-04"}) == [(1, 9, "Bob")]
    assert await adds_up(database, org)
    await call(phone, "rita", 5)
    assert await listed(phone, "calls-week") == [(1, 9, "Rita"), (2, 6, "Bob")]
    assert await adds_up(database, org)


async def test_a_board_with_another_order_of_equals_reads_the_sums_that_are_there(
    org: Org, phone: Phones, database: Database, dsn: str
) -> None:
    await define(phone)
    await call(phone, "rita", 4)
    sums = (await everything(dsn))["public.board_score"]
    await define(phone, key="calls-first", tiePolicy="ORDINAL")
    await define(phone, key="calls-north", scope={"teamId": pack("Team", org.north)})
    assert (await everything(dsn))["public.board_score"] == sums
    for key in ("calls-first", "calls-north"):
        assert await listed(phone, key) == [(1, 4, "Rita")]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({"teamId": "north"}, ["Bob", "Rita"]),
        ({"teamId": "south"}, []),
        ({"region": "Coast"}, ["Bob", "Rita"]),
        ({"region": "Hills"}, []),
        ({"salesRole": "hunter"}, ["Rita"]),
        ({"tenure": {"maxMonths": 12}}, ["Rita"]),
        ({"tenure": {"minMonths": 12}}, ["Bob"]),
    ],
)
async def test_a_scope_names_who_is_on_the_list_today(
    org: Org, phone: Phones, scope: dict[str, Any], expected: list[str]
) -> None:
    ada, rita = phone("ada"), {"memberId": pack("Member", org.rep)}
    update = "mutation U($input: MemberUpdateInput!) { memberUpdate(input: $input) { userErrors { code } } }"
    await ada.ask(update, input=rita | {"salesRole": "hunter", "joinedOn": "2026-01-07"})
    team = (
        "mutation T($input: TeamUpdateInput!) { teamUpdate(input: $input) { userErrors { code } } }"
    )
    await ada.ask(team, input={"teamId": pack("Team", org.north), "region": "Coast"})
    if "teamId" in scope:
        scope = {"teamId": pack("Team", org.north if scope["teamId"] == "north" else org.south)}
    await call(phone, "rita", 4)
    await call(phone, "bob", 6)
    await define(phone, scope=scope)
    assert [name for _, _, name in await listed(phone, "calls-week")] == expected


async def test_a_board_of_a_season_counts_its_dates_alone_and_rests_between_seasons(
    org: Org, phone: Phones, database: Database
) -> None:
    await call(phone, "rita", 3, days_ago=9)
    await call(phone, "rita", 4)
    spring = {
        "series": "race",
        "title": "Spring race",
        "startsOn": "2026-03-05",
        "endsOn": "2026-03-20",
    }
    assert (await phone("ada").ask(SEASON, input=spring))["seasonCreate"]["userErrors"] == []
    await define(phone, key="race", period="SEASON", series="race")
    assert await listed(phone, "race") == [(1, 4, "Rita")]
    earlier = {
        "series": "race",
        "title": "Winter race",
        "startsOn": "2026-03-01",
        "endsOn": "2026-03-05",
    }
    await phone("ada").ask(SEASON, input=earlier)
    assert await listed(phone, "race", period={"on": "2026-03-02"}) == [(1, 3, "Rita")]
    between = await phone("ada").ask(SHOWN, key="race", period={"on": "2026-03-20"})
    assert between["leaderboard"] is None
    shown = (await phone("ada").ask(SHOWN, key="race"))["leaderboard"]
    assert shown["endsAt"] == "2026-03-19T23:00:00.000Z"  # midnight in Berlin
    assert await adds_up(database, org)
    again = (await phone("ada").ask(SEASON, input=spring | {"startsOn": "2026-03-19"}))[
        "seasonCreate"
    ]
    assert [(each["code"], each["path"]) for each in again["userErrors"]] == [
        ("INVALID_INPUT", ["input", "startsOn"])
    ]


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"key": "Calls week"}, "INVALID_INPUT", "key"),
        ({"key": "points-month"}, "NAME_TAKEN", "key"),
        ({"title": " "}, "INVALID_TEXT", "title"),
        ({"metricKey": "rainbows"}, "UNKNOWN_METRIC", "metricKey"),
        ({"subjectKind": "ORGANIZATION"}, "INVALID_INPUT", "subjectKind"),
        ({"scoreKind": "PER_HEAD"}, "INVALID_INPUT", "scoreKind"),
        ({"scoreKind": "IMPROVEMENT", "period": "ALL"}, "INVALID_INPUT", "period"),
        ({"period": "SEASON"}, "INVALID_INPUT", "series"),
        ({"period": "SEASON", "series": "none"}, "INVALID_INPUT", "series"),
        ({"timeZone": "Moon/Crater"}, "INVALID_INPUT", "timeZone"),
        ({"peersSee": 101}, "INVALID_INPUT", "peersSee"),
        ({"scope": {}}, "INVALID_INPUT", "scope"),
        ({"scope": {"region": "a", "salesRole": "b"}}, "INVALID_INPUT", "scope"),
        ({"scope": {"teamId": "nonsense"}}, "UNKNOWN_TEAM", "scope"),
        ({"scope": {"tenure": {"minMonths": 5, "maxMonths": 5}}}, "INVALID_INPUT", "scope"),
    ],
)
async def test_a_board_that_can_not_be_is_refused_and_nothing_is_written(
    org: Org, phone: Phones, dsn: str, wrong: dict[str, Any], code: str, path: str
) -> None:
    before = await everything(dsn)
    got = (await phone("ada").ask(CREATE, input=CALLS | wrong))["boardCreate"]
    assert [(each["code"], each["path"][1]) for each in got["userErrors"]] == [(code, path)]
    assert got["leaderboard"] is None
    after = await everything(dsn)
    # the first request of a signed-in member binds the identity
    assert {name for name in before if before[name] != after[name]} <= {
        *("public.identity", "door.entry", "public.audit_log"),
    }


async def test_an_archived_board_is_no_more_and_its_sums_go_on_for_who_reads_them(
    org: Org, phone: Phones, database: Database
) -> None:
    await define(phone)
    await define(phone, key="calls-first", tiePolicy="ORDINAL")
    archive = """mutation A($input: BoardArchiveInput!) {
      boardArchive(input: $input) { key userErrors { code message } } }"""
    assert (await phone("ada").ask(archive, input={"key": "calls-week"}))["boardArchive"]["key"]
    assert (await phone("ada").ask(SHOWN, key="calls-week"))["leaderboard"] is None
    await call(phone, "rita", 4)
    assert await listed(phone, "calls-first") == [(1, 4, "Rita")]
    assert await adds_up(database, org)
    kept = (await phone("ada").ask(archive, input={"key": "points-all"}))["boardArchive"]
    assert [each["code"] for each in kept["userErrors"]] == ["WRONG_STATE"]
