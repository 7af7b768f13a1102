"""Make a goal a part of another."""

from datetime import datetime

from bellringer.gamification.actions.agree_goal import hold_goals
from bellringer.gamification.commands.goals import PlaceGoal
from bellringer.gamification.errors import WrongStateError
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.goals.agreements import known_to
from bellringer.gamification.rules.goals.attainment import terms_shown
from bellringer.gamification.rules.goals.family import check_no_circle, check_parent
from bellringer.gamification.store import audit, goals, outbox, playbook
from bellringer.models.database import Connection
from bellringer.words import GoalState


async def place_goal(connection: Connection, command: PlaceGoal, *, now: datetime) -> None:
    """Hang a goal under another, or under none; its own terms stay as they are.

    Raises:
        UnknownGoalError: There is no such goal or parent, or it is private to others.
        NotAllowedError: The caller stands on neither side of the goal.
        WrongStateError: One of them is cancelled.
        NotSmartError: The parent is no whole of which it can be a part, or a part of it.
    """
    by = command.by
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    named = [command.goal_id, *([command.parent_id] if command.parent_id else [])]
    held, _ = await hold_goals(connection, named, on=today)
    goal, side = known_to(*held.get(command.goal_id, (None, None)), by)
    if goal.state is GoalState.CANCELLED:
        raise WrongStateError("This goal is cancelled.")
    if command.parent_id is not None:
        # a part never has a wider owner than its whole, so a circle has one owner: who is locked
        check_no_circle(goal.goal_id, await goals.above(connection, command.parent_id))
        parent, above = held.get(command.parent_id, (None, None))
        check_parent(
            parent,
            above,
            side,
            by,
            kind=goal.kind,
            metric_key=goal.metric_key,
            terms=terms_shown(goal).terms,
        )
    await goals.place(connection, goal.goal_id, command.parent_id)
    details = {
        "goal_id": str(goal.goal_id),
        "parent_id": command.parent_id and str(command.parent_id),
    }
    await audit.append(connection, by, "goal.place", details, now=now)
    await outbox.ring(connection, Changed(org_id=plays.org_id))
