"""Goals are settled once, when the grace after their end is over."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.agree_goal import agree_goal
from bellringer.gamification.actions.cancel_goal import cancel_goal
from bellringer.gamification.actions.propose_goal import change_goal, propose_goal
from bellringer.gamification.actions.settle_goals import settle_goals
from bellringer.gamification.commands.goals import (
    AgreeGoal,
    CancelGoal,
    ChangeGoal,
    ProposeGoal,
)
from bellringer.gamification.errors import WrongStateError
from bellringer.models.database import Database
from bellringer.timetable import JOBS, settle_due_goals
from bellringer.words import GoalState, SubjectKind
from tests.builders import NOW, Org
from tests.doing import do, everything, refuse, rows
from tests.integration.test_goals import MARCH, differences, goal, inbox, read, sell
from tests.recording import importer, intake_on, record, together

MONTH_END = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)  # midnight in Berlin, in summer already
GRACE = timedelta(hours=24)
FINAL = MONTH_END + GRACE
CALLS = replace(MARCH, target=3)
TOLD = "SELECT kind, occurred_at FROM announcement WHERE kind = 'GOAL_MET'"


async def settle(database: Database, org: Org, now: datetime, *, limit: int = 100) -> bool:
    async with database.transaction(org.org_id) as connection:
        return await settle_goals(connection, now=now, limit=limit)


async def steps(dsn: str) -> list[tuple[Any, ...]]:
    return await rows(
        dsn,
        "SELECT goal_id, agreement_no, kind, progress FROM goal_step ORDER BY goal_id, step_no",
    )


async def badges(dsn: str, member_id: UUID) -> list[str]:
    """The badges for goals that a member holds."""
    found = await rows(
        dsn,
        "SELECT badge_key FROM badge_award JOIN badge_definition USING (org_id, badge_id)"
        " WHERE badge_key = 'goal-met' AND state = 'GRANTED' AND member_id = $1",
        member_id,
    )
    return [key for (key,) in found]


async def make_falling(dsn: str, metric_key: str = "calls") -> None:
    """Let less of a metric be better."""
    await rows(
        dsn,
        "UPDATE metric SET direction = 'LOWER_IS_BETTER' WHERE metric_key = $1 RETURNING metric_key",
        metric_key,
    )


async def call(
    database: Database, org: Org, key: str, *, at: datetime = NOW, now: datetime | None = None
) -> None:
    async with intake_on(database, now or at) as intake:
        await intake.submit(record(org, key, occurred_at=at))


def ceiling(org: Org, target: int = 3, owner_id: UUID | None = None) -> ProposeGoal:
    terms = replace(MARCH, target=target)
    return goal(importer(org.org_id), owner_id or org.rep, metric_key="calls", terms=terms)


async def test_met_and_missed_are_provisional_until_the_grace_is_over_and_stand_then(
    database: Database, org: Org, dsn: str
) -> None:
    met = await do(database, propose_goal, goal(importer(org.org_id), org.rep))
    missed = await do(database, propose_goal, goal(importer(org.org_id), org.second_rep))
    await sell(database, org, "enough", 10_000)
    await settle(database, org, FINAL - timedelta(seconds=1))
    assert (await read(database, org, met)).state is GoalState.AGREED

    await settle(database, org, FINAL)

    assert (await read(database, org, met)).state is GoalState.MET
    assert (await read(database, org, missed)).state is GoalState.MISSED
    expected = {(met, 1, "MET", 10_000), (missed, 1, "MISSED", 0)}
    assert set(await steps(dsn)) == expected

    # what comes late is counted, and changes nothing that stands
    await sell(database, org, "late", 10_000, member_id=org.second_rep)
    late = await read(database, org, missed)
    assert (late.state, late.progress) == (GoalState.MISSED, 10_000)
    assert await badges(dsn, org.second_rep) == []
    assert await differences(database, org) == ()


async def test_M5_three_workers_settle_a_goal_once(database: Database, org: Org, dsn: str) -> None:
    await make_falling(dsn)
    made = [
        await do(database, propose_goal, ceiling(org, owner_id=owner))
        for owner in (org.rep, org.second_rep)
    ]

    await together([partial(settle, database, org, FINAL) for _ in range(3)])
    before = await everything(dsn)
    await settle(database, org, FINAL + timedelta(hours=1))

    assert await everything(dsn) == before
    assert sorted(await steps(dsn)) == sorted((each, 1, "MET", 0) for each in made)
    assert len(await rows(dsn, TOLD)) == 2
    assert len(await rows(dsn, "SELECT FROM job_run WHERE job = 'settle-goal'")) == 2


async def test_many_goals_are_settled_a_few_at_a_time_in_the_same_statements(
    database: Database, org: Org, dsn: str, statements: list[str]
) -> None:
    for _ in range(5):
        await do(database, propose_goal, goal(importer(org.org_id), org.rep))
    counted = []
    for is_more in (True, True, False):
        statements.clear()
        assert await settle(database, org, FINAL, limit=2) is is_more
        counted.append(len(statements))
    assert len(set(counted)) == 1
    assert len(await steps(dsn)) == 5


@pytest.mark.parametrize(("calls", "state"), [(3, GoalState.MET), (4, GoalState.MISSED)])
async def test_a_ceiling_is_judged_at_its_end_with_news_badge_and_no_milestones(
    database: Database, org: Org, dsn: str, calls: int, state: GoalState
) -> None:
    await make_falling(dsn)
    goal_id = await do(database, propose_goal, ceiling(org))
    for number in range(calls):
        await call(database, org, str(number))
    running = await read(database, org, goal_id)
    assert (running.progress, running.crossings) == (calls, ())
    assert running.agreements[0].terms.milestones == ()
    assert "GOAL_MET" not in await inbox(dsn, org.rep)

    await settle(database, org, FINAL)

    assert (await read(database, org, goal_id)).state is state
    is_met = state is GoalState.MET
    assert (await inbox(dsn, org.rep)).count("GOAL_MET") == int(is_met)
    assert await badges(dsn, org.rep) == (["goal-met"] if is_met else [])
    assert await differences(database, org) == ()


async def test_no_stale_news_is_told_when_the_worker_was_away_or_an_import_came_late(
    database: Database, org: Org, dsn: str
) -> None:
    await make_falling(dsn)
    away = await do(database, propose_goal, ceiling(org))
    await settle(database, org, FINAL + timedelta(hours=24, seconds=1))
    assert (await read(database, org, away)).state is GoalState.MET
    assert await rows(dsn, TOLD) == []

    old = replace(
        ceiling(org), terms=replace(CALLS, starts_on=date(2025, 3, 1), ends_on=date(2025, 4, 1))
    )
    imported = await do(database, propose_goal, old)
    await settle(database, org, NOW + GRACE - timedelta(seconds=1))
    assert (await read(database, org, imported)).state is GoalState.AGREED
    await settle(database, org, NOW + GRACE)
    assert (await read(database, org, imported)).state is GoalState.MET
    assert await rows(dsn, TOLD) == []


async def test_a_goal_that_a_milestone_had_told_is_not_told_again_at_its_end(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, propose_goal, goal(importer(org.org_id), org.rep))
    await sell(database, org, "enough", 10_000)
    assert len(await rows(dsn, TOLD)) == 1
    await settle(database, org, FINAL)
    assert len(await rows(dsn, TOLD)) == 1


async def test_a_goal_whose_marks_leave_out_100_is_told_met_at_its_end(
    database: Database, org: Org, dsn: str
) -> None:
    terms = replace(MARCH, milestones=(50,))
    team = goal(importer(org.org_id), org.north, owner_kind=SubjectKind.TEAM, terms=terms)
    await do(database, propose_goal, team)
    await sell(database, org, "enough", 10_000)
    assert await rows(dsn, TOLD) == []
    await settle(database, org, FINAL)
    assert await rows(dsn, TOLD) == [("GOAL_MET", FINAL)]
    # Rita and Bob are in the team, Sue leads it
    for member_id in (org.rep, org.second_rep, org.manager):
        assert "GOAL_MET" in await inbox(dsn, member_id)


async def test_a_prorated_goal_is_met_by_the_share_of_the_days_that_the_member_had(
    database: Database, org: Org, dsn: str
) -> None:
    terms = replace(MARCH, is_prorated=True)  # of 22 working days ten are leave: 12 of 22 is 5 455
    goal_id = await do(database, propose_goal, goal(importer(org.org_id), org.rep, terms=terms))
    await rows(
        dsn,
        "INSERT INTO leave (org_id, leave_id, member_id, starts_on, ends_on, entered_by, entered_at)"
        " VALUES ($1, gen_random_uuid(), $2, '2026-03-16', '2026-03-28', 'test', $3) RETURNING member_id",
        *(org.org_id, org.rep, NOW),
    )
    await sell(database, org, "share", 5_455)
    known = await read(database, org, goal_id)
    assert [mark.percent for mark in known.crossings] == [25, 50]

    await settle(database, org, FINAL)

    assert (await read(database, org, goal_id)).state is GoalState.MET
    assert "GOAL_MET" in await inbox(dsn, org.rep)
    assert await differences(database, org) == ()


async def test_a_settled_goal_is_not_called_off_but_may_be_agreed_anew(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await do(database, propose_goal, goal(org.as_manager(), org.rep))
    await do(database, agree_goal, AgreeGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=1))
    await settle(database, org, FINAL)
    off = CancelGoal(by=org.as_manager(), goal_id=goal_id)
    await refuse(database, dsn, cancel_goal, off, WrongStateError)

    longer = replace(MARCH, ends_on=date(2026, 5, 1))
    change = ChangeGoal(by=org.as_manager(), goal_id=goal_id, terms=longer)
    await do(database, change_goal, change, now=FINAL)
    agree = AgreeGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=2)
    await do(database, agree_goal, agree, now=FINAL)
    assert (await read(database, org, goal_id)).state is GoalState.AGREED
    await settle(database, org, FINAL + timedelta(days=30))
    assert [kind for _, _, kind, _ in await steps(dsn)] == ["MISSED", "MISSED"]


async def test_what_is_proposed_or_called_off_is_never_settled(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, propose_goal, goal(org.as_manager(), org.rep))
    off = await do(database, propose_goal, goal(org.as_rep(), org.rep))
    await do(database, cancel_goal, CancelGoal(by=org.as_rep(), goal_id=off))
    await settle(database, org, FINAL + timedelta(days=9))
    assert await steps(dsn) == []


async def test_the_worker_settles_the_goals_of_every_organization(
    database: Database, door_database: Database, org: Org
) -> None:
    assert settle_due_goals in {timed.job for timed in JOBS}
    goal_id = await do(database, propose_goal, goal(importer(org.org_id), org.rep))
    await settle_due_goals(database, door_database, now=FINAL)
    assert (await read(database, org, goal_id)).state is GoalState.MISSED


async def test_an_activity_in_flight_and_the_end_of_its_goal_come_to_one_outcome(
    database: Database, org: Org, dsn: str
) -> None:
    terms = replace(MARCH, target=100)
    goal_id = await do(database, propose_goal, goal(importer(org.org_id), org.rep, terms=terms))

    async def sold() -> None:
        await sell(database, org, "last", 100)

    async def settled() -> None:
        await settle(database, org, FINAL)

    await together([sold, settled])

    ended = await read(database, org, goal_id)
    ((_, _, kind, progress),) = await steps(dsn)
    assert ended.progress == 100
    assert (ended.state, kind) == (
        (GoalState.MET, "MET") if progress == 100 else (GoalState.MISSED, "MISSED")
    )
    assert await differences(database, org) == ()
