"""Call a goal off, or decline one that is proposed."""

from datetime import datetime

from bellringer.gamification.actions.agree_goal import hold_goal, take_effect
from bellringer.gamification.commands.goals import CancelGoal
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.goals.agreements import check_cancel
from bellringer.gamification.rules.goals.telling import asked
from bellringer.gamification.store import audit, goals, outbox, playbook
from bellringer.models.database import Connection
from bellringer.words import GoalState


async def cancel_goal(connection: Connection, command: CancelGoal, *, now: datetime) -> None:
    """Call a goal off; its crossings stay on record, and boards forget its target.

    Raises:
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller's side can't call it off.
        WrongStateError: It is cancelled or settled already.
    """
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found, sided, members = await hold_goal(connection, command.goal_id, on=today)
    goal = check_cancel(found, sided, command.by)
    await goals.decide(connection, {goal.goal_id: GoalState.CANCELLED})
    boards = await take_effect(connection, plays, [goal.goal_id], members, now=now)
    await audit.append(
        connection, command.by, "goal.cancel", {"goal_id": str(goal.goal_id)}, now=now
    )
    told = await outbox.append(connection, (), now=now, withdrawn=asked(goal))
    changed = Changed(org_id=plays.org_id, board_ids=boards, inbox_member_ids=told)
    await outbox.ring(connection, changed)
