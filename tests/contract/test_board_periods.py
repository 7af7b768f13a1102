"""Periods that are over, over the API: past ones, what came late for them, and the standings they had before."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bellringer.gamification.actions.close_periods import close_periods
from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.conftest import SetClock
from tests.contract.conftest import Phones
from tests.contract.test_board_definitions import call, define

PERIOD = "key state edition asOf startsAt endsAt finalAt"
PAST = f"""query P($first: Int, $after: String, $last: Int, $before: String) {{
  leaderboard(key: "calls-week") {{ {PERIOD} pastPeriods(
    first: $first, after: $after, last: $last, before: $before) {{
    totalCount pageInfo {{ hasNextPage endCursor startCursor }}
    edges {{ node {{ {PERIOD} standings(first: 3) {{ edges {{ node {{ rank score }} }} }} }} }} }} }} }}"""
WEEK = f"""query W($on: Date!) {{ leaderboard(key: "calls-week", period: {{ on: $on }}) {{ {PERIOD}
  standings(first: 10) {{ edges {{ node {{ rank score correction subject {{ name }} }} }} }}
  corrections(first: 10) {{ totalCount edges {{ node {{ score correction subject {{ name }} }} }} }}
  editions(first: 10) {{ totalCount edges {{ node {{
    edition finalAt reopenedAt reason reopenedBy {{ name }} mine {{ rank score }}
    standings(first: 10) {{ totalCount pageInfo {{ hasNextPage }}
      edges {{ cursor node {{ rank score correction reachedAt subject {{ name }} }} }} }} }} }} }} }} }}"""
REOPEN = """mutation R($input: BoardPeriodReopenInput!) { boardPeriodReopen(input: $input) {
  leaderboard { state edition finalAt mine { rank } } userErrors { code path message } } }"""
LATE: dict[str, Any] = {"occurredAt": (NOW - timedelta(hours=1)).isoformat()}


async def week(phone: Phones, who: str) -> dict[str, Any]:
    found: dict[str, Any] = (await phone(who).ask(WEEK, on=str(NOW.date())))["leaderboard"]
    return found


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


async def reopen(phone: Phones, who: str = "ada", **more: Any) -> dict[str, Any]:
    sent = {"key": "calls-week", "on": str(NOW.date()), "reason": "The dialler was down", **more}
    got: dict[str, Any] = (await phone(who).ask(REOPEN, input=sent))["boardPeriodReopen"]
    return got


@pytest.fixture
async def over(org: Org, phone: Phones, clock: SetClock, database: Database) -> None:
    """A week with FINAL standings: Bob before Rita and Sue; ten calls of Sue's came late."""
    for number, name in enumerate(("bob", "rita", "sue")):
        await call(phone, name, 30 - 10 * number)
    await define(phone)
    clock.now = NOW + timedelta(days=7)
    await _close(database, org, clock.now)
    await _late(phone, org.manager, 15)


async def _late(phone: Phones, member_id: Any, quantity: int) -> None:
    sent = {
        "idempotencyKey": f"late-{quantity}",
        "kind": "call",
        "quantity": quantity,
        "memberId": pack("Member", member_id),
        **LATE,
    }
    record = "mutation A($input: ActivityRecordInput!) { activityRecord(input: $input) { userErrors { code } } }"
    got = await phone("ada").ask(record, input=sent)
    assert got["activityRecord"]["userErrors"] == []


async def _close(database: Database, org: Org, now: datetime) -> None:
    async with database.transaction(org.org_id) as connection:
        await close_periods(connection, now=now)


async def test_past_periods_come_the_latest_first_each_with_all_its_moments(
    org: Org, phone: Phones, clock: SetClock, database: Database
) -> None:
    for weeks in range(1, 6):
        if weeks != 3:  # in that week nothing was counted
            sent = {"memberId": pack("Member", org.rep)}
            await call(phone, "ada", weeks, days_ago=7 * weeks, **sent)
    await define(phone)
    await call(phone, "rita", 9)
    whole = (await phone("bob").ask(PAST))["leaderboard"]
    past = nodes(whole["pastPeriods"])
    assert [each["standings"]["edges"][0]["node"] for each in past] == [
        {"rank": 1, "score": weeks} for weeks in (1, 2, 4, 5)
    ]
    assert whole["pastPeriods"]["totalCount"] == 4
    assert past[0]["endsAt"] == whole["startsAt"]
    for each in past:
        assert all(each[moment] for moment in ("asOf", "startsAt", "endsAt", "finalAt"))
        assert (each["state"], each["edition"]) == ("FINAL", 1)

    starts = [each["startsAt"] for each in past]
    seen: list[str] = []
    after = None
    while True:
        page = (await phone("bob").ask(PAST, first=3, after=after))["leaderboard"]["pastPeriods"]
        seen += [each["startsAt"] for each in nodes(page)]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == starts
    last = (await phone("bob").ask(PAST, last=3))["leaderboard"]["pastPeriods"]
    assert [each["startsAt"] for each in nodes(last)] == starts[1:]


@pytest.mark.usefixtures("over")
async def test_what_came_late_is_shown_beside_the_score(phone: Phones) -> None:
    found = await week(phone, "bob")
    assert found["state"] == "FINAL"
    assert [tuple(each.values())[:3] for each in nodes(found["standings"])] == [
        (1, 30, 0),
        (2, 20, 0),
        (3, 10, 15),
    ]
    assert nodes(found["corrections"]) == [
        {"score": 10, "correction": 15, "subject": {"name": "Sue"}}
    ]
    assert (found["corrections"]["totalCount"], found["editions"]["totalCount"]) == (1, 0)


@pytest.mark.usefixtures("over")
async def test_an_admin_re_opens_and_the_standings_as_they_were_stay_readable(
    org: Org, phone: Phones, clock: SetClock, database: Database
) -> None:
    final_at = (await week(phone, "bob"))["finalAt"]
    got = await reopen(phone)
    assert got["userErrors"] == []
    again = clock.now + timedelta(hours=24)
    assert (got["leaderboard"]["state"], got["leaderboard"]["edition"]) == ("PROVISIONAL", 2)
    assert datetime.fromisoformat(got["leaderboard"]["finalAt"]) == again

    found = await week(phone, "rita")
    scores = [(each["subject"]["name"], each["score"]) for each in nodes(found["standings"])]
    assert scores == [("Bob", 30), ("Sue", 25), ("Rita", 20)]
    assert nodes(found["corrections"]) == []
    [edition] = nodes(found["editions"])
    assert (edition["edition"], edition["finalAt"]) == (1, final_at)
    assert (edition["reason"], edition["reopenedBy"]) == ("The dialler was down", {"name": "Ada"})
    assert edition["mine"] == {"rank": 2, "score": 20}
    former = [
        (each["rank"], each["subject"]["name"], each["score"], each["correction"])
        for each in nodes(edition["standings"])
    ]
    assert former == [(1, "Bob", 30, 0), (2, "Rita", 20, 0), (3, "Sue", 10, 15)]
    assert edition["standings"]["totalCount"] == 3

    clock.now = again
    await _close(database, org, clock.now)
    assert (await week(phone, "rita"))["state"] == "FINAL"


@pytest.mark.usefixtures("over")
async def test_B6_peers_read_former_standings_and_corrections_no_further_than_the_board(
    org: Org, phone: Phones
) -> None:
    update = "mutation U($input: BoardUpdateInput!) { boardUpdate(input: $input) { userErrors { code } } }"
    await phone("ada").ask(update, input={"key": "calls-week", "peersSee": 1})
    assert nodes((await week(phone, "rita"))["corrections"]) == []
    assert (await week(phone, "rita"))["corrections"]["totalCount"] == 0
    assert len(nodes((await week(phone, "sue"))["corrections"])) == 1, "she leads them"
    await _late(phone, org.rep, 2)
    assert [
        each["subject"]["name"] for each in nodes((await week(phone, "rita"))["corrections"])
    ] == ["Rita"], "one's own"
    await reopen(phone)
    [edition] = nodes((await week(phone, "rita"))["editions"])
    assert [each["subject"]["name"] for each in nodes(edition["standings"])] == ["Bob"]
    assert (edition["standings"]["totalCount"], edition["mine"]["rank"]) == (1, 2)
    assert not edition["standings"]["pageInfo"]["hasNextPage"]
    [whole] = nodes((await week(phone, "ada"))["editions"])
    assert whole["standings"]["totalCount"] == 3


@pytest.mark.usefixtures("over")
async def test_who_hides_later_is_left_out_of_former_standings_too(phone: Phones) -> None:
    await reopen(phone)
    hide = (
        "mutation H($input: BoardsHideInput!) { boardsHide(input: $input) { userErrors { code } } }"
    )
    await phone("bob").ask(hide, input={"hide": True})
    [edition] = nodes((await week(phone, "ada"))["editions"])
    assert [(each["rank"], each["subject"]["name"]) for each in nodes(edition["standings"])] == [
        (2, "Rita"),
        (3, "Sue"),
    ]
    assert edition["standings"]["totalCount"] == 2
    [own] = nodes((await week(phone, "bob"))["editions"])
    assert own["mine"] == {"rank": 1, "score": 30}


@pytest.mark.usefixtures("over")
@pytest.mark.parametrize(
    ("who", "change", "error"),
    [
        ("rita", {}, ("NOT_ALLOWED", None)),
        ("sue", {}, ("NOT_ALLOWED", None)),
        ("ada", {"key": "nope"}, ("UNKNOWN_BOARD", ["input", "key"])),
        ("ada", {"on": "2020-01-01"}, ("UNKNOWN_PERIOD", ["input", "on"])),
        ("ada", {"on": "9999-12-31"}, ("UNKNOWN_PERIOD", ["input", "on"])),
        ("ada", {"on": "2026-03-18"}, ("UNKNOWN_PERIOD", ["input", "on"])),
        ("ada", {"reason": " "}, ("INVALID_TEXT", ["input", "reason"])),
        ("ada", {"key": "points-all"}, ("WRONG_STATE", ["input", "key"])),
    ],
)
async def test_a_refusal_names_what_is_wrong(
    phone: Phones, who: str, change: dict[str, Any], error: tuple[str, list[str] | None]
) -> None:
    got = await reopen(phone, who, **change)
    assert [(each["code"], each["path"]) for each in got["userErrors"]] == [error]
    assert got["leaderboard"] is None


@pytest.mark.parametrize("cursor", ["WzVlOV0", "WzUwMDAwMDAwMDBd", "WyIyMDI2LTAzLTAxIl0"])
@pytest.mark.usefixtures("over")
async def test_no_cursor_makes_a_list_of_periods_fail(phone: Phones, cursor: str) -> None:
    await reopen(phone)
    for name in ("pastPeriods", "corrections", "editions"):
        got = await phone("rita").answer(
            f'{{ leaderboard(key: "calls-week", period: {{ on: "{NOW.date()}" }}) {{'
            f' {name}(first: 5, after: "{cursor}") {{ totalCount }} }} }}'
        )
        codes = {error["extensions"]["code"] for error in got.get("errors", [])}
        assert codes <= {"INVALID_CURSOR"}
