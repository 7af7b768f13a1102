"""Goals as a phone lists and refuses them, and what each tells of itself."""

from datetime import timedelta
from typing import Any

import pytest

from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import NOW, Org, enrol
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones
from tests.contract.test_main_job import GOAL, PROPOSE, RECORD
from tests.contract.test_roles import ACTORS, Stage

LIST = """query List($current: Boolean!) {
  viewer { goals(onlyCurrent: $current) { totalCount edges { node { state } } } } }"""


async def test_a_goal_whose_days_are_over_is_not_current(
    org: Org, phone: Phones, clock: SetClock
) -> None:
    await phone("rita").ask(PROPOSE, input=GOAL)
    for days, state, current in ((0, "ACTIVE", 1), (60, "MISSED", 0)):
        clock.now += timedelta(days=days)
        listed = (await phone("rita").ask(LIST, current=False))["viewer"]["goals"]
        assert listed["edges"] == [{"node": {"state": state}}]
        listed = (await phone("rita").ask(LIST, current=True))["viewer"]["goals"]
        assert (listed["totalCount"], len(listed["edges"])) == (current, current)


async def test_terms_are_refused_by_the_path_of_their_field(org: Org, phone: Phones) -> None:
    sent = GOAL | {"terms": GOAL["terms"] | {"target": 0}}
    (refused,) = (await phone("rita").ask(PROPOSE, input=sent))["goalPropose"]["userErrors"]
    assert (refused["code"], refused["path"]) == ("NOT_SMART", ["input", "terms", "target"])
    listed = (await phone("rita").ask(LIST, current=False))["viewer"]["goals"]
    assert listed["totalCount"] == 0


YEAR = GOAL | {
    "idempotencyKey": "year",
    "title": "Year",
    "terms": {"target": 1_200, "startsOn": "2026-01-01", "endsOn": "2027-01-01"},
}
SPLIT = """mutation Split($input: GoalSplitInput!) { goalSplit(input: $input) {
    goal { id parts { whole ownTotal ownCount othersTotal othersCount }
      children(first: 2) { totalCount pageInfo { hasNextPage endCursor }
        edges { node { id title parent { id } terms { target startsOn endsOn } } } } }
    userErrors { code path } } }"""
PLACE = "mutation P($input: GoalPlaceInput!) { goalPlace(input: $input) { userErrors { code } } }"
AGREE = "mutation A($input: GoalAgreeInput!) { goalAgree(input: $input) { userErrors { code } } }"
CHANGE = """mutation C($input: GoalChangeInput!) { goalChange(input: $input) {
    warnings { code figure } userErrors { code } } }"""


async def propose(phone: Phone, **changes: Any) -> str:
    got = (await phone.ask(PROPOSE, input=GOAL | changes))["goalPropose"]
    assert got["userErrors"] == []
    return str(got["goal"]["id"])


async def call(phone: Phone, key: str, quantity: int, **more: Any) -> None:
    sent = {"idempotencyKey": key, "kind": "call", "quantity": quantity} | more
    assert (await phone.ask(RECORD, input=sent))["activityRecord"]["userErrors"] == []


async def show(phone: Phone, goal: str, fields: str) -> Any:
    query = f"query Q($id: ID!) {{ node(id: $id) {{ ... on Goal {{ {fields} }} }} }}"
    return (await phone.ask(query, id=goal))["node"]


async def test_a_year_is_split_into_months_that_are_listed_and_add_up(
    org: Org, phone: Phones
) -> None:
    rita = phone("rita")
    year = await propose(rita, **YEAR)
    sent = {"idempotencyKey": "s", "goalId": year, "into": "MONTH", "shares": "WEIGHTS"}
    split = await rita.ask(SPLIT, input=sent | {"weights": [1] * 12})
    again = await rita.ask(SPLIT, input=sent | {"weights": [1] * 12})
    assert again == split
    goal = split["goalSplit"]["goal"]
    assert goal["parts"] == {
        "whole": 1_200,
        "ownTotal": 1_200,
        "ownCount": 12,
        "othersTotal": 0,
        "othersCount": 0,
    }
    january, february = (edge["node"] for edge in goal["children"]["edges"])
    assert goal["children"]["totalCount"] == 12
    assert january["parent"] == {"id": year}
    assert february["title"] == "Year, 2026-02"
    assert february["terms"] == {"target": 100, "startsOn": "2026-02-01", "endsOn": "2026-03-01"}

    for without, kind, count in ((False, None, 13), (True, None, 1), (True, "TEAM", 0)):
        query = """query Q($without: Boolean!, $kind: SubjectKind) {
            goals(withoutParent: $without, ownerKind: $kind, first: 5) { totalCount edges { node { id } } } }"""
        listed = (await rita.ask(query, without=without, kind=kind))["goals"]
        assert (listed["totalCount"], len(listed["edges"])) == (count, min(count, 5))


async def test_a_teams_goal_shows_what_each_member_brought_the_most_first(
    org: Org, phone: Phones
) -> None:
    sue, ada = phone("sue"), phone("ada")
    team = (await sue.ask("{ viewer { organization { teams { id name } } } }"))["viewer"]
    [north] = [each["id"] for each in team["organization"]["teams"] if each["name"] == "North"]
    goal = await propose(sue, ownerId=north)
    await ada.ask(AGREE, input={"goalId": goal, "agreementNo": 1})
    await call(phone("rita"), "r", 2)
    await call(phone("bob"), "b", 5)
    shown = await show(
        phone("rita"),
        goal,
        "progress contributions { totalCount edges { node { total share member { name } } } }",
    )
    brought = [edge["node"] for edge in shown["contributions"]["edges"]]
    assert brought == [
        {"total": 5, "share": 7_142, "member": {"name": "Bob"}},
        {"total": 2, "share": 2_857, "member": {"name": "Rita"}},
    ]
    assert sum(each["total"] for each in brought) == shown["progress"]
    first = await show(
        sue, goal, "contributions(first: 1) { pageInfo { endCursor } edges { node { total } } }"
    )
    after = first["contributions"]["pageInfo"]["endCursor"]
    rest = await show(
        sue, goal, f'contributions(first: 1, after: "{after}") {{ edges {{ node {{ total }} }} }}'
    )
    assert [edge["node"]["total"] for edge in rest["contributions"]["edges"]] == [2]


async def test_pace_and_why_say_what_a_working_day_has_to_bring(org: Org, phone: Phones) -> None:
    rita = phone("rita")
    goal = await propose(rita, terms=GOAL["terms"] | {"target": 44})
    await call(rita, "before", 7, occurredAt=(NOW - timedelta(days=1)).isoformat())
    await call(rita, "today", 3)
    shown = await show(
        rita,
        goal,
        """attainment isCeiling finalAt pace { workingDays workingDaysPassed workingDaysLeft expected
        expectedAttainment projected projectedAttainment neededPerDay proratedTarget }
        why { terms { agreementNo } days { on total } nextMilestone needed missing neededPerDay }""",
    )
    # March 2026 has 22 weekdays; seven are over on the 11th
    assert shown["pace"] == {
        "workingDays": 22,
        "workingDaysPassed": 7,
        "workingDaysLeft": 15,
        "expected": 14,
        "expectedAttainment": 3_181,
        "projected": 22,
        "projectedAttainment": 5_000,
        "neededPerDay": 3,
        "proratedTarget": None,
    }
    assert shown["why"] == {
        "terms": {"agreementNo": 1},
        "days": [{"on": "2026-03-11", "total": 3}, {"on": "2026-03-10", "total": 7}],
        "nextMilestone": 25,
        "needed": 1,
        "missing": 34,
        "neededPerDay": 3,
    }
    assert (shown["attainment"], shown["isCeiling"]) == (2_272, False)
    assert shown["finalAt"] == "2026-04-01T22:00:00.000Z"


async def test_an_unlikely_target_is_a_warning_and_the_goal_is_set(org: Org, phone: Phones) -> None:
    rita = phone("rita")
    await call(rita, "february", 10, occurredAt="2026-02-20T12:00:00Z")
    propose_ = PROPOSE.replace("userErrors", "warnings { code message figure } userErrors", 1)
    terms = GOAL["terms"]
    goal = ""
    for key, target, figures in (("a", 15, []), ("b", 16, [10])):
        sent = GOAL | {"idempotencyKey": key, "terms": terms | {"target": target}}
        got = (await rita.ask(propose_, input=sent))["goalPropose"]
        assert [each["figure"] for each in got["warnings"]] == figures
        assert got["goal"]["state"] == "ACTIVE"
        goal = got["goal"]["id"]
    sent = {"idempotencyKey": "c", "goalId": goal, "terms": terms | {"target": 99}}
    changed = (await rita.ask(CHANGE, input=sent))["goalChange"]
    assert changed["warnings"] == [{"code": "UNLIKELY_TARGET", "figure": 10}]


async def test_a_goal_tells_its_agreements_its_crossings_and_its_steps(
    org: Org, phone: Phones
) -> None:
    sue, bob = phone("sue"), phone("bob")
    stage = Stage(phone)
    goal = await stage.goal(by="sue")
    await bob.ask(AGREE, input={"goalId": goal, "agreementNo": 1})
    await call(bob, "five", 5)
    more = {"idempotencyKey": "m", "goalId": goal, "terms": GOAL["terms"] | {"target": 20}}
    await sue.ask(CHANGE, input=more)
    no = {"goalId": goal, "agreementNo": 2, "reason": "Too much"}
    assert (await stage.run("bob", "goalDecline", no))["userErrors"] == []
    shown = await show(
        sue,
        goal,
        """agreements { totalCount edges { node { agreementNo target agreedAt declinedAt proposedBy { name } } } }
        crossings(last: 1) { totalCount pageInfo { hasPreviousPage } edges { node { agreementNo percent } } }
        steps { edges { node { number kind text by { name } } } }""",
    )
    stamp = "2026-03-11T15:00:00.000Z"
    assert [edge["node"] for edge in shown["agreements"]["edges"]] == [
        {
            "agreementNo": 1,
            "target": 10,
            "agreedAt": stamp,
            "declinedAt": None,
            "proposedBy": {"name": "Sue"},
        },
        {
            "agreementNo": 2,
            "target": 20,
            "agreedAt": None,
            "declinedAt": stamp,
            "proposedBy": {"name": "Sue"},
        },
    ]
    assert shown["crossings"] == {
        "totalCount": 2,
        "pageInfo": {"hasPreviousPage": True},
        "edges": [{"node": {"agreementNo": 1, "percent": 50}}],
    }
    assert shown["steps"]["edges"] == [
        {"node": {"number": 1, "kind": "DECLINED", "text": "Too much", "by": {"name": "Bob"}}}
    ]


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("PRIVATE", "bob sue ada"),
        ("TEAM", "bob rita sue ada"),
        ("ORGANIZATION", "bob rita sue olaf ada"),
    ],
)
async def test_a_goals_visibility_holds_in_every_list(
    org: Org, phone: Phones, database: Database, visibility: str, readers: str
) -> None:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    stage = Stage(phone)
    ada, bob = phone("ada"), await stage.bob()
    whole = (await ada.ask("{ viewer { organization { id } } }"))["viewer"]["organization"]["id"]
    above = await propose(ada, ownerId=whole, idempotencyKey="above", title="Above")
    part = await propose(phone("bob"), visibility=visibility, parentId=above)
    lists = {
        "node": "query Q($id: ID!) { node(id: $id) { id } }",
        "goals": "{ goals { edges { node { id } } } }",
        "current": "{ goals(onlyCurrent: true, ownerKind: MEMBER) { edges { node { id } } } }",
        "member": "query Q($bob: ID!) { member(id: $bob) { goals { edges { node { id } } } } }",
        "children": """query Q($above: ID!) { node(id: $above) { ... on Goal {
            children { edges { node { id } } } } } }""",
    }
    for name, query in lists.items():
        seen = []
        for actor in ACTORS:
            given = {"id": part, "bob": bob, "above": above}
            asked = {key: value for key, value in given.items() if f"${key}:" in query}
            found = await phone(actor).ask(query, **asked)
            if f"'id': '{part}'" in str(found):
                seen.append(actor)
        assert seen == readers.split(), name
    counted = []
    for actor in ACTORS:
        shown = await show(
            phone(actor), above, "children { totalCount } parts { othersCount othersTotal }"
        )
        assert shown["children"]["totalCount"] == shown["parts"]["othersCount"]
        if shown["parts"] == {"othersCount": 1, "othersTotal": 10}:
            counted.append(actor)
    assert counted == readers.split()


async def test_a_goal_above_that_one_may_not_see_is_not_named(org: Org, phone: Phones) -> None:
    sue, ada = phone("sue"), phone("ada")
    stage = Stage(phone)
    [north] = [
        each["id"]
        for each in (await sue.ask("{ viewer { organization { teams { id name } } } }"))["viewer"][
            "organization"
        ]["teams"]
        if each["name"] == "North"
    ]
    hidden = await propose(sue, ownerId=north, visibility="PRIVATE", idempotencyKey="t")
    await ada.ask(AGREE, input={"goalId": hidden, "agreementNo": 1})
    bobs = await stage.goal()
    await sue.ask(PLACE, input={"goalId": bobs, "parentId": hidden})
    assert await show(sue, bobs, "parent { id }") == {"parent": {"id": hidden}}
    assert await show(phone("bob"), bobs, "parent { id }") == {"parent": None}


async def test_a_list_of_goals_with_all_they_tell_takes_the_same_statements_with_2_and_with_20(
    org: Org, phone: Phones, statements: list[str]
) -> None:
    rita = phone("rita")
    query = """{ viewer { goals(first: 50) { edges { node { state attainment
        pace { projected neededPerDay } parts { ownTotal } children { totalCount edges { node { id } } }
        contributions { totalCount edges { node { total } } }
        agreements { totalCount } crossings { totalCount } steps { totalCount } } } } } }"""
    counted = []
    for since, until in ((0, 2), (2, 20)):
        for number in range(since, until):
            terms = GOAL["terms"] | {"isProrated": number % 2 == 0}
            await propose(rita, idempotencyKey=f"g{number}", terms=terms)
        await rita.ask(query)
        statements.clear()
        shown = await rita.ask(query)
        counted.append(len(statements))
        assert len(shown["viewer"]["goals"]["edges"]) == until
    assert counted[0] == counted[1]
