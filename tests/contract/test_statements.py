"""How much a screen asks of the database does not depend on how much there is."""

from tests.builders import Org
from tests.contract.conftest import Phone, Phones
from tests.contract.test_main_job import GOAL, HOME, PROPOSE, RECORD

FOR_HOME = 15
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
    # authority, the page, points, teams, and their leads who are already known
    assert len(statements) == 4
