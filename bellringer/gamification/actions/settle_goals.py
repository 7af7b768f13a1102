"""Settle goals: once the grace after their end is over, MET or MISSED stands."""

from datetime import datetime, timedelta

from bellringer.gamification.actions.agree_goal import hold_owners
from bellringer.gamification.actions.post_movement import post_movement
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.goals.verdicts import Settled, settle
from bellringer.gamification.rules.recording.movement import Movement
from bellringer.gamification.store import goals, jobs, playbook
from bellringer.gamification.store.goals.steps import Step
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import GoalState, GoalStepKind, PrincipalKind, Role

JOB = "settle-goal"
_STEPS = {GoalState.MET: GoalStepKind.MET, GoalState.MISSED: GoalStepKind.MISSED}


async def settle_goals(connection: Connection, *, now: datetime, limit: int = 100) -> bool:
    """Settle at most `limit` goals that are due, each once under its agreement; tell what no milestone told.

    May be run by any number of workers at any time. Returns whether the limit was reached, so that more
    may be due.

    Raises:
        RacedError: Another transaction opened a period at the same moment: begin anew.
    """
    if not await jobs.lock(connection):
        return False
    plays = await playbook.read(connection)
    grace = timedelta(hours=plays.grace_hours)
    due = await goals.due(
        connection,
        ended_by=organization_day(plays.calendars, now - grace),
        agreed_by=now - grace,
        limit=limit,
    )
    if not due:
        return False
    seen = await goals.read(connection, due)
    members = await hold_owners(connection, {goal.owner_id for goal in seen.values()})
    locked = await goals.lock(connection, due)
    judged = [settle(plays, goal, members.get(goal.owner_id), now=now) for goal in locked.values()]
    ended = [each for each in judged if each is not None]
    names = {f"{each.goal.goal_id}:{each.goal.agreement_no}" for each in ended}
    claimed = await jobs.claim_each(connection, JOB, names, now=now)
    ended = [each for each in ended if f"{each.goal.goal_id}:{each.goal.agreement_no}" in claimed]
    if not ended:
        return False
    await goals.decide(connection, {each.goal.goal_id: each.state for each in ended})
    await goals.take_steps(connection, [_step(each) for each in ended], by=None, now=now)
    verdicts = tuple(each.verdict for each in ended if each.verdict)
    events = tuple(each.event for each in ended if each.event)
    if verdicts or events:
        await post_movement(
            connection,
            plays,
            members,
            Movement(cause_id=new_id(), verdicts=verdicts),
            by=Principal(
                org_id=plays.org_id,
                kind=PrincipalKind.SYSTEM,
                source=f"job:{JOB}",
                role=Role.ADMIN,
            ),
            now=now,
            events=events,
        )
    return len(due) == limit


def _step(settled: Settled) -> Step:
    goal = settled.goal
    return (
        goal.goal_id,
        goal.agreement_no,
        _STEPS[settled.state],
        goal.progress,
        goal.floor_progress,
    )
