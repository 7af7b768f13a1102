"""Decline terms that were proposed for a goal."""

from datetime import datetime

from bellringer.gamification.actions.agree_goal import hold_goal
from bellringer.gamification.commands.goals import DeclineGoal
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.goals.agreements import check_decline
from bellringer.gamification.rules.goals.telling import asked, tell_declined
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import audit, goals, outbox, playbook
from bellringer.models.database import Connection
from bellringer.words import GoalState, GoalStepKind


async def decline_goal(connection: Connection, command: DeclineGoal, *, now: datetime) -> None:
    """Decline proposed terms: those in force stay, and a goal that has none is called off.

    Raises:
        InvalidTextError: The reason is empty or too long.
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller is not the other side.
        WrongStateError: These terms no longer wait for an answer.
    """
    by, reason = command.by, command.reason
    if reason is not None:
        reason = checked(reason, limit=REASON_LIMIT, field="reason")
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found, sided, _ = await hold_goal(connection, command.goal_id, on=today)
    goal, terms = check_decline(found, sided, by, command.agreement_no)
    numbered = (goal.goal_id, terms.agreement_no)
    await goals.decline(connection, *numbered, declined_by=by.member_id, now=now)
    if not goal.agreement_no:
        await goals.decide(connection, {goal.goal_id: GoalState.CANCELLED})
    step = (*numbered, GoalStepKind.DECLINED, None, None)
    await goals.take_steps(connection, [step], by=by.member_id, now=now, words=reason)
    details = {"goal_id": str(goal.goal_id), "agreement_no": terms.agreement_no}
    await audit.append(connection, by, "goal.decline", details, now=now)
    news = [tell_declined(goal.goal_id, terms, by, now=now)]
    told = await outbox.append(connection, news, now=now, withdrawn=asked(goal))
    await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told))
