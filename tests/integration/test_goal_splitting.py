"""Goals are split along the calendar, agreed together, and hung under each other."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from bellringer.gamification.actions.agree_goal import agree_goal, agree_goals
from bellringer.gamification.actions.cancel_goal import cancel_goal
from bellringer.gamification.actions.place_goal import place_goal
from bellringer.gamification.actions.propose_goal import change_goal, propose_goal
from bellringer.gamification.actions.split_goal import split_goal
from bellringer.gamification.commands.goals import (
    AgreeGoal,
    AgreeGoals,
    CancelGoal,
    ChangeGoal,
    PlaceGoal,
    SplitGoal,
)
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotSmartError,
    UnknownGoalError,
    WrongStateError,
)
from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.store import goals
from bellringer.models.database import Database
from bellringer.words import GoalKind, GoalState, PeriodKind, SplitBy, SubjectKind
from tests.builders import NOW, Org
from tests.doing import caught, do, refuse, rows
from tests.integration.test_goals import MARCH, attainment, differences, goal, inbox, read, sell
from tests.recording import importer, intake_on, record, together

YEAR = replace(
    MARCH, target=1_000_000, starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), milestones=(100,)
)


def split(
    by: Principal,
    goal_id: UUID,
    *,
    into: PeriodKind = PeriodKind.MONTH,
    shares: SplitBy = SplitBy.WEIGHTS,
    weights: tuple[int, ...] = (1,) * 12,
) -> SplitGoal:
    return SplitGoal(by=by, goal_id=goal_id, into=into, shares=shares, weights=weights)


async def parts(database: Database, org: Org, goal_id: UUID) -> list[GoalRecord]:
    async with database.reading(org.org_id) as connection:
        found = await goals.children(connection, goal_id)
    return sorted(found.values(), key=lambda each: each.agreements[-1].terms.starts_on)


async def a_year(database: Database, org: Org) -> UUID:
    goal_id = await do(database, propose_goal, goal(org.as_manager(), org.rep, terms=YEAR))
    await do(database, agree_goal, AgreeGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=1))
    return goal_id


async def test_a_managers_split_of_an_agreed_year_waits_for_the_member_who_agrees_to_all_at_once(
    database: Database, org: Org, dsn: str
) -> None:
    year = await a_year(database, org)
    await sell(database, org, "march", 100_000)
    assert await do(database, split_goal, split(org.as_manager(), year)) == 12
    months = await parts(database, org, year)
    assert {each.state for each in months} == {GoalState.PROPOSED}
    assert sum(each.agreements[0].terms.target for each in months) == YEAR.target
    assert (await inbox(dsn, org.rep)).count("GOAL_PROPOSED") == 2  # the year, and all its months
    assert await attainment(dsn, org.north) == []

    terms = tuple((each.goal_id, 1) for each in months)
    await do(database, agree_goals, AgreeGoals(by=org.as_rep(), terms=terms))

    agreed = await parts(database, org, year)
    assert {each.state for each in agreed} == {GoalState.AGREED}
    assert agreed[2].progress == 100_000
    assert (await inbox(dsn, org.manager)).count("GOAL_AGREED") == 2
    # the month's part is what the board of months measures by
    assert (100_000, 83_334, 11_999) in await attainment(dsn, org.north)
    assert await differences(database, org) == ()


async def test_a_split_takes_as_many_statements_into_12_as_into_4(
    database: Database, org: Org, statements: list[str]
) -> None:
    counted = []
    for into, number in ((PeriodKind.QUARTER, 4), (PeriodKind.MONTH, 12)):
        year = await do(database, propose_goal, goal(org.as_rep(), org.rep, terms=YEAR))
        statements.clear()
        await do(database, split_goal, split(org.as_rep(), year, into=into, weights=(1,) * number))
        counted.append(len(statements))
    assert counted[0] == counted[1]


async def test_a_goal_of_ones_own_and_one_of_the_organization_are_split_at_once(
    database: Database, org: Org
) -> None:
    own = await do(database, propose_goal, goal(org.as_rep(), org.rep, terms=YEAR))
    await do(database, split_goal, split(org.as_rep(), own, shares=SplitBy.WORKING_DAYS))
    mine = await parts(database, org, own)
    assert {(each.state, each.is_self_set) for each in mine} == {(GoalState.AGREED, True)}
    # 2026 has 261 weekdays, 21 of them in January (1 000 000 × 22 ÷ 261 and so on, exactly in sum)
    assert sum(each.agreements[0].terms.target for each in mine) == YEAR.target
    assert mine[0].agreements[0].terms.target == 84_291

    all_of_us = goal(org.as_admin(), org.org_id, owner_kind=SubjectKind.ORGANIZATION, terms=YEAR)
    whole = await do(database, propose_goal, all_of_us)
    await do(database, split_goal, split(org.as_admin(), whole))
    assert {each.state for each in await parts(database, org, whole)} == {GoalState.AGREED}


async def test_a_rep_splits_what_was_agreed_only_with_the_manager(
    database: Database, org: Org
) -> None:
    year = await a_year(database, org)
    await do(database, split_goal, split(org.as_rep(), year))
    assert {each.state for each in await parts(database, org, year)} == {GoalState.PROPOSED}


async def test_history_shares_by_what_the_months_of_the_year_before_brought(
    database: Database, org: Org, dsn: str
) -> None:
    year = await do(database, propose_goal, goal(org.as_rep(), org.rep, terms=YEAR))
    by_history = split(
        org.as_rep(), year, into=PeriodKind.QUARTER, shares=SplitBy.HISTORY, weights=()
    )
    await refuse(database, dsn, split_goal, by_history, NotSmartError)
    async with intake_on(database) as intake:
        for month, amount in ((2, 100), (5, 200), (8, 300), (11, 400)):
            asked = record(
                org,
                f"{month}",
                kind="deal_won",
                amount_minor=amount,
                occurred_at=NOW.replace(year=2025, month=month),
            )
            await intake.submit(asked)
    await do(database, split_goal, by_history)
    targets = [each.agreements[0].terms.target for each in await parts(database, org, year)]
    assert targets == [100_000, 200_000, 300_000, 400_000]


async def test_a_floor_is_split_alike(database: Database, org: Org) -> None:
    floored = replace(YEAR, floor_target=500_001)
    asked = replace(goal(org.as_rep(), org.rep, terms=floored), floor_metric_key="gross_profit")
    year = await do(database, propose_goal, asked)
    await do(database, split_goal, split(org.as_rep(), year))
    floors = [each.agreements[0].terms.floor_target for each in await parts(database, org, year)]
    assert sum(each or 0 for each in floors) == 500_001


async def test_what_can_not_be_split_is_refused(database: Database, org: Org, dsn: str) -> None:
    proposed = await do(database, propose_goal, goal(org.as_manager(), org.rep, terms=YEAR))
    asked = split(org.as_manager(), proposed)
    await refuse(database, dsn, split_goal, asked, WrongStateError)
    await do(database, agree_goal, AgreeGoal(by=org.as_rep(), goal_id=proposed, agreement_no=1))
    refusals: list[tuple[dict[str, Any], type[DomainError]]] = [
        ({"goal_id": org.rep}, UnknownGoalError),
        ({"by": org.as_second_rep()}, NotAllowedError),
        ({"into": PeriodKind.DAY}, NotSmartError),
        ({"into": PeriodKind.YEAR}, NotSmartError),
        ({"weights": (1, 2)}, NotSmartError),
        ({"weights": (10**8,) * 11 + (1,)}, NotSmartError),
        ({"milestones": (0,)}, NotSmartError),
    ]
    for change, refusal in refusals:
        await refuse(database, dsn, split_goal, replace(asked, **change), refusal)
    await do(database, split_goal, asked)
    await refuse(database, dsn, split_goal, asked, WrongStateError)

    skill = replace(goal(org.as_rep(), org.rep, metric_key=None, terms=YEAR), kind=GoalKind.SKILL)
    learned = await do(database, propose_goal, skill)
    await refuse(database, dsn, split_goal, split(org.as_rep(), learned), WrongStateError)


async def test_agreeing_to_several_is_all_or_none(database: Database, org: Org, dsn: str) -> None:
    year = await a_year(database, org)
    await do(database, split_goal, split(org.as_manager(), year))
    first, second, *_ = await parts(database, org, year)
    wrong = AgreeGoals(by=org.as_rep(), terms=((first.goal_id, 1), (second.goal_id, 2)))
    refused = await refuse(database, dsn, agree_goals, wrong, WrongStateError)
    assert refused.path == ("items", "1")
    for terms in ((), ((first.goal_id, 1), (first.goal_id, 1))):
        twice = AgreeGoals(by=org.as_rep(), terms=terms)
        await refuse(database, dsn, agree_goals, twice, InvalidInputError)


async def test_a_teams_goal_is_a_part_of_the_organizations_and_a_members_of_the_teams(
    database: Database, org: Org, dsn: str
) -> None:
    whole = await do(
        database,
        propose_goal,
        goal(org.as_admin(), org.org_id, owner_kind=SubjectKind.ORGANIZATION, terms=YEAR),
    )
    norths = replace(
        goal(importer(org.org_id), org.north, owner_kind=SubjectKind.TEAM, terms=YEAR),
        parent_id=whole,
    )
    team = await do(database, propose_goal, norths)
    ritas = await do(database, propose_goal, replace(goal(org.as_rep(), org.rep), parent_id=team))
    souths = replace(norths, owner_id=org.south, parent_id=None)
    other = await do(database, propose_goal, souths)

    below_other = replace(goal(org.as_rep(), org.rep), parent_id=other)
    await refuse(database, dsn, propose_goal, below_other, UnknownGoalError)
    by_admin = replace(below_other, by=org.as_admin())
    await refuse(database, dsn, propose_goal, by_admin, NotSmartError)
    longer = replace(goal(org.as_rep(), org.rep), parent_id=team)
    longer = replace(longer, terms=replace(MARCH, ends_on=date(2027, 1, 2)))
    await refuse(database, dsn, propose_goal, longer, NotSmartError)
    calls = replace(goal(org.as_rep(), org.rep, metric_key="calls"), parent_id=team)
    await refuse(database, dsn, propose_goal, calls, NotSmartError)
    # nor do other terms leave the family's days
    later = ChangeGoal(
        by=org.as_rep(), goal_id=ritas, terms=replace(MARCH, ends_on=date(2027, 1, 2))
    )
    await refuse(database, dsn, change_goal, later, NotSmartError)
    shorter = ChangeGoal(
        by=org.as_admin(), goal_id=team, terms=replace(YEAR, starts_on=date(2026, 3, 2))
    )
    await refuse(database, dsn, change_goal, shorter, NotSmartError)


async def test_a_goal_is_hung_under_another_and_never_in_a_circle(
    database: Database, org: Org, dsn: str
) -> None:
    one, two, three = [
        await do(database, propose_goal, goal(org.as_rep(), org.rep)) for _ in range(3)
    ]
    for child, parent in ((two, one), (three, two)):
        placed = PlaceGoal(by=org.as_rep(), goal_id=child, parent_id=parent)
        await do(database, place_goal, placed)
    assert (await read(database, org, three)).parent_id == two
    for parent in (one, two, three):
        circle = PlaceGoal(by=org.as_rep(), goal_id=one, parent_id=parent)
        await refuse(database, dsn, place_goal, circle, NotSmartError)
    foreign = PlaceGoal(by=org.as_second_rep(), goal_id=three, parent_id=None)
    await refuse(database, dsn, place_goal, foreign, NotAllowedError)
    nowhere = PlaceGoal(by=org.as_rep(), goal_id=three, parent_id=org.rep)
    await refuse(database, dsn, place_goal, nowhere, UnknownGoalError)
    await do(database, place_goal, replace(nowhere, parent_id=None))
    assert (await read(database, org, three)).parent_id is None
    await do(database, cancel_goal, CancelGoal(by=org.as_rep(), goal_id=three))
    off = PlaceGoal(by=org.as_rep(), goal_id=three, parent_id=one)
    await refuse(database, dsn, place_goal, off, WrongStateError)
    under = PlaceGoal(by=org.as_rep(), goal_id=one, parent_id=three)
    await refuse(database, dsn, place_goal, under, WrongStateError)


async def test_goals_that_are_hung_under_each_other_at_the_same_time_close_no_circle(
    database: Database, org: Org, dsn: str
) -> None:
    made = [await do(database, propose_goal, goal(org.as_rep(), org.rep)) for _ in range(3)]

    async def place(number: int) -> Any:
        asked = PlaceGoal(by=org.as_rep(), goal_id=made[number], parent_id=made[(number + 1) % 3])
        return await caught(do(database, place_goal, asked))

    outcomes = await together([partial(place, number) for number in range(3)])

    assert [type(each).__name__ for each in outcomes].count("NotSmartError") == 1
    hung = await rows(dsn, "SELECT count(*) FROM goal WHERE parent_id IS NOT NULL")
    assert hung == [(2,)]


async def test_two_splits_at_the_same_time_make_the_parts_once(
    database: Database, org: Org
) -> None:
    year = await do(database, propose_goal, goal(org.as_rep(), org.rep, terms=YEAR))

    async def one() -> Any:
        return await caught(do(database, split_goal, split(org.as_rep(), year)))

    outcomes = await together([one, one])

    assert sorted(type(each).__name__ for each in outcomes) == ["WrongStateError", "int"]
    assert len(await parts(database, org, year)) == 12
