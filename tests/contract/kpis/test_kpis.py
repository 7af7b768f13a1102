"""KPIs over HTTP: who sees whose, what is asked wrongly, and how many statements a team takes."""

from typing import Any

import pytest

from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import Org, enrol
from tests.contract.conftest import Phones
from tests.integration.kpis.asking import activity, at, send

ACTORS = ("bob", "rita", "sue", "olaf", "ada")
SERIES = """kpi unit scale direction by fromKind toKind metric { key }
  points { startsOn endsOn isOver value gap numerator denominator target baseline baselineOf }"""
ONE = f"""query Q($id: ID!, $only: [KpiPickInput!], $by: PeriodKind! = MONTH, $last: Int! = 1, $until: Date) {{
  node(id: $id) {{
    ... on Member {{ kpis(only: $only, by: $by, last: $last, until: $until) {{ {SERIES} }} }}
    ... on Team {{ kpis(only: $only, by: $by, last: $last, until: $until) {{ {SERIES} }} }}
    ... on Organization {{ kpis(only: $only, by: $by, last: $last, until: $until) {{ {SERIES} }} }} }} }}"""
GIVE = """mutation M($input: KpiInputGiveInput!) { kpiInputGive(input: $input) {
  given { kind startsOn version value } userErrors { code path } } }"""
WIN_RATE = [{"kpi": "WIN_RATE"}]


@pytest.fixture
async def closed(database: Database, org: Org) -> Org:
    """Two deals of Rita's won, one lost; Olaf leads the south."""
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    won = {"kind": "deal_won", "amount_minor": 150_00, "started_at": at(1), "occurred_at": at(5)}
    await send(
        database,
        [
            activity(org, "w1", **won),
            activity(org, "w2", **won),
            activity(org, "l1", kind="deal_lost", occurred_at=at(5)),
        ],
    )
    return org


async def test_a_rep_reads_own_series_with_everything_a_screen_needs(
    closed: Org, phone: Phones
) -> None:
    picks: list[dict[str, Any]] = [
        {"kpi": "WIN_RATE"},
        {"kpi": "TOTAL", "metric": "revenue"},
        {"kpi": "SALES_CYCLE_MEDIAN"},
        {"kpi": "CONVERSION", "fromKind": "demo", "toKind": "deal_won"},
    ]
    rita = pack("Member", closed.rep)
    got = await phone("rita").ask(ONE, id=rita, only=picks, by="WEEK", last=2)
    rate, revenue, cycle, conversion = got["node"]["kpis"]
    assert [each["startsOn"] for each in rate["points"]] == ["2026-03-02", "2026-03-09"]
    assert rate["points"][0] == {
        "startsOn": "2026-03-02",
        "endsOn": "2026-03-09",
        "isOver": True,
        "value": 6_667,
        "gap": None,
        "numerator": 2,
        "denominator": 3,
        "target": None,
        "baseline": None,
        "baselineOf": 0,
    }
    assert (rate["unit"], rate["scale"], rate["direction"]) == ("RATIO", 10_000, "HIGHER_IS_BETTER")
    assert (revenue["unit"], revenue["scale"], revenue["metric"]) == (
        "MONEY",
        100,
        {"key": "revenue"},
    )
    assert [each["value"] for each in revenue["points"]] == [300_00, 0]
    assert (cycle["unit"], cycle["scale"], cycle["points"][0]["value"]) == ("DAYS", 100, 400)
    assert conversion["points"][0]["gap"] == "ZERO_DENOMINATOR"
    assert (conversion["fromKind"], conversion["toKind"]) == ("demo", "deal_won")


async def test_without_a_pick_the_whole_catalogue_is_shown(closed: Org, phone: Phones) -> None:
    got = await phone("ada").ask(ONE, id=pack("Organization", closed.org_id))
    catalogue = await phone("rita").ask(
        "{ viewer { organization { kpiCatalogue { key unit direction formula } } } }"
    )
    keys = [each["key"] for each in catalogue["viewer"]["organization"]["kpiCatalogue"]]
    assert {each["kpi"] for each in got["node"]["kpis"]} == set(keys)
    texts = {
        each["key"]: each["formula"] for each in catalogue["viewer"]["organization"]["kpiCatalogue"]
    }
    assert "won + lost" in texts["WIN_RATE"]


@pytest.mark.parametrize(
    ("kind", "readers"),
    [("Member", "rita sue ada"), ("Team", "bob rita sue ada"), ("Organization", "sue olaf ada")],
)
async def test_kpis_are_for_those_concerned(
    closed: Org, phone: Phones, kind: str, readers: str
) -> None:
    ids = {"Member": closed.rep, "Team": closed.north, "Organization": closed.org_id}
    seen = []
    for actor in ACTORS:
        got = await phone(actor).ask(ONE, id=pack(kind, ids[kind]), only=WIN_RATE)
        if got["node"]["kpis"] is not None:
            assert got["node"]["kpis"][0]["points"][0]["value"] == 6_667
            seen.append(actor)
    assert seen == readers.split()


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": "SEASON"},
        {"by": "ALL"},
        {"last": 0},
        {"last": 61},
        {"until": "1969-12-31"},
        {"until": "9999-12-31"},
        {"only": []},
        {"only": WIN_RATE * 21},
        {"only": [{"kpi": "TOTAL"}]},
        {"only": [{"kpi": "TOTAL", "metric": "luck"}]},
        {"only": [{"kpi": "CONVERSION", "fromKind": "demo"}]},
    ],
)
async def test_what_can_not_be_asked_is_a_mistake_of_the_app(
    closed: Org, phone: Phones, wrong: dict[str, Any]
) -> None:
    got = await phone("rita").answer(ONE, **({"id": pack("Member", closed.rep)} | wrong))
    assert [each["extensions"]["code"] for each in got["errors"]] == ["INVALID_KPI"]


async def test_what_was_given_is_shown_version_by_version_to_managers(
    closed: Org, phone: Phones
) -> None:
    sent = {"kind": "ACQUISITION_SPEND", "startsOn": "2026-03-01", "value": 900_00}
    await phone("ada").ask(GIVE, input=sent)
    made = await phone("ada").ask(GIVE, input=sent | {"value": 800_00})
    assert [each["value"] for each in made["kpiInputGive"]["given"]] == [900_00, 800_00]
    query = """{ viewer { organization { kpiInputs(last: 1) {
        totalCount edges { node { kind startsOn version value } } } } } }"""
    shown = (await phone("sue").ask(query))["viewer"]["organization"]["kpiInputs"]
    assert shown["totalCount"] == 2
    assert shown["edges"][0]["node"] == sent | {"version": 2, "value": 800_00}
    assert (await phone("rita").ask(query))["viewer"]["organization"]["kpiInputs"] is None
    refused = await phone("ada").ask(GIVE, input=sent | {"startsOn": "2026-03-02"})
    assert refused["kpiInputGive"] == {
        "given": None,
        "userErrors": [{"code": "INVALID_INPUT", "path": ["input", "startsOn"]}],
    }


async def test_the_kpis_of_a_team_take_the_same_statements_with_6_and_with_60_members(
    database: Database, closed: Org, phone: Phones, statements: list[str]
) -> None:
    sue, counted = phone("sue"), []
    query = """query Q($id: ID!) { team(id: $id) { kpis { kpi points { value gap } }
        members(first: 100) { totalCount edges { node { kpis { kpi points { value gap baseline } } } } } } }"""
    for since, until in ((2, 6), (6, 60)):
        for number in range(since, until):
            await enrol(database, closed.org_id, f"rep{number}", team="north")
        for _ in range(2):  # what is remembered from request to request is known then
            await sue.ask(query, id=pack("Team", closed.north))
        statements.clear()
        got = await sue.ask(query, id=pack("Team", closed.north))
        counted.append(len(statements))
        members = got["team"]["members"]
        assert len(members["edges"]) == members["totalCount"] == until
        assert all(len(each["node"]["kpis"]) == 13 for each in members["edges"])
    assert counted[0] == counted[1]
