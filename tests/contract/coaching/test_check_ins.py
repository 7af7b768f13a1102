"""Check-ins over HTTP: a day of a rep and of who leads the team, who reads what, and how much that asks for."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bellringer.gamification.actions.coaching.check_in import plan_day
from bellringer.gamification.actions.enrol_member import enrol_member
from bellringer.gamification.commands.coaching.check_ins import PlanDay, PlannedItem
from bellringer.gamification.commands.members import EnrolMember, TeamNamed
from bellringer.gamification.store.directory import teams_by_key
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import NOW, Org, enrol, member
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones
from tests.contract.test_main_job import RECORD

SET = """mutation M($input: CheckInsSetInput!) { checkInsSet(input: $input) {
  team { checkInCadences { startsOn weekdays planAt doneAt graceMinutes isShared } } userErrors { code } } }"""
PLAN = """mutation M($input: CheckInPlanInput!) { checkInPlan(input: $input) {
  checkIn { id isPlanLate items { kind { key } metric { key } planned done } } userErrors { code path } } }"""
DONE = """mutation M($input: CheckInDoneInput!) { checkInDone(input: $input) {
  checkIn { id doneText isDoneLate } userErrors { code } } }"""
ANSWER = """mutation M($input: CheckInAnswerInput!) { checkInAnswer(input: $input) {
  checkIn { answerText answeredBy { name } } userErrors { code } } }"""
OWN = """{ viewer { member { checkInDay { on planDueAt doneDueAt checkIn { id planText answerText } } } } }"""
TEAM = """query T($id: ID!, $on: Date, $first: Int) { team(id: $id) { checkIns(on: $on, first: $first) { totalCount
  edges { node { on planDueAt member { name } checkIn {
    planText doneText items { planned done kind { key } metric { key } } } } } } } }"""
SEEN = """query S($id: ID!, $checkIn: ID!, $on: Date) {
  member(id: $id) { checkIns { totalCount edges { node { planText } } } checkInDay(on: $on) { checkIn { planText } } }
  node(id: $checkIn) { id ... on CheckIn { planText } }
  checkIn(id: $checkIn) { planText } }"""
LONG = 9_000  # minutes that a sign-in lasts
THURSDAY = datetime(2026, 3, 12, 7, 30, tzinfo=UTC)  # 08:30 in Berlin


async def team_of(phone: Phone) -> str:
    found = await phone.ask("{ viewer { member { id team { id } } } }")
    return str(found["viewer"]["member"]["team"]["id"])


async def begin(rita: Phone, sue: Phone, *, is_shared: bool = False) -> str:
    """Let team north check in from Thursday on; returns the team."""
    team = await team_of(rita)
    sent = {"teamId": team, "isShared": is_shared}
    answer = (await sue.ask(SET, input=sent))["checkInsSet"]
    assert answer["userErrors"] == []
    assert answer["team"]["checkInCadences"] == [
        {
            "startsOn": "2026-03-12",
            "weekdays": [1, 2, 3, 4, 5],
            "planAt": "08:00",
            "doneAt": "17:00",
            "graceMinutes": 60,
            "isShared": is_shared,
        }
    ]
    return team


async def plan_of(rita: Phone) -> dict[str, Any]:
    sent = {
        "items": [
            {"kind": "call", "planned": "20"},
            {"metricKey": "revenue", "planned": "100000"},
        ],
        "text": "Call the north side",
    }
    answer = (await rita.ask(PLAN, input=sent))["checkInPlan"]
    assert answer["userErrors"] == []
    made: dict[str, Any] = answer["checkIn"]
    return made


async def test_a_day_from_its_plan_to_the_answer_in_the_evening(
    org: Org, phone: Phones, clock: SetClock
) -> None:
    rita, sue = phone("rita", minutes=LONG), phone("sue", minutes=LONG)
    team = await begin(rita, sue)
    clock.now = THURSDAY
    day = (await rita.ask(OWN))["viewer"]["member"]["checkInDay"]
    assert day == {
        "on": "2026-03-12",
        "planDueAt": "2026-03-12T07:00:00.000Z",
        "doneDueAt": "2026-03-12T16:00:00.000Z",
        "checkIn": None,
    }
    made = await plan_of(rita)
    assert made["isPlanLate"] is False
    call = {"idempotencyKey": "1", "kind": "call", "quantity": 12}
    await rita.ask(RECORD, input=call)
    clock.now = THURSDAY + timedelta(hours=9)
    done = (await rita.ask(DONE, input={"text": "Eight short"}))["checkInDone"]
    assert done["checkIn"] == {
        "id": made["id"],
        "doneText": "Eight short",
        "isDoneLate": False,
    }
    [bob, mine] = (await sue.ask(TEAM, id=team))["team"]["checkIns"]["edges"]
    assert (bob["node"]["member"]["name"], bob["node"]["checkIn"]) == ("Bob", None)
    assert mine["node"]["checkIn"]["items"] == [
        {"planned": 20, "done": 12, "kind": {"key": "call"}, "metric": None},
        {"planned": 100000, "done": 0, "kind": None, "metric": {"key": "revenue"}},
    ]
    sent = {"checkInId": made["id"], "text": "Twelve is fine. Who is next?"}
    answer = (await sue.ask(ANSWER, input=sent))["checkInAnswer"]
    assert answer["checkIn"] == {"answerText": sent["text"], "answeredBy": {"name": "Sue"}}
    # what was done that day and reported only the day after counts too
    clock.now = THURSDAY + timedelta(days=1)
    late = call | {"idempotencyKey": "2", "quantity": 8, "occurredAt": "2026-03-12T17:00:00Z"}
    await rita.ask(RECORD, input=late)
    day = (await sue.ask(TEAM, id=team, on="2026-03-12"))["team"]["checkIns"]["edges"][1]["node"]
    assert day["checkIn"]["items"][0]["done"] == 20


async def what_is_seen(who: Phone, rita: str, check_in: str) -> tuple[Any, ...]:
    found = await who.ask(SEEN, id=rita, checkIn=check_in, on="2026-03-12")
    day = found["member"]["checkInDay"]
    return (
        found["member"]["checkIns"]["totalCount"],
        [edge["node"]["planText"] for edge in found["member"]["checkIns"]["edges"]],
        day and day["checkIn"],
        found["node"],
        found["checkIn"],
    )


async def test_other_reps_and_other_leads_read_no_check_in_unless_the_team_shares_it(
    org: Org, phone: Phones, clock: SetClock, database: Database
) -> None:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    await enrol(database, org.org_id, "zoe", team="south")
    rita, sue = phone("rita", minutes=LONG), phone("sue", minutes=LONG)
    team = await begin(rita, sue)
    clock.now = THURSDAY
    check_in = str((await plan_of(rita))["id"])
    who = (await rita.ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
    nothing: tuple[Any, ...] = (0, [], None, None, None)
    text = {"planText": "Call the north side"}
    all_of_it = (1, [text["planText"]], text, {"id": check_in} | text, text)
    for name in ("rita", "sue", "ada"):
        assert await what_is_seen(phone(name, minutes=LONG), who, check_in) == all_of_it, name
    for name in ("bob", "olaf", "zoe"):
        assert await what_is_seen(phone(name, minutes=LONG), who, check_in) == nothing, name
        assert (await phone(name, minutes=LONG).ask(TEAM, id=team))["team"] == {"checkIns": None}, (
            name
        )
    # shared from Friday on: what was written before stays between the two
    sent = {"teamId": team, "isShared": True}
    await sue.ask(SET, input=sent)
    clock.now = THURSDAY + timedelta(days=1)
    second = str((await plan_of(rita))["id"])
    bob = phone("bob", minutes=LONG)
    assert await what_is_seen(bob, who, check_in) == (1, [text["planText"]], None, None, None)
    assert (await bob.ask(SEEN, id=who, checkIn=second))["checkIn"] == text
    days = (await bob.ask(TEAM, id=team))["team"]["checkIns"]["edges"]
    assert [edge["node"]["checkIn"] is None for edge in days] == [True, False]
    for name in ("olaf", "zoe"):
        assert await what_is_seen(phone(name, minutes=LONG), who, second) == nothing, name
    # the audit log says that the setting changed, and nothing of what was written
    ada = phone("ada", minutes=LONG)
    log = await ada.ask(
        "{ auditLog(first: 50) { edges { node { action details { name value } } } } }"
    )
    assert "check-ins.set" in str(log)
    assert "north side" not in str(log)


async def fill(database: Database, org: Org, since: int, until: int) -> None:
    """Enrol members of team north who have planned and done something."""
    async with database.transaction(org.org_id) as connection:
        assert "north" in await teams_by_key(connection)
        for number in range(since, until):
            enrolled = EnrolMember(
                by=org.as_admin(),
                email=f"rep{number}@example.com",
                display_name=f"Rep {number:03}",
                role=Role.REP,
                team=TeamNamed(team_key="north"),
            )
            member_id = await enrol_member(connection, enrolled, now=NOW)
            plan = PlanDay(
                by=member(org.org_id, member_id, Role.REP),
                items=(PlannedItem(kind="call", planned=9),),
            )
            await plan_day(connection, plan, now=THURSDAY)


async def test_F4_a_teams_day_takes_the_same_statements_with_6_and_with_600_members(
    org: Org, phone: Phones, clock: SetClock, database: Database, statements: list[str]
) -> None:
    rita, sue = phone("rita", minutes=LONG), phone("sue", minutes=LONG)
    team = await begin(rita, sue)
    clock.now = THURSDAY
    counted = []
    for since, until in ((0, 4), (4, 598)):
        await fill(database, org, since, until)
        for _ in range(2):
            await sue.ask(TEAM, id=team, first=100)
        statements.clear()
        found = (await sue.ask(TEAM, id=team, first=100))["team"]["checkIns"]
        counted.append(len(statements))
        assert found["totalCount"] == until + 2
        done = [edge["node"]["checkIn"]["items"][0]["done"] for edge in found["edges"][1:5]]
        assert done == [0, 0, 0, 0]
    assert counted[0] == counted[1]
