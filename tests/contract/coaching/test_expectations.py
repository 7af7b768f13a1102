"""Expectations and what is missing, over HTTP: leads see their own teams."""

from typing import Any

from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import Org, enrol
from tests.contract.conftest import Phones
from tests.contract.test_main_job import GOAL

PUBLISH = (
    "mutation M($input: ExpectationPublishInput!) { expectationPublish(input: $input)"
    " { expectation { versionNo text } userErrors { code } } }"
)
SEEN = (
    "mutation M($input: ExpectationAcknowledgeInput!) { expectationAcknowledge(input: $input)"
    " { expectation { acknowledgedAt } userErrors { code } } }"
)
READ = """
{ expectations { role versionNo acknowledgedAt waiting { totalCount edges { node { name } } } }
  expectationVersions(role: REP) { versionNo text } }
"""
MISSING = """
{ completeness {
    roles { role hasExpectation members withoutGoal withoutFigure }
    goal: members(lacking: GOAL) { totalCount edges { node { name } } }
    figure: members(lacking: FIGURE) { totalCount edges { node { name } } }
    goalsWithoutParent { totalCount edges { node { title } } } } }
"""


def names(connection: dict[str, Any]) -> set[str]:
    assert connection["totalCount"] == len(connection["edges"])
    return {next(iter(edge["node"].values())) for edge in connection["edges"]}


async def test_leads_see_who_of_theirs_has_not_acknowledged(
    phone: Phones, org: Org, database: Database
) -> None:
    await enrol(database, org.org_id, "pat", team="south")
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    for number, text in enumerate(("First.", "Call back within the hour.")):
        sent = {"idempotencyKey": str(number), "role": "REP", "text": text}
        got = (await phone("ada").ask(PUBLISH, input=sent))["expectationPublish"]
        assert got == {"expectation": {"versionNo": number + 1, "text": text}, "userErrors": []}
    got = (await phone("rita").ask(SEEN, input={"versionNo": 2}))["expectationAcknowledge"]
    assert got["expectation"]["acknowledgedAt"] == "2026-03-11T15:00:00.000Z"

    for name, waiting in (
        ("sue", {"Bob"}),
        ("olaf", {"Pat"}),
        ("ada", {"Bob", "Pat"}),
    ):
        [found] = (await phone(name).ask(READ))["expectations"]
        assert (found["role"], found["versionNo"]) == ("REP", 2)
        assert names(found["waiting"]) == waiting
    answer = await phone("rita").ask(READ)
    [found] = answer["expectations"]
    assert (found["acknowledgedAt"], found["waiting"]) == ("2026-03-11T15:00:00.000Z", None)
    assert [each["versionNo"] for each in answer["expectationVersions"]] == [2, 1]


async def test_leads_see_what_their_own_people_lack(
    phone: Phones, org: Org, database: Database, statements: list[str]
) -> None:
    await enrol(database, org.org_id, "pat", team="south")
    propose = "mutation M($input: GoalProposeInput!) { goalPropose(input: $input) { userErrors { code } } }"
    await phone("rita").ask(propose, input=GOAL | {"idempotencyKey": "one"})
    skill = {
        "idempotencyKey": "two",
        "kind": "SKILL",
        "title": "Demo",
        "terms": {name: GOAL["terms"][name] for name in ("startsOn", "endsOn")},
    }
    await phone("bob").ask(propose, input=skill)
    assert (await phone("rita").ask(MISSING))["completeness"] is None

    await phone("sue").ask(MISSING)
    statements.clear()
    found = (await phone("sue").ask(MISSING))["completeness"]
    few = len(statements)
    reps = next(each for each in found["roles"] if each["role"] == "REP")
    assert reps == {
        "role": "REP",
        "hasExpectation": False,
        "members": 2,
        "withoutGoal": 0,
        "withoutFigure": 1,
    }
    assert names(found["goal"]) == set()
    assert names(found["figure"]) == {"Bob"}
    assert found["goalsWithoutParent"]["totalCount"] == 2
    assert "Pat" in names((await phone("ada").ask(MISSING))["completeness"]["goal"])

    for number in range(12):
        await enrol(database, org.org_id, f"rep{number}", team="north")
    statements.clear()
    found = (await phone("sue").ask(MISSING))["completeness"]
    assert len(names(found["goal"])) == 12
    assert len(statements) == few
