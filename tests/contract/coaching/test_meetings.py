"""A team's meetings and the page on those who lead it, over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bellringer.gamification.store.directory import teams_by_key
from bellringer.models.database import Database
from bellringer.words import Role, SubjectKind
from tests.builders import Org, enrol
from tests.conftest import SetClock
from tests.contract.coaching.test_check_ins import DONE, SET, fill
from tests.contract.conftest import Phone, Phones
from tests.contract.test_main_job import GOAL, PROPOSE
from tests.recording import agreed_goal

LONG = 90_000
THURSDAY = datetime(2026, 3, 12, 7, 30, tzinfo=UTC)
TEAM = """query T($id: ID!) { team(id: $id) { outlook { title missing workingDaysLeft neededPerDay perDay }
  meetings { totalCount edges { node { id heldAt hurdles { number text raisedBy { name } } hurdlesBefore { text }
    actionItems { text owner { name } } openBefore { text } outlook { title neededPerDay goal { title } } } } } } }"""
PAGE = """query T($id: ID!) { team(id: $id) { leadAccounts { lead { name } checkIns checkInsAnswered
  checkInsAnsweredOnTime oneOnOnes oneOnOnesHeldOnTime feedbackGiven openActionItems overdueActionItems
  goals { edges { node { title } } } } } }"""


async def run(phone: Phone, name: str, sent: dict[str, Any], shown: str) -> dict[str, Any]:
    query = f"""mutation M($input: {name[0].upper() + name[1:]}Input!) {{ {name}(input: $input) {{
        {shown} userErrors {{ code }} }} }}"""
    got: dict[str, Any] = (await phone.ask(query, input=sent))[name]
    assert got["userErrors"] == [], (name, got)
    return got


async def ids(phone: Phone) -> tuple[str, str | None]:
    found = (await phone.ask("{ viewer { member { id team { id } } } }"))["viewer"]["member"]
    return str(found["id"]), found["team"] and str(found["team"]["id"])


async def test_a_meeting_looks_forward_and_what_it_agrees_goes_on(
    org: Org, phone: Phones, database: Database
) -> None:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    rita, sue, ada = phone("rita"), phone("sue"), phone("ada")
    who, team = await ids(rita)
    terms = GOAL["terms"] | {"startsOn": "2026-03-02", "endsOn": "2026-03-30", "target": 100}
    goal = {
        "idempotencyKey": "g",
        "ownerId": team,
        "title": "North's calls",
        "metricKey": "calls",
        "terms": terms,
    }
    made = (await sue.ask(PROPOSE, input=goal))["goalPropose"]["goal"]
    await run(ada, "goalAgree", {"goalId": made["id"], "agreementNo": 1}, "goal { id }")
    sent = {"idempotencyKey": "m", "teamId": team, "plannedAt": "2026-03-12T08:00:00Z"}
    meeting = (await run(sue, "meetingPlan", sent, "meeting { id }"))["meeting"]["id"]
    about = {"meetingId": meeting}
    hurdle = about | {"text": "No price list"}
    await run(rita, "meetingHurdleRaise", hurdle, "hurdleNumber")
    item = {
        "idempotencyKey": "a",
        "ownerId": who,
        "text": "Write one",
        "dueOn": "2026-03-16",
        "meetingId": meeting,
        "hurdleNo": 1,
    }
    await run(sue, "actionItemCreate", item, "actionItem { id meeting { id } }")
    await run(sue, "meetingHold", about, "meeting { heldAt }")
    for name in ("rita", "bob", "sue", "ada"):
        shown = (await phone(name).ask(TEAM, id=team))["team"]
        assert shown["outlook"] == [
            {
                "title": "North's calls",
                "missing": 100,
                "workingDaysLeft": 13,
                "neededPerDay": 8,
                "perDay": 0,
            }
        ]
        [edge] = shown["meetings"]["edges"]
        assert edge["node"]["hurdles"][0]["text"] == "No price list"
        assert edge["node"]["actionItems"] == [{"text": "Write one", "owner": {"name": "Rita"}}]
        assert edge["node"]["outlook"][0]["neededPerDay"] == 8
    seen = (await phone("olaf").ask(TEAM, id=team))["team"]
    assert seen == {"outlook": None, "meetings": None}
    node = await phone("olaf").ask("query N($id: ID!) { node(id: $id) { id } }", id=meeting)
    assert node["node"] is None


async def test_the_team_sees_what_who_leads_it_has_done_in_numbers_and_goals(
    org: Org, phone: Phones, clock: SetClock, database: Database
) -> None:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    rita, sue = phone("rita", minutes=LONG), phone("sue", minutes=LONG)
    who, team = await ids(rita)
    boss, _ = await ids(sue)
    await sue.ask(SET, input={"teamId": team})
    goal = GOAL | {
        "idempotencyKey": "g",
        "ownerId": boss,
        "title": "Two talks a week",
        "visibility": "TEAM",
    }
    await sue.ask(PROPOSE, input=goal)
    talk = {"idempotencyKey": "t", "withId": who, "plannedAt": "2026-03-12T09:00:00Z"}
    made = (await run(sue, "oneOnOnePlan", talk, "oneOnOne { id }"))["oneOnOne"]["id"]
    late = talk | {"idempotencyKey": "u"}
    await run(sue, "oneOnOnePlan", late, "oneOnOne { id }")
    private = {
        "idempotencyKey": "a",
        "ownerId": boss,
        "text": "Ask about the raise",
        "dueOn": "2026-03-12",
        "oneOnOneId": made,
    }
    await run(rita, "actionItemCreate", private, "actionItem { id }")
    clock.now = THURSDAY
    check_in = (await rita.ask(DONE, input={"text": "Well"}))["checkInDone"]["checkIn"]["id"]
    await phone("bob", minutes=LONG).ask(DONE, input={})
    await run(sue, "checkInAnswer", {"checkInId": check_in}, "checkIn { id }")
    await run(sue, "oneOnOneHold", {"oneOnOneId": made}, "oneOnOne { id }")
    praise = {"idempotencyKey": "f", "toMemberId": who, "text": "Calm with a hard customer"}
    await run(sue, "feedbackGive", praise, "feedback { id }")
    clock.now = THURSDAY + timedelta(days=1)
    expected = {
        "lead": {"name": "Sue"},
        "checkIns": 2,
        "checkInsAnswered": 1,
        "checkInsAnsweredOnTime": 1,
        "oneOnOnes": 2,
        "oneOnOnesHeldOnTime": 1,
        "feedbackGiven": 1,
        "openActionItems": 1,
        "overdueActionItems": 1,
        "goals": {"edges": [{"node": {"title": "Two talks a week"}}]},
    }
    for name in ("rita", "bob", "sue", "ada"):
        shown = await phone(name, minutes=LONG).ask(PAGE, id=team)
        assert shown["team"]["leadAccounts"] == [expected], name
        assert "raise" not in str(shown)
    olaf = phone("olaf", minutes=LONG)
    assert (await olaf.ask(PAGE, id=team))["team"]["leadAccounts"] is None
    goals = await olaf.ask(
        "query G($id: ID!) { member(id: $id) { goals { totalCount } } }", id=boss
    )
    assert goals["member"]["goals"]["totalCount"] == 0


async def test_F4_the_page_of_a_lead_takes_the_same_statements_with_6_and_with_60_members(
    org: Org, phone: Phones, clock: SetClock, database: Database, statements: list[str]
) -> None:
    rita, sue = phone("rita", minutes=LONG), phone("sue", minutes=LONG)
    _, team = await ids(rita)
    await sue.ask(SET, input={"teamId": team})
    clock.now = THURSDAY
    counted = []
    for since, until in ((0, 4), (4, 58)):
        await fill(database, org, since, until)
        for _ in range(2):
            await sue.ask(PAGE, id=team)
        statements.clear()
        await sue.ask(PAGE, id=team)
        await sue.ask(TEAM, id=team)
        counted.append(len(statements))
    assert counted[0] == counted[1]


async def test_F4_the_pages_of_many_teams_are_read_together(
    org: Org, phone: Phones, database: Database, statements: list[str]
) -> None:
    ada = phone("ada")
    query = """{ viewer { organization { teams { name outlook { title neededPerDay }
        leadAccounts { checkIns oneOnOnes openActionItems } } } } }"""
    counted = []
    for since, until in ((0, 2), (2, 9)):
        for number in range(since, until):
            made = {"teamKey": f"team{number}", "name": f"Team {number}"}
            await run(ada, "teamCreate", made, "team { id }")
            await enrol(
                *(database, org.org_id, f"lead{number}"),
                role=Role.MANAGER,
                leads=(f"team{number}",),
            )
            await agreed_goal(
                *(database, org),
                owner_kind=SubjectKind.TEAM,
                owner_id=await team_id(database, org, f"team{number}"),
                metric_key="deals",
                target=30,
            )
        for _ in range(2):
            await ada.ask(query)
        statements.clear()
        teams = (await ada.ask(query))["viewer"]["organization"]["teams"]
        counted.append(len(statements))
        assert [each["outlook"] for each in teams if each["name"].startswith("Team ")] == [
            [{"title": "March", "neededPerDay": 2}]
        ] * until
    assert counted[0] == counted[1]


async def team_id(database: Database, org: Org, key: str) -> UUID:
    async with database.reading(org.org_id) as connection:
        return (await teams_by_key(connection))[key]
