"""How much a screen asks of the database does not depend on how much there is."""

from datetime import timedelta

from bellringer.gamification.actions.award_badge import award_badge
from bellringer.gamification.actions.enrol_member import enrol_member
from bellringer.gamification.actions.propose_goal import propose_goal
from bellringer.gamification.commands.badges import AwardBadge
from bellringer.gamification.commands.goals import GoalTerms, ProposeGoal
from bellringer.gamification.commands.members import EnrolMember, TeamNamed
from bellringer.models.database import Database
from bellringer.words import Role, SubjectKind
from tests.builders import NOW, Org
from tests.contract.conftest import Phone, Phones
from tests.contract.test_main_job import GOAL, HOME, PROPOSE, RECORD
from tests.recording import importer

FOR_HOME = 17
MOST_FOR_TOP_TEN = 4
TOP_TEN = """{ leaderboard(key: "points-month") { state asOf
  standings(first: 10) { edges { node { rank score gapToNext subject { id name } } } } } }"""


async def fill(rita: Phone, since: int, until: int) -> None:
    for number in range(since, until):
        goal = GOAL | {
            "idempotencyKey": f"g{number}",
            "terms": GOAL["terms"] | {"target": number + 9},
        }
        assert (await rita.ask(PROPOSE, input=goal))["goalPropose"]["userErrors"] == []
        call = {"idempotencyKey": f"a{number}", "kind": "call", "quantity": 3}
        await rita.ask(RECORD, input=call)


async def test_F4_the_home_screen_takes_the_same_statements_with_6_and_with_60_rows(
    org: Org, phone: Phones, statements: list[str]
) -> None:
    rita = phone("rita")
    counted = []
    for since, until in ((0, 6), (6, 60)):
        await fill(rita, since, until)
        await rita.ask(HOME)
        statements.clear()
        home = await rita.ask(HOME)
        counted.append(len(statements))
        assert home["viewer"]["goals"]["totalCount"] == until
    assert counted == [FOR_HOME, FOR_HOME]


async def test_F2_the_top_of_a_board_takes_few_statements(
    org: Org, phone: Phones, statements: list[str]
) -> None:
    rita = phone("rita")
    await fill(rita, 0, 1)
    await rita.ask(TOP_TEN)
    statements.clear()
    await rita.ask(TOP_TEN)
    assert len(statements) <= MOST_FOR_TOP_TEN


async def test_many_rows_of_a_list_are_read_together(
    org: Org, phone: Phones, statements: list[str]
) -> None:
    sue = phone("sue")
    query = """{ members(first: 50) { edges { node {
        name email points level team { name leads { name email } } } } } }"""
    await sue.ask(query)
    await sue.ask(query)
    statements.clear()
    await sue.ask(query)
    # authority, the page, points, teams, the looks; their leads are already known
    assert len(statements) == 5


async def grow(database: Database, org: Org, since: int, until: int) -> None:
    """Enrol members, each with a team, a badge and a goal of its own."""
    badge = next(each for each in org.playbook.badges if not each.criteria)
    async with database.transaction(org.org_id) as connection:
        for number in range(since, until):
            enrolled = EnrolMember(
                by=org.as_admin(),
                email=f"rep{number}@example.com",
                display_name=f"Rep {number:03}",
                role=Role.REP,
                team=TeamNamed(team_key=f"team{number}", name=f"Team {number}"),
            )
            member_id = await enrol_member(connection, enrolled, now=NOW)
            given = AwardBadge(
                by=org.as_admin(), badge_id=badge.badge_id, member_id=member_id, reason="Fair play"
            )
            await award_badge(connection, given, now=NOW)
            goal = ProposeGoal(
                by=importer(org.org_id),
                owner_kind=SubjectKind.MEMBER,
                owner_id=member_id,
                title=f"Goal {number}",
                metric_key="revenue",
                terms=GoalTerms(
                    target=1_000, starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=9)
                ),
            )
            await propose_goal(connection, goal, now=NOW)


async def test_F4_lists_inside_of_a_list_take_the_same_statements_with_6_and_with_60_rows(
    database: Database, org: Org, phone: Phones, statements: list[str]
) -> None:
    ada = phone("ada")
    query = """query ($first: Int) { members(first: $first, search: "Rep ") { edges { node { name
        badges(first: 3) { totalCount edges { node { reason badge { title } } } }
        goals(last: 3, onlyCurrent: true) { totalCount edges { node { title } } }
        team { name goals { totalCount } members(first: 5) { totalCount edges { node { name } } } }
    } } } }"""
    counted = []
    for since, until in ((0, 6), (6, 60)):
        await grow(database, org, since, until)
        for _ in range(2):  # what is remembered from request to request is known then
            await ada.ask(query, first=until)
        statements.clear()
        shown = await ada.ask(query, first=until)
        counted.append(len(statements))
        for number, edge in enumerate(shown["members"]["edges"]):
            node = edge["node"]
            assert node["name"] == f"Rep {number:03}"
            assert node["badges"]["totalCount"] == node["goals"]["totalCount"] == 1
            assert [each["node"]["title"] for each in node["goals"]["edges"]] == [f"Goal {number}"]
            assert len(node["badges"]["edges"]) == 1
            assert node["team"]["goals"]["totalCount"] == 0
            assert node["team"]["members"] == {
                "totalCount": 1,
                "edges": [{"node": {"name": node["name"]}}],
            }
        assert number == until - 1
    assert counted[0] == counted[1]
