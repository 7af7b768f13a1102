"""Certifications and skills: submit evidence, say that one is passed or not, and take a pass back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.agree_goal import hold_goal
from bellringer.gamification.actions.post_movement import post_movement
from bellringer.gamification.commands.goals import FailGoal, PassGoal, SubmitEvidence, WithdrawPass
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.events import Changed, MilestonePassed
from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.goals import passing
from bellringer.gamification.rules.goals.progress import MET
from bellringer.gamification.rules.goals.telling import tell_failed, tell_submitted
from bellringer.gamification.rules.goals.verdicts import judged, met, told_key
from bellringer.gamification.rules.recording.movement import Movement
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import audit, goals, outbox, playbook
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import GoalState, GoalStepKind


async def submit_evidence(
    connection: Connection, command: SubmitEvidence, *, now: datetime
) -> None:
    """Keep what shows that a certification or skill was passed, and tell who can confirm it.

    Raises:
        InvalidTextError: The evidence is empty or too long, or the link is none.
        UnknownGoalError, NotAllowedError, WrongStateError: See check_submission.
    """
    words, link = passing.check_evidence(command.evidence, command.link)
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found, sided, _ = await hold_goal(connection, command.goal_id, on=today)
    goal, side = passing.check_submission(found, sided, command.by)
    step_no = await _step(
        connection, goal, GoalStepKind.SUBMITTED, command.by, words=words, link=link, now=now
    )
    news = [tell_submitted(goal, side, step_no, command.by, now=now)]
    told = await outbox.append(connection, news, now=now)
    await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told))


async def pass_goal(connection: Connection, command: PassGoal, *, now: datetime) -> None:
    """Meet a certification or skill: its crossing, its badges and its news, which is told once.

    Raises:
        InvalidTextError: The evidence is empty or too long, or the link is none.
        UnknownGoalError, NotAllowedError, WrongStateError, InvalidInputError: See check_pass.
        RacedError: Another transaction opened a period at the same moment: begin anew.
    """
    words, link = passing.check_evidence(command.evidence, command.link)
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found, sided, members = await hold_goal(connection, command.goal_id, on=today)
    known = await goals.steps(connection, [command.goal_id])
    goal = passing.check_pass(
        found, sided, command.by, known.get(command.goal_id, ()), evidence=words
    )
    await goals.mark_passed(connection, goal, MET, now=now)
    await _step(connection, goal, GoalStepKind.PASSED, command.by, words=words, link=link, now=now)
    event = met(plays, goal, members.get(goal.owner_id), at=now)
    await _post(connection, plays, goal, members, command.by, event=event, now=now)


async def fail_goal(connection: Connection, command: FailGoal, *, now: datetime) -> None:
    """Settle a certification or skill as missed, with a reason.

    Raises:
        InvalidTextError: The reason is empty or too long.
        UnknownGoalError, NotAllowedError, WrongStateError: See check_fail.
    """
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found, sided, _ = await hold_goal(connection, command.goal_id, on=today)
    goal = passing.check_fail(found, sided, command.by)
    await goals.decide(connection, {goal.goal_id: GoalState.MISSED})
    await _step(connection, goal, GoalStepKind.FAILED, command.by, words=reason, now=now)
    told = await outbox.append(connection, [tell_failed(goal, command.by, now=now)], now=now)
    await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told))


async def withdraw_pass(connection: Connection, command: WithdrawPass, *, now: datetime) -> None:
    """Take a pass back, with a reason: its crossing is undone, its badges are lost, its news withdrawn.

    Raises:
        InvalidTextError: The reason is empty or too long.
        UnknownGoalError, NotAllowedError, WrongStateError: See check_withdrawal.
        RacedError: Another transaction opened a period at the same moment: begin anew.
    """
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found, sided, members = await hold_goal(connection, command.goal_id, on=today)
    goal = passing.check_withdrawal(found, sided, command.by)
    await goals.mark_not_passed(connection, goal, MET, now=now)
    await _step(connection, goal, GoalStepKind.WITHDRAWN, command.by, words=reason, now=now)
    await _post(connection, plays, goal, members, command.by, event=None, now=now)


async def _step(
    connection: Connection,
    goal: GoalRecord,
    kind: GoalStepKind,
    by: Principal,
    *,
    words: str | None,
    link: str | None = None,
    now: datetime,
) -> int:
    step = (goal.goal_id, goal.agreement_no, kind, None, None)
    taken = await goals.take_steps(
        connection, [step], by=by.member_id, now=now, words=words, link=link
    )
    details = {"goal_id": str(goal.goal_id), "step_no": taken[goal.goal_id]}
    await audit.append(connection, by, f"goal.{kind.lower()}", details, now=now)
    return taken[goal.goal_id]


async def _post(
    connection: Connection,
    plays: Playbook,
    goal: GoalRecord,
    members: Mapping[UUID, MemberFacts],
    by: Principal,
    *,
    event: MilestonePassed | None,
    now: datetime,
) -> None:
    """Let badges and news follow a pass, or its withdrawal where there is no event."""
    owner = members.get(goal.owner_id)
    is_met = event is not None
    verdicts = (judged(plays, goal, owner, is_met=is_met, at=now),) if owner else ()
    await post_movement(
        connection,
        plays,
        members,
        Movement(cause_id=new_id(), verdicts=verdicts, takes_back=not is_met),
        by=by,
        now=now,
        events=() if event is None else (event,),
        withdrawn=() if is_met else (told_key(goal),),
    )
