"""Split a goal into parts along the organization's calendar."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.actions.agree_goal import hold_goal
from bellringer.gamification.actions.propose_goal import propose_goals
from bellringer.gamification.commands.goals import ProposeGoal, SplitGoal
from bellringer.gamification.errors import WrongStateError
from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import working_days
from bellringer.gamification.rules.goals import splitting
from bellringer.gamification.rules.goals.agreements import check_change
from bellringer.gamification.rules.goals.attainment import terms_shown
from bellringer.gamification.store import audit, goals, playbook
from bellringer.gamification.store.views import sums
from bellringer.gamification.store.views.sums import Stretch
from bellringer.models.database import Connection
from bellringer.words import GoalKind, GoalState, SplitBy, SubjectKind

Dates = tuple[date, date]


async def split_goal(connection: Connection, command: SplitGoal, *, now: datetime) -> int:
    """Propose the parts of a goal in force, and return how many; they wait for the other side, as any goal does.

    Raises:
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller stands on neither side.
        WrongStateError: It is no number, is not in force, or is split already.
        NotSmartError: The parts, their shares or milestones can't be.
    """
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found, sided, members = await hold_goal(connection, command.goal_id, on=today)
    goal, _ = check_change(found, sided, command.by)
    parts = await goals.children(connection, goal.goal_id)
    _check(goal, parts)
    terms = terms_shown(goal).terms
    dates = splitting.dates_of(plays, terms, command.into)
    weights = await _weights(connection, plays, goal, dates, command, members.get(goal.owner_id))
    proposals = [
        ProposeGoal(
            by=command.by,
            owner_kind=goal.owner_kind,
            owner_id=goal.owner_id,
            title=part.title,
            metric_key=goal.metric_key,
            terms=part.terms,
            floor_metric_key=goal.floor_metric_key,
            parent_id=goal.goal_id,
            visibility=goal.visibility,
        )
        for part in splitting.parts_of(
            goal.title,
            terms,
            dates,
            weights,
            command.into,
            milestones=command.milestones,
        )
    ]
    await propose_goals(connection, proposals, now=now, whole=goal)
    details = {"goal_id": str(goal.goal_id), "into": command.into, "parts": len(proposals)}
    await audit.append(connection, command.by, "goal.split", details, now=now)
    return len(proposals)


def _check(goal: GoalRecord, parts: Mapping[UUID, GoalRecord]) -> None:
    if goal.kind is not GoalKind.NUMBER:
        raise WrongStateError("What is passed or not can't be split.")
    if goal.state is not GoalState.AGREED:
        raise WrongStateError("A goal is split once it is agreed, and until it is settled.")
    if any(
        part.owner_id == goal.owner_id and part.state is not GoalState.CANCELLED
        for part in parts.values()
    ):
        raise WrongStateError("This goal is split already; call its parts off first.")


async def _weights(
    connection: Connection,
    plays: Playbook,
    goal: GoalRecord,
    dates: Sequence[Dates],
    command: SplitGoal,
    owner: MemberFacts | None,
) -> Sequence[int]:
    match command.shares:
        case SplitBy.WORKING_DAYS:
            worker = owner or (goal.owner_id if goal.owner_kind is SubjectKind.TEAM else None)
            return splitting.working_day_weights(
                [working_days(plays, worker, *each) for each in dates]
            )
        case SplitBy.WEIGHTS:
            return splitting.check_weights(command.weights, len(dates))
        case SplitBy.HISTORY:
            before = splitting.a_year_before(plays, dates, command.into)
            metric_key = goal.metric_key or ""
            totals = await sums.totals(
                connection,
                goal.owner_id,
                [
                    Stretch(metric_key=metric_key, starts_on=first, ends_on=until)
                    for first, until in before
                ],
            )
            return splitting.history_weights([totals[metric_key, first] for first, _ in before])
