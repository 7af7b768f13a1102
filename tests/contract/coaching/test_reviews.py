"""The review of a quarter over HTTP."""

from datetime import timedelta
from typing import Any

from bellringer.gamification.actions.coaching.carry_pulses import carry_pulses
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import NOW, Org, enrol
from tests.conftest import SetClock
from tests.contract.coaching.test_pulses import CREATE, SENT
from tests.contract.conftest import Phones

REVIEW = """
query Q($on: Date!) { strategyReview(on: $on) { startsOn endsOn
  changes(first: 100) { totalCount edges { node { area action what } } }
  attainmentBefore { since until } attainment { since until }
  pulseBefore { id } pulseAfter { id } } }
"""
RULE = "mutation M($input: RuleCreateInput!) { ruleCreate(input: $input) { userErrors { code } } }"
BOARD = (
    "mutation M($input: BoardCreateInput!) { boardCreate(input: $input) { userErrors { code } } }"
)
GOAL = (
    "mutation M($input: GoalProposeInput!) { goalPropose(input: $input) { userErrors { code } } }"
)


async def test_a_quarter_shows_its_changes_and_what_stood_before_and_after(
    phone: Phones, org: Org, database: Database, clock: SetClock
) -> None:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    ada = phone("ada")
    before = (await ada.ask(REVIEW, on="2026-03-11"))["strategyReview"]["changes"]["totalCount"]
    rule = {"idempotencyKey": "1", "kind": "call", "title": "Calls", "terms": {"points": 2}}
    board = {
        "key": "calls-week",
        "title": "Calls",
        "subjectKind": "MEMBER",
        "metricKey": "calls",
        "period": "WEEK",
    }
    goal: dict[str, Any] = {
        "idempotencyKey": "2",
        "title": "A good quarter",
        "metricKey": "deals",
        "ownerId": (await ada.ask("{ viewer { organization { id } } }"))["viewer"]["organization"][
            "id"
        ],
        "terms": {"target": 50, "startsOn": "2026-03-11", "endsOn": "2026-06-30"},
    }
    for query, sent in ((RULE, rule), (BOARD, board), (GOAL, goal)):
        [got] = (await ada.ask(query, input=sent)).values()
        assert got == {"userErrors": []}
    made = (await ada.ask(CREATE, input=SENT))["pulseCreate"]["pulse"]["id"]
    for days in (0, 7):
        clock.now = NOW + timedelta(days=days)
        async with database.transaction(org.org_id) as connection:
            await carry_pulses(connection, now=clock.now)

    found = (await phone("olaf").ask(REVIEW, on="2026-03-31"))["strategyReview"]
    assert (found["startsOn"], found["endsOn"]) == ("2026-01-01", "2026-04-01")
    changes = [tuple(edge["node"].values()) for edge in found["changes"]["edges"]]
    assert len(changes) == found["changes"]["totalCount"] == before + 3
    assert {
        ("RULE", "publish", "Calls"),
        ("BOARD", "create", "Calls"),
        ("GOAL", "agree", "A good quarter"),
    } <= set(changes)
    assert found["attainmentBefore"] == {"since": "2025-10-01", "until": "2025-12-31"}
    assert found["attainment"] == {"since": "2026-01-01", "until": "2026-03-31"}
    assert (found["pulseBefore"], found["pulseAfter"]) == (None, {"id": made})
    later = (await phone("sue").ask(REVIEW, on="2026-04-01"))["strategyReview"]
    assert later["pulseBefore"] == {"id": made}
    assert later["changes"]["totalCount"] == 0
    assert (await phone("rita").ask(REVIEW, on="2026-03-31"))["strategyReview"] is None
    bad = await phone("ada").answer(REVIEW, on="0001-01-01")
    assert bad["errors"][0]["extensions"]["code"] == "INVALID_YEAR"
