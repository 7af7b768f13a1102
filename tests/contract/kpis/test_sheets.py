"""Target sheets, missed targets, distribution and tables over HTTP."""

import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest

from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from bellringer.words import Role, Surface
from tests.builders import Org, enrol
from tests.contract.coaching.test_access import log_of
from tests.contract.conftest import Phones
from tests.integration.kpis.asking import activity, at, send
from tests.recording import agreed_goal

ACTORS = ("bob", "rita", "sue", "olaf", "ada")
SHEET = """query Q($memberId: ID, $teamId: ID, $since: Date, $until: Date, $onlyMissed: Boolean! = false,
    $first: Int, $after: String) {
  targetSheet(memberId: $memberId, teamId: $teamId, since: $since, until: $until, onlyMissed: $onlyMissed,
    first: $first, after: $after) {
    totalCount pageInfo { endCursor }
    edges { node { title startsOn endsOn state target actual attainment member { name } metric { key } } } }
  targetSheetCsv(memberId: $memberId, teamId: $teamId, since: $since, until: $until, onlyMissed: $onlyMissed) }"""
CSV = """query Q($memberId: ID, $teamId: ID, $only: [KpiPickInput!], $last: Int! = 1) {
  kpisCsv(memberId: $memberId, teamId: $teamId, only: $only, last: $last) }"""
SPREAD = """query Q($teamId: ID, $metric: String! = "revenue", $last: Int! = 1) {
  attainmentDistribution(metric: $metric, teamId: $teamId, last: $last) {
    startsOn bands { fromAttainment belowAttainment members } withoutTarget
    cohorts { fromMonths belowMonths members mean median } } }"""


@pytest.fixture
async def aimed(database: Database, org: Org) -> Org:
    """Rita missed February and is at 90 % of March; =Evil joined this month and has sold nothing yet."""
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    evil = await enrol(database, org.org_id, "=evil", team="north", joined_on=date(2026, 2, 20))
    february: dict[str, Any] = {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 3, 1)}
    await agreed_goal(database, org, metric_key="revenue", target=500_00, **february)
    await agreed_goal(database, org, metric_key="revenue", target=1_000_00)
    await agreed_goal(database, org, metric_key="revenue", target=100_00, owner_id=evil)
    await send(
        database,
        [activity(org, "w", kind="deal_won", amount_minor=900_00, occurred_at=at(5))],
    )
    return org


async def test_a_sheet_shows_what_was_agreed_and_how_far_it_came(aimed: Org, phone: Phones) -> None:
    mine = (await phone("rita").ask(SHEET))["targetSheet"]
    assert mine["totalCount"] == 2
    february, march = (each["node"] for each in mine["edges"])
    assert (february["state"], february["actual"], february["attainment"]) == ("MISSED", 0, 0)
    assert march | {"title": ""} == {
        "title": "",
        "startsOn": "2026-03-01",
        "endsOn": "2026-04-01",
        "state": "ACTIVE",
        "target": 1_000_00,
        "actual": 900_00,
        "attainment": 9_000,
        "member": {"name": "Rita"},
        "metric": {"key": "revenue"},
    }
    north = pack("Team", aimed.north)
    page = (await phone("sue").ask(SHEET, teamId=north, first=2))["targetSheet"]
    assert (page["totalCount"], len(page["edges"])) == (3, 2)
    rest = await phone("sue").ask(SHEET, teamId=north, first=2, after=page["pageInfo"]["endCursor"])
    assert len(rest["targetSheet"]["edges"]) == 1


async def test_the_report_of_missed_targets_has_what_is_over_and_missed(
    aimed: Org, phone: Phones
) -> None:
    got = await phone("sue").ask(SHEET, teamId=pack("Team", aimed.north), onlyMissed=True)
    [missed] = got["targetSheet"]["edges"]
    assert (missed["node"]["member"]["name"], missed["node"]["endsOn"]) == ("Rita", "2026-03-01")


@pytest.mark.parametrize(("asked", "readers"), [("member", "rita sue ada"), ("team", "sue ada")])
async def test_sheets_and_tables_of_others_are_their_managers(
    aimed: Org, phone: Phones, asked: str, readers: str
) -> None:
    whose = {
        "member": {"memberId": pack("Member", aimed.rep)},
        "team": {"teamId": pack("Team", aimed.north)},
    }[asked]
    seen = []
    for actor in ACTORS:
        got = await phone(actor).ask(SHEET, **whose)
        table = await phone(actor).ask(CSV, **whose)
        assert (got["targetSheet"] is None) == (got["targetSheetCsv"] is None)
        assert (got["targetSheet"] is None) == (table["kpisCsv"] is None)
        if got["targetSheet"] is not None:
            seen.append(actor)
    assert seen == readers.split()


async def test_a_table_of_a_team_opens_in_a_spreadsheet_and_no_name_is_a_formula(
    aimed: Org, phone: Phones
) -> None:
    only = [{"kpi": "TOTAL", "metric": "revenue"}]
    north = pack("Team", aimed.north)
    text = (await phone("sue").ask(CSV, teamId=north, only=only, last=2))["kpisCsv"]
    lines = list(csv.DictReader(StringIO(text)))
    shown = {(each["member"], each["starts_on"]): each["value"] for each in lines}
    assert shown["Rita", "2026-03-01"] == "900.00"
    assert {name for name, _ in shown} == {"Rita", "Bob", "'=evil"}
    sheet = (await phone("sue").ask(SHEET, teamId=north))["targetSheetCsv"]
    assert [each["member"] for each in csv.DictReader(StringIO(sheet))].count("'=evil") == 1


async def test_attainment_is_spread_for_managers_of_the_team_and_for_admins(
    aimed: Org, phone: Phones
) -> None:
    north = pack("Team", aimed.north)
    shown = {
        actor: (await phone(actor).ask(SPREAD, teamId=north))["attainmentDistribution"]
        for actor in ACTORS
    }
    assert [actor for actor, found in shown.items() if found is not None] == ["sue", "ada"]
    assert (await phone("sue").ask(SPREAD))["attainmentDistribution"] is None
    spread = (await phone("ada").ask(SPREAD, last=2))["attainmentDistribution"]
    february, march = spread
    assert (february["startsOn"], march["startsOn"]) == ("2026-02-01", "2026-03-01")
    assert [each["members"] for each in february["bands"]] == [1, 0, 0, 0, 0]
    assert [each["members"] for each in march["bands"]] == [1, 0, 1, 0, 0]
    assert march["withoutTarget"] == 1
    assert march["cohorts"][0] == {
        "fromMonths": 0,
        "belowMonths": 3,
        "members": 1,
        "mean": 0,
        "median": 0,
    }
    assert march["cohorts"][3]["median"] == 9_000


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        (SHEET, {"since": "2026-03-01", "until": "2026-03-01"}),
        (SHEET, {"since": "2025-01-01", "until": "2026-03-01"}),
        (SHEET, {"memberId": "x", "teamId": "y"}),
        (CSV, {"last": 0}),
        (SPREAD, {"metric": "luck"}),
    ],
)
async def test_what_can_not_be_asked_is_a_mistake_of_the_app(
    aimed: Org, phone: Phones, query: str, wrong: dict[str, Any]
) -> None:
    got = await phone("ada").answer(query, **wrong)
    assert {each["extensions"]["code"] for each in got["errors"]} == {"INVALID_KPI"}


async def test_a_sheet_of_a_team_takes_the_same_statements_with_6_and_with_60_members(
    database: Database, aimed: Org, phone: Phones, statements: list[str]
) -> None:
    sue, north, counted = phone("sue"), pack("Team", aimed.north), []
    for since, until in ((3, 6), (6, 60)):
        for number in range(since, until):
            member_id = await enrol(database, aimed.org_id, f"rep{number}", team="north")
            await agreed_goal(database, aimed, metric_key="revenue", owner_id=member_id)
        for _ in range(2):  # what is remembered from request to request is known then
            await sue.ask(SHEET, teamId=north, first=100)
        statements.clear()
        got = await sue.ask(SHEET, teamId=north, first=100)
        await sue.ask(SPREAD, teamId=north)
        counted.append(len(statements))
        assert got["targetSheet"]["totalCount"] == until
    assert counted[0] == counted[1]


async def test_whoever_looks_at_the_sheet_or_table_of_another_is_on_the_others_log(
    aimed: Org, phone: Phones
) -> None:
    rita = pack("Member", aimed.rep)
    await phone("rita").ask(SHEET)
    assert await log_of(phone("rita")) == []
    for document in (SHEET, CSV):
        await phone("sue").ask(document, memberId=rita)
    await phone("ada").ask(CSV, teamId=pack("Team", aimed.north))
    assert await log_of(phone("rita")) == [("Ada", Surface.KPIS), ("Sue", Surface.KPIS)]
