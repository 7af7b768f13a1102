"""Streaks and the calendar, as a phone and an admin's screen see them."""

from datetime import UTC, datetime
from typing import Any

from bellringer.models.database import Database
from tests.builders import Org
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones
from tests.contract.test_main_job import RECORD

STREAK = """{ viewer { streaks {
  key current longest startedOn lastOn freezesLeft isAtRisk endsAt
  definition { cadence condition threshold freezeEvery freezeCap metric { key } }
  runs(first: 1) { totalCount edges { node { startedOn lastOn length frozenOn } } }
  why { needed total days { on total } daysOff { on reason name } frozenOn brokenBy nextFreezeIn }
} } }"""


async def call_on(phone: Phone, *days: str) -> None:
    for on in days:
        sent = {"idempotencyKey": f"call-{on}", "kind": "call", "occurredAt": f"{on}T12:00:00Z"}
        got = await phone.ask(RECORD, input=sent)
        assert got["activityRecord"]["userErrors"] == []


async def done(phone: Phone, name: str, sent: dict[str, Any], shown: str) -> Any:
    title = name[0].upper() + name[1:]
    query = f"""mutation M($input: {title}Input!) {{
        {name}(input: $input) {{ {shown} userErrors {{ code message path }} }} }}"""
    got = (await phone.ask(query, input=sent))[name]
    assert got["userErrors"] == []
    return got


async def of(phone: Phone, key: str = "activity-streak") -> dict[str, Any]:
    found = (await phone.ask(STREAK))["viewer"]["streaks"]
    [streak] = [each for each in found if each["key"] == key]
    return dict(streak)


async def test_a_phone_sees_until_when_a_streak_lasts_and_why_it_stands_where_it_does(
    org: Org, phone: Phones, clock: SetClock
) -> None:
    rita = phone("rita")
    await call_on(rita, "2026-03-03", "2026-03-05", "2026-03-06", "2026-03-10")
    streak = await of(rita)
    assert (1, 2, True) == (streak["current"], streak["longest"], streak["isAtRisk"])
    assert "2026-03-11T23:00:00.000Z" == streak["endsAt"]  # midnight in Berlin
    assert {"totalCount": 3, "edges": streak["runs"]["edges"]} == streak["runs"]
    assert streak["why"]["brokenBy"] == ["2026-03-09"]
    assert (1, 0) == (streak["why"]["needed"], streak["why"]["total"])

    leave = {
        "idempotencyKey": "leave",
        "memberId": (await rita.ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"],
        "startsOn": "2026-03-09",
        "endsOn": "2026-03-10",
    }
    shown = "leave { id startsOn endsOn enteredBy { name } member { name } }"
    entered = await done(phone("sue"), "leaveEnter", leave, shown)
    assert "Sue" == entered["leave"]["enteredBy"]["name"]
    again = await done(phone("sue"), "leaveEnter", leave, shown)
    assert entered == again
    streak = await of(rita)
    assert (3, "2026-03-05") == (streak["current"], streak["startedOn"])
    off = {each["on"]: each["reason"] for each in streak["why"]["daysOff"]}
    assert {"2026-03-09": "LEAVE", "2026-03-08": "WEEKLY", "2026-03-07": "WEEKLY"} == off
    away = await rita.ask(
        "{ viewer { member { leave { totalCount edges { node { startsOn } } } } } }"
    )
    assert 1 == away["viewer"]["member"]["leave"]["totalCount"]

    clock.now = datetime(2026, 3, 12, 9, tzinfo=UTC)  # Wednesday has gone by
    rita = phone("rita")
    streak = await of(rita)
    assert (0, 3, None) == (streak["current"], streak["longest"], streak["endsAt"])
    assert ["2026-03-11"] == streak["why"]["brokenBy"]
    await done(phone("ada"), "leaveRemove", {"leaveId": entered["leave"]["id"]}, "member { name }")
    assert 2 == (await of(rita))["longest"]


async def test_freezes_are_seen_earned_and_spent(org: Org, phone: Phones) -> None:
    rita, ada = phone("rita"), phone("ada")
    await call_on(rita, "2026-03-02", "2026-03-03", "2026-03-05", "2026-03-06", "2026-03-09")
    sent = {
        "key": "calls",
        "title": "Calls",
        "metricKey": "calls",
        "threshold": 1,
        "freezeEvery": 2,
        "freezeCap": 1,
    }
    made = await done(ada, "streakCreate", sent, "streak { key cadence threshold }")
    assert {"key": "calls", "cadence": "DAY", "threshold": 1} == made["streak"]
    streak = await of(rita, "calls")
    # Wednesday the 4th was covered; Tuesday the 10th is, and today nothing is left
    assert (5, 0, True) == (streak["current"], streak["freezesLeft"], streak["isAtRisk"])
    assert ["2026-03-04", "2026-03-10"] == streak["why"]["frozenOn"]
    assert 1 == streak["why"]["nextFreezeIn"]
    await done(ada, "streakUpdate", {"key": "calls", "title": "Phone"}, "streak { title }")
    left = await done(ada, "streakArchive", {"key": "calls"}, "streaks { key }")
    assert [{"key": "activity-streak"}] == left["streaks"]


async def test_runs_are_paged_both_ways(org: Org, phone: Phones) -> None:
    rita = phone("rita")
    await call_on(rita, "2026-02-23", "2026-02-25", "2026-02-27", "2026-03-04", "2026-03-10")
    query = """query Q($first: Int, $after: String, $last: Int, $before: String) {
      viewer { streaks { runs(first: $first, after: $after, last: $last, before: $before) {
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { startedOn } } } } } }"""

    async def page(**window: Any) -> tuple[list[str], dict[str, Any]]:
        [streak] = (await rita.ask(query, **window))["viewer"]["streaks"]
        runs = streak["runs"]
        return [edge["node"]["startedOn"] for edge in runs["edges"]], runs["pageInfo"]

    everything, _ = await page(first=100)
    assert ["2026-03-10", "2026-03-04", "2026-02-27", "2026-02-25", "2026-02-23"] == everything
    first, info = await page(first=2)
    second, info = await page(first=2, after=info["endCursor"])
    third, info = await page(first=2, after=info["endCursor"])
    assert everything == first + second + third
    assert (False, True) == (info["hasNextPage"], info["hasPreviousPage"])
    back, info = await page(last=2)
    assert everything[-2:] == back
    before, _ = await page(last=2, before=info["startCursor"])
    assert everything[1:3] == before


CALENDAR = """{ viewer { organization { calendar {
  spans { effectiveFrom workingWeekdays weekStartsOn fiscalYearStartsIn fiscalPattern countsDaysOff timeZone }
  years { year country subdivision team { name } differences { on copied known } }
  days(year: 2026, first: 100) { totalCount edges { node { on isWorking name origin team { name } } } }
  rewalks { membersDone membersTotal }
} } } }"""


async def test_an_admin_keeps_the_calendar_and_everybody_reads_it(
    org: Org, phone: Phones, database: Database
) -> None:
    ada, rita = phone("ada"), phone("rita")
    change = {"weekStartsOn": 7, "fiscalYearStartsIn": 4, "fiscalPattern": "WEEKS_445"}
    await done(ada, "calendarChange", change, "calendar { spans { weekStartsOn } }")
    opened = await done(
        *(ada, "calendarYearOpen"),
        {"year": 2026, "country": "DE", "subdivision": "BE"},
        "changes { on known } calendar { years { year } }",
    )
    assert {"on": "2026-01-01", "known": "New Year's Day"} in opened["changes"] or opened["changes"]
    team = (await rita.ask("{ viewer { member { team { id } } } }"))["viewer"]["member"]["team"][
        "id"
    ]
    party = {"on": "2026-03-13", "isWorking": False, "name": "Party", "teamId": team}
    await done(ada, "calendarDaySet", party, "calendar { rewalks { membersDone } }")
    calendar = (await rita.ask(CALENDAR))["viewer"]["organization"]["calendar"]
    first, coming = calendar["spans"]
    assert (None, 1, 1) == (
        first["effectiveFrom"],
        first["weekStartsOn"],
        first["fiscalYearStartsIn"],
    )
    assert ("2026-04-01", 7, "WEEKS_445", [1, 2, 3, 4, 5]) == (
        *(coming["effectiveFrom"], coming["weekStartsOn"], coming["fiscalPattern"]),
        coming["workingWeekdays"],
    )
    [year] = calendar["years"]
    assert (2026, "DE", "BE", None, []) == (
        *(year["year"], year["country"], year["subdivision"]),
        *(year["team"], year["differences"]),
    )
    days = {edge["node"]["on"]: edge["node"] for edge in calendar["days"]["edges"]}
    assert ("OWN", "North") == (days["2026-03-13"]["origin"], days["2026-03-13"]["team"]["name"])
    assert "PUBLIC_HOLIDAY" == days["2026-12-25"]["origin"]
    assert [] == calendar["rewalks"]
    async with database.transaction(org.org_id) as connection:
        await connection.execute(
            "DELETE FROM calendar_day WHERE org_id = $1 AND on_date = '2026-05-01'", org.org_id
        )
    later = (await rita.ask(CALENDAR))["viewer"]["organization"]["calendar"]
    [difference] = later["years"][0]["differences"]
    assert ("2026-05-01", None) == (difference["on"], difference["copied"])
    removed = {"on": "2026-03-13", "teamId": team}
    await done(ada, "calendarDayRemove", removed, "calendar { rewalks { membersDone } }")
    wrong = await rita.answer(
        "{ viewer { organization { calendar { days(year: 1) { totalCount } } } } }"
    )
    assert "INVALID_YEAR" == wrong["errors"][0]["extensions"]["code"]


async def test_a_member_travels_and_the_day_is_another(
    org: Org, phone: Phones, clock: SetClock
) -> None:
    rita = phone("rita")
    await call_on(rita, "2026-03-10")
    await done(rita, "memberZoneChange", {"timeZone": "Asia/Tokyo"}, "member { name }")
    clock.now = datetime(2026, 3, 11, 14, tzinfo=UTC)
    assert "2026-03-11T15:00:00.000Z" == (await of(rita))["endsAt"]


async def test_how_often_in_a_row_a_member_and_a_team_stood_in_the_top_is_read(
    org: Org, phone: Phones, database: Database
) -> None:
    async with database.transaction(org.org_id) as connection:
        for key, subject in (("points-month", org.rep), ("teams-points-month", org.north)):
            [board] = [each for each in org.playbook.boards if each.board_key == key]
            for month in ("2025-11-01", "2025-12-01", "2026-01-01"):
                await connection.execute(
                    """INSERT INTO board_period (org_id, board_id, starts_on, ends_at, opened_at, state)
                       VALUES ($1, $2, $3::text::date, $4, $4, 'FINAL')""",
                    *(org.org_id, board.board_id, month, datetime(2026, 2, 2, tzinfo=UTC)),
                )
                await connection.execute(
                    """INSERT INTO board_score (org_id, board_id, starts_on, subject_id, score)
                       VALUES ($1, $2, $3::text::date, $4, 7)""",
                    *(org.org_id, board.board_id, month, subject),
                )
    query = """query Q($board: String!) { viewer { member {
      leaderboardStreaks(within: 1, board: $board) { current longest within periods { startsOn rank } }
      team { leaderboardStreaks(board: $board) { boardTitle current longest within } } } } }"""
    rita = phone("rita")
    own = (await rita.ask(query, board="points-month"))["viewer"]["member"]
    [streak] = own["leaderboardStreaks"]
    assert (3, 3, 1) == (streak["current"], streak["longest"], streak["within"])
    assert {"startsOn": "2026-01-01", "rank": 1} == streak["periods"][0]
    assert [] == own["team"]["leaderboardStreaks"]
    teams = (await rita.ask(query, board="teams-points-month"))["viewer"]["member"]["team"]
    assert [3] == [each["current"] for each in teams["leaderboardStreaks"]]
    wrong = await rita.answer("{ viewer { member { leaderboardStreaks(within: 0) { current } } } }")
    assert "INVALID_PAGE" == wrong["errors"][0]["extensions"]["code"]
