"""Lessons, mentors and trainings over HTTP: a training is followed from the activities themselves."""

from datetime import timedelta
from typing import Any

from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import NOW, Org, enrol
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones

SHARE = "mutation M($input: LessonShareInput!) { lessonShare(input: $input) { lesson { id } userErrors { code } } }"
PAIR = "mutation M($input: MentorSetInput!) { mentorSet(input: $input) { mentee { name } userErrors { code } } }"
TRAIN = "mutation M($input: TrainingSetInput!) { trainingSet(input: $input) { training { id } userErrors { code } } }"
RECORD = "mutation M($input: ActivityRecordInput!) { activityRecord(input: $input) { userErrors { code } } }"
LESSONS = "{ lessons { totalCount edges { node { title member { name } team { teamKey } } } } }"
PAIRS = "{ mentorings { totalCount edges { node { mentee { name } mentor { name } endsOn } } } }"
TRAININGS = """
{ trainings { totalCount edges { node { id title perWeek member { name } metric { key }
    weeks { startsOn done isOver isMet } } } } }
"""
BY_ID = "query Q($id: ID!) { node(id: $id) { id } }"


async def me(phone: Phone) -> str:
    return str((await phone.ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"])


async def total(phone: Phone, query: str) -> int:
    [found] = (await phone.ask(query)).values()
    assert found["totalCount"] == len(found["edges"])
    return int(found["totalCount"])


async def test_a_training_is_followed_from_the_activities_by_the_member_and_the_leads_alone(
    phone: Phones, org: Org, database: Database, clock: SetClock, statements: list[str]
) -> None:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    sent: dict[str, Any] = {
        "memberId": await me(phone("rita")),
        "title": "Call before you write",
        "metricKey": "calls",
        "perWeek": 2,
        "startsOn": "2026-03-11",
        "weeks": 3,
    }
    for key in ("one", "two"):
        made = await phone("sue").ask(TRAIN, input=sent | {"idempotencyKey": key})
        assert made["trainingSet"]["userErrors"] == []
    for number in range(3):
        clock.now = NOW + timedelta(days=number * 3)  # Wednesday, Saturday, Tuesday
        await phone("rita").ask(RECORD, input={"idempotencyKey": str(number), "kind": "call"})
    found = (await phone("sue").ask(TRAININGS))["trainings"]["edges"][0]["node"]
    assert (found["title"], found["metric"], found["member"]) == (
        *("Call before you write", {"key": "calls"}, {"name": "Rita"}),
    )
    assert found["weeks"] == [
        {"startsOn": "2026-03-09", "done": 2, "isOver": True, "isMet": True},
        {"startsOn": "2026-03-16", "done": 1, "isOver": False, "isMet": False},
        {"startsOn": "2026-03-23", "done": 0, "isOver": False, "isMet": False},
    ]
    for name, number in (("rita", 2), ("sue", 2), ("ada", 2), ("bob", 0), ("olaf", 0)):
        assert await total(phone(name), TRAININGS) == number
        node = (await phone(name).ask(BY_ID, id=found["id"]))["node"]
        assert (node is not None) == bool(number)

    statements.clear()
    await phone("sue").ask(TRAININGS)
    few = len(statements)
    for number in range(5):
        await phone("sue").ask(TRAIN, input=sent | {"idempotencyKey": f"more-{number}"})
    statements.clear()
    assert await total(phone("sue"), TRAININGS) == 7
    assert len(statements) == few


async def test_a_pair_is_seen_by_the_two_and_who_leads_the_mentee(
    phone: Phones, org: Org, database: Database
) -> None:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    await enrol(database, org.org_id, "pat", team="south")
    sent = {
        "menteeId": await me(phone("rita")),
        "mentorId": await me(phone("pat")),
        "startsOn": "2026-03-11",
    }
    got = (await phone("sue").ask(PAIR, input=sent))["mentorSet"]
    assert got == {"mentee": {"name": "Rita"}, "userErrors": []}
    for name, number in (
        *(("rita", 1), ("pat", 1), ("sue", 1), ("ada", 1)),
        *(("bob", 0), ("olaf", 0)),
    ):
        assert await total(phone(name), PAIRS) == number


async def test_a_lesson_is_read_by_those_it_is_shared_with(
    phone: Phones, org: Org, database: Database
) -> None:
    await enrol(database, org.org_id, "pat", team="south")
    north = await phone("rita").ask("{ viewer { member { team { id } } } }")
    for key, team_id in (("one", north["viewer"]["member"]["team"]["id"]), ("two", None)):
        sent = {"title": "Ask twice", "text": "And listen.", "teamId": team_id}
        made = await phone("rita").ask(SHARE, input=sent | {"idempotencyKey": key})
        assert made["lessonShare"]["userErrors"] == []
    for name, number in (("bob", 2), ("sue", 2), ("ada", 2), ("pat", 1)):
        assert await total(phone(name), LESSONS) == number
    [edge] = (await phone("pat").ask(LESSONS))["lessons"]["edges"]
    assert edge["node"] == {"title": "Ask twice", "member": {"name": "Rita"}, "team": None}
