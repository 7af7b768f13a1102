"""Who reads what: fields for some only answer null to others, and rows that are not theirs are not there."""

from typing import Any

import pytest

from bellringer.graphql import audiences
from bellringer.graphql.audiences import Audience
from bellringer.graphql.schema import make_schema
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import Org, enrol
from tests.contract.conftest import Phones
from tests.contract.test_main_job import GOAL, PROPOSE
from tests.contract.test_roles import ACTORS, Stage

# who reads what is Bob's: Rita is a colleague, Sue leads his team, Olaf another, Ada is admin
READERS = {
    Audience.LEADS: "bob sue ada",
    Audience.SELF: "bob",
    Audience.ADMIN: "ada",
    Audience.ORGANIZATION: " ".join(ACTORS),
}
NARROWER = {
    ("Member", "email"): "{ ... on Member { found: email } }",
    ("Member", "why"): "{ ... on Member { found: why { level { level } } } }",
    ("BadgeAward", "revokeReason"): "{ ... on BadgeAward { found: revokeReason } }",
    ("BadgeWhy", "days"): "{ ... on BadgeAward { found: why { found: days { on } } } }",
    ("BadgeDefinition", "grants"): "{ ... on BadgeDefinition { found: grants { id } } }",
    ("Member", "attention"): "{ ... on Member { found: attention { told } } }",
    ("Member", "today"): "{ ... on Member { found: today { on } } }",
    ("Member", "kpis"): "{ ... on Member { found: kpis { kpi } } }",
    ("Member", "kpiReview"): "{ ... on Member { found: kpiReview { isOver } } }",
    ("Member", "leave"): "{ ... on Member { found: leave { totalCount } } }",
    ("StreakWhy", "daysOff"): "{ ... on Member { streaks { why { found: daysOff { on } } } } }",
    ("GoalStep", "text"): "{ ... on Goal { steps { edges { node { found: text } } } } }",
    ("GoalStep", "link"): "{ ... on Goal { steps { edges { node { found: link } } } } }",
}


async def revoked(stage: Stage) -> str:
    award = await stage.award()
    await stage.run("ada", "badgeRevoke", {"awardId": award, "reason": "A mistake"})
    return award


async def submitted(stage: Stage) -> str:
    skill = await stage.skill()
    shown = {"goalId": skill, "evidence": "Seen", "link": "https://example.com"}
    await stage.run("bob", "goalEvidenceSubmit", shown)
    return skill


@pytest.fixture
async def stage(org: Org, phone: Phones, database: Database) -> Stage:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    return Stage(phone)


def test_every_field_with_an_audience_of_its_own_is_tried_here() -> None:
    assert set(audiences.FIELDS) == set(NARROWER)


@pytest.mark.parametrize("field", NARROWER)
async def test_a_field_answers_its_audience_and_null_to_others(
    stage: Stage, field: tuple[str, str]
) -> None:
    made = {"BadgeDefinition": Stage.badge, "GoalStep": submitted}
    usual = revoked if field[0].startswith("Badge") else Stage.bob
    about = await made.get(field[0], usual)(stage)
    readers = []
    for actor in ACTORS:
        query = f"query Q($id: ID!) {{ node(id: $id) {NARROWER[field]} }}"
        got = await stage.phones(actor).ask(query, id=about)
        value: Any = got["node"]
        while value and isinstance(value, dict | list):
            value = value[0] if isinstance(value, list) else next(iter(value.values()))
        if value is not None:
            readers.append(actor)
    assert readers == READERS[audiences.FIELDS[field]].split()


async def readers_of(stage: Stage, node_id: str) -> list[str]:
    found = []
    for actor in ACTORS:
        got: dict[str, Any] = await stage.phones(actor).ask(
            "query Q($id: ID!) { node(id: $id) { id } }", id=node_id
        )
        if got["node"] is not None:
            found.append(actor)
    return found


async def test_activities_inbox_items_and_phones_are_there_for_those_concerned(
    stage: Stage,
) -> None:
    assert await readers_of(stage, await stage.activity()) == READERS[Audience.LEADS].split()
    assert await readers_of(stage, await stage.item()) == ["bob"]
    assert await readers_of(stage, await stage.device()) == ["bob"]


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("PRIVATE", "bob sue ada"),
        ("TEAM", "bob rita sue ada"),
        ("ORGANIZATION", "bob rita sue olaf ada"),
    ],
)
async def test_a_goal_is_seen_as_far_as_its_visibility(
    stage: Stage, visibility: str, readers: str
) -> None:
    made = await stage.phones("bob").ask(PROPOSE, input=GOAL | {"visibility": visibility})
    goal = made["goalPropose"]["goal"]["id"]
    assert await readers_of(stage, goal) == readers.split()
    bob, listed = await stage.bob(), []
    for actor in ACTORS:
        query = (
            "query Q($id: ID!) { member(id: $id) { goals { totalCount edges { node { id } } } } }"
        )
        goals = (await stage.phones(actor).ask(query, id=bob))["member"]["goals"]
        assert len(goals["edges"]) == goals["totalCount"]
        if goals["edges"]:
            listed.append(actor)
    assert listed == readers.split()


async def test_the_ledger_behind_a_rank_is_seen_by_those_concerned(stage: Stage) -> None:
    await stage.activity()
    seen = []
    for actor in ACTORS:
        got = await stage.phones(actor).ask(
            """{ leaderboard(key: "points-month") { standings { edges { node {
                 why { entries { totalCount edges { node { points ruleTitle } } } } } } } } }"""
        )
        [edge] = got["leaderboard"]["standings"]["edges"]
        if edge["node"]["why"]["entries"] is not None:
            assert edge["node"]["why"]["entries"]["totalCount"] == 1
            seen.append(actor)
    assert seen == READERS[Audience.LEADS].split()


def test_a_type_without_an_audience_makes_no_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(audiences.TYPES, "Member")
    with pytest.raises(audiences.UndeclaredAudienceError, match="Member"):
        make_schema.__wrapped__(may_introspect=False)  # not the one that is kept
