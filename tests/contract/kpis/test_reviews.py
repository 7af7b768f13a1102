"""Grades, scorecards and bonuses over HTTP: published, in force from a month on, seen by those concerned."""

from datetime import date
from typing import Any

import pytest

from bellringer.gamification.store.kpis import terms
from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import Org, enrol
from tests.contract.conftest import Phones
from tests.doing import everything, rows
from tests.integration.kpis.asking import activity, at, send
from tests.recording import agreed_goal

ACTORS = ("bob", "rita", "sue", "olaf", "ada")
REVIEW = """startsOn endsOn isOver
  grade { grade gap grossProfit { amountMinor } version floors { grade floor { amountMinor } } }
  scores { key title version score gap weighed parts { kpi weight score point { value gap } } }
  bonuses { key title version actual target attainment amount { amountMinor currency } gap tiers { attainment } }"""
SHOWN = f"kpiReview(by: $by, until: $until) {{ {REVIEW} }}"
ONE = f"""query Q($id: ID!, $by: PeriodKind! = MONTH, $until: Date) {{ node(id: $id) {{
  ... on Member {{ {SHOWN} }} ... on Team {{ {SHOWN} }} ... on Organization {{ {SHOWN} }} }} }}"""
VERSION = """version { kind key version effectiveFrom isRetired title floors
  parts { kpi weight } tiers { attainment } }"""
BANDS: dict[str, Any] = {
    "subjectKind": "MEMBER",
    "floors": [500_00, 400_00, 300_00, 200_00, 100_00],
    "effectiveFrom": "2026-01-01",
}
CARD: dict[str, Any] = {
    "key": "all-round",
    "title": "All-round",
    "by": "MONTH",
    "parts": [
        {"pick": {"kpi": "WIN_RATE"}, "weight": 5_000, "poor": 0, "good": 10_000},
        {"pick": {"kpi": "SALES_CYCLE_MEAN"}, "weight": 5_000, "poor": 8_00, "good": 0},
    ],
    "effectiveFrom": "2026-01-01",
}
BONUS: dict[str, Any] = {
    "key": "revenue-month",
    "title": "Revenue of the month",
    "metric": "revenue",
    "by": "MONTH",
    "tiers": [
        {"attainment": 8_000, "amountMinor": 100_00},
        {"attainment": 10_000, "amountMinor": 250_00},
    ],
    "effectiveFrom": "2026-01-01",
}


async def publish(phones: Phones, name: str, sent: dict[str, Any], who: str = "ada") -> Any:
    title = name[0].upper() + name[1:]
    got = await phones(who).ask(
        f"mutation M($input: {title}Input!) {{ {name}(input: $input) {{ {VERSION} userErrors {{ code path }} }} }}",
        input=sent,
    )
    return got[name]


@pytest.fixture
async def sold(database: Database, org: Org, phone: Phones) -> Org:
    """Rita has won two of three, with 310.00 of profit and 900.00 of the 1 000.00 agreed."""
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    await agreed_goal(database, org, metric_key="revenue", target=1_000_00)
    won = {"kind": "deal_won", "started_at": at(1), "occurred_at": at(5)}
    await send(
        database,
        [
            activity(org, "w1", **won, amount_minor=400_00, values=(("gross_profit", 200_00),)),
            activity(org, "w2", **won, amount_minor=500_00, values=(("gross_profit", 110_00),)),
            activity(org, "l1", kind="deal_lost", occurred_at=at(5)),
        ],
    )
    for name, sent in (
        ("kpiGradeBandsPublish", BANDS),
        ("kpiScorecardPublish", CARD),
        ("kpiBonusPublish", BONUS),
    ):
        assert (await publish(phone, name, sent))["userErrors"] == []
    return org


async def test_a_member_reads_grade_score_and_bonus_of_the_month(sold: Org, phone: Phones) -> None:
    got = await phone("rita").ask(ONE, id=pack("Member", sold.rep))
    review = got["node"]["kpiReview"]
    assert (review["startsOn"], review["isOver"]) == ("2026-03-01", False)
    assert review["grade"]["grade"] == "C"
    assert review["grade"]["grossProfit"] == {"amountMinor": 310_00}
    assert review["grade"]["floors"][2] == {"grade": "C", "floor": {"amountMinor": 300_00}}
    [score] = review["scores"]
    # two of three won, and 4 of 8 days
    assert [each["score"] for each in score["parts"]] == [6_667, 5_000]
    assert (score["score"], score["weighed"], score["gap"]) == (5_834, 10_000, None)
    [bonus] = review["bonuses"]
    assert (bonus["actual"], bonus["target"], bonus["attainment"]) == (900_00, 1_000_00, 9_000)
    assert bonus["amount"] == {"amountMinor": 100_00, "currency": "EUR"}


async def test_a_bonus_is_reported_and_pays_nothing(sold: Org, phone: Phones, dsn: str) -> None:
    await phone("sue").ask(ONE, id=pack("Member", sold.rep))  # signs in, once
    before = await everything(dsn)
    await phone("sue").ask(ONE, id=pack("Member", sold.rep))
    assert await everything(dsn) == before


@pytest.mark.parametrize(
    ("kind", "readers"),
    [("Member", "rita sue ada"), ("Team", "bob rita sue ada"), ("Organization", "sue olaf ada")],
)
async def test_reviews_are_for_those_concerned(
    sold: Org, phone: Phones, kind: str, readers: str
) -> None:
    ids = {"Member": sold.rep, "Team": sold.north, "Organization": sold.org_id}
    seen = []
    for actor in ACTORS:
        got = await phone(actor).ask(ONE, id=pack(kind, ids[kind]))
        if (review := got["node"]["kpiReview"]) is not None:
            seen.append(actor)
            assert review["grade"]["grossProfit"] == {"amountMinor": 310_00}
            assert len(review["bonuses"]) == (kind == "Member")
    assert seen == readers.split()


async def test_another_version_holds_from_its_month_on_and_leaves_what_was(
    sold: Org, phone: Phones, dsn: str
) -> None:
    softer = BANDS | {"floors": [310_00, 4, 3, 2, 1], "effectiveFrom": "2026-04-01"}
    assert (await publish(phone, "kpiGradeBandsPublish", softer))["version"]["version"] == 2
    rita = pack("Member", sold.rep)
    shown = {
        until: (await phone("rita").ask(ONE, id=rita, until=until))["node"]["kpiReview"]["grade"]
        for until in ("2026-03-31", "2026-04-01")
    }
    assert [each["version"] for each in shown.values()] == [1, 2]
    assert [each["grade"] for each in shown.values()] == ["C", "F"]
    before = await everything(dsn)
    late = await publish(phone, "kpiGradeBandsPublish", softer | {"effectiveFrom": "2026-02-01"})
    assert late["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "effectiveFrom"]}]
    assert await everything(dsn) == before


async def test_versions_come_back_from_the_database_as_they_went(
    sold: Org, phone: Phones, database: Database, dsn: str
) -> None:
    retire = {"kind": "BONUS", "key": "revenue-month", "effectiveFrom": "2026-04-01"}
    assert (await publish(phone, "kpiRuleRetire", retire))["version"]["isRetired"] is True
    async with database.reading(sold.org_id) as connection:
        kept = await terms.read(connection)
    assert [(each.kind, each.version) for each in kept] == [
        ("BONUS", 1),
        ("BONUS", 2),
        ("GRADE", 1),
        ("SCORECARD", 1),
    ]
    assert kept[0].effective_from == date(2026, 1, 1)
    listed = await phone("bob").ask(
        """{ viewer { organization { kpiRules(first: 3) { totalCount
             edges { node { kind key version isRetired by metricKey tiers { attainment amount { amountMinor } }
                            floors parts { kpi weight poor good } } } } } } }"""
    )
    rules = listed["viewer"]["organization"]["kpiRules"]
    assert rules["totalCount"] == 4
    first, second, third = (each["node"] for each in rules["edges"])
    assert [each["attainment"] for each in first["tiers"]] == [8_000, 10_000]
    assert (second["isRetired"], second["tiers"]) == (True, [])
    assert third["floors"] == BANDS["floors"]
    [[logged]] = await rows(dsn, "SELECT count(*) FROM audit_log WHERE action = 'kpi_rule.publish'")
    assert logged == 4


async def test_reviews_of_a_team_take_the_same_statements_with_6_and_with_60_members(
    database: Database, sold: Org, phone: Phones, statements: list[str]
) -> None:
    sue, counted = phone("sue"), []
    query = """query Q($id: ID!) { team(id: $id) { members(first: 100) { edges { node {
        kpiReview { grade { grade } scores { score } bonuses { amount { amountMinor } } } } } } } }"""
    for since, until in ((2, 6), (6, 60)):
        for number in range(since, until):
            await enrol(database, sold.org_id, f"rep{number}", team="north")
        for _ in range(2):  # what is remembered from request to request is known then
            await sue.ask(query, id=pack("Team", sold.north))
        statements.clear()
        got = await sue.ask(query, id=pack("Team", sold.north))
        counted.append(len(statements))
        assert len(got["team"]["members"]["edges"]) == until
    assert counted[0] == counted[1]


async def test_a_published_target_stands_beside_the_actual_value_of_everybody(
    sold: Org, phone: Phones, dsn: str
) -> None:
    target = {"pick": {"kpi": "WIN_RATE"}, "value": 4_000, "effectiveFrom": "2026-03-01"}
    made = await publish(phone, "kpiTargetPublish", target)
    assert (made["userErrors"], made["version"]["key"]) == ([], "win_rate")
    asked = """query Q($id: ID!) { node(id: $id) { ... on Team { name } ... on Member {
      kpis(only: [{ kpi: WIN_RATE }], by: MONTH, last: 2) { points { value target } } } } }"""
    got = (await phone("rita").ask(asked, id=pack("Member", sold.rep)))["node"]["kpis"]
    assert [each["target"] for each in got[0]["points"]] == [None, 4_000]
    listed = await phone("bob").ask(
        "{ viewer { organization { kpiRules { edges { node { kind key by kpi value title } } } } } }"
    )
    nodes = [each["node"] for each in listed["viewer"]["organization"]["kpiRules"]["edges"]]
    assert nodes[-1] == {
        "kind": "TARGET",
        "key": "win_rate",
        "by": None,
        "kpi": "WIN_RATE",
        "value": 4_000,
        "title": None,
    }
    before = await everything(dsn)
    total = {"pick": {"kpi": "TOTAL", "metric": "revenue"}}
    refused = await publish(phone, "kpiTargetPublish", target | total)
    assert refused["userErrors"] == [{"code": "INVALID_INPUT", "path": ["input", "pick"]}]
    assert await everything(dsn) == before
    gone = {"kind": "TARGET", "key": "win_rate", "effectiveFrom": "2026-04-01"}
    assert (await publish(phone, "kpiRuleRetire", gone))["version"]["isRetired"] is True
