"""Propose goals, or other terms for one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.agree_goal import hold_goal, hold_owners, take_effect
from bellringer.gamification.commands import ChangeGoal, ProposeGoal
from bellringer.gamification.errors import (
    DomainError,
    UnknownGoalError,
    UnknownMemberError,
    UnknownTeamError,
)
from bellringer.gamification.events import Changed
from bellringer.gamification.facts import GoalRecord
from bellringer.gamification.outcome import Announcement
from bellringer.gamification.playbook import Playbook
from bellringer.gamification.rules.agreements import (
    Sides,
    check_change,
    check_may_propose,
    is_agreed_at_once,
    is_self_set,
    next_agreement,
    tell_proposed,
)
from bellringer.gamification.rules.periods import organization_day
from bellringer.gamification.rules.smart import check_metrics, check_terms
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked
from bellringer.gamification.store import audit, goals, outbox, playbook, sides
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import GoalState, PrincipalKind, SubjectKind


async def propose_goal(connection: Connection, command: ProposeGoal, *, now: datetime) -> UUID:
    """Propose one goal and return its id; for refusals see propose_goals."""
    (goal_id,) = await propose_goals(connection, [command], now=now)
    return goal_id


async def propose_goals(
    connection: Connection, commands: Sequence[ProposeGoal], *, now: datetime
) -> tuple[UUID, ...]:
    """Propose goals, all or none, and return their ids; those that need nobody else are in force at once.

    Raises:
        UnknownMemberError, UnknownTeamError: There is no such owner.
        UnknownGoalError: There is no such parent.
        NotAllowedError: The caller stands on neither side.
        NotSmartError, UnknownMetricError, InvalidTextError: A part is missing or can't be right.
    """
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    owners = [(each.owner_kind, each.owner_id) for each in commands]
    known = await sides.read(connection, owners, on=today)
    parents = {each.parent_id for each in commands if each.parent_id is not None}
    parents -= (await goals.read(connection, parents)).keys() if parents else set()
    made: list[GoalRecord] = []
    news: list[Announcement] = []
    for command, owner in zip(commands, owners, strict=True):
        if command.parent_id in parents:
            raise UnknownGoalError(path=("parentId",))
        if owner not in known:
            raise _unknown(command.owner_kind)
        goal = _goal(plays, command, known[owner], now=now)
        made.append(goal)
        if not goal.agreement_no:
            news.append(
                tell_proposed(goal.goal_id, goal.agreements[-1], known[owner], command.by, now=now)
            )
    members = await hold_owners(connection, {goal.owner_id for goal in made})
    await goals.insert(connection, made)
    in_force = [goal.goal_id for goal in made if goal.agreement_no]
    boards = await take_effect(connection, plays, in_force, members, now=now)
    for goal, command in zip(made, commands, strict=True):
        if command.by.kind is PrincipalKind.MEMBER:  # an import is on record as a whole
            details = {"goal_id": str(goal.goal_id), "owner_id": str(goal.owner_id)}
            await audit.append(connection, command.by, "goal.propose", details, now=now)
    await _tell(connection, plays, news, boards, now=now)
    return tuple(goal.goal_id for goal in made)


async def change_goal(connection: Connection, command: ChangeGoal, *, now: datetime) -> int:
    """Propose other terms for a goal and return their number; those in force stay until both agree.

    Raises:
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller stands on neither side.
        WrongStateError: The goal is cancelled.
        NotSmartError: A part of the terms is missing or can't be right.
    """
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found, sided, members = await hold_goal(connection, command.goal_id, on=today)
    goal, side = check_change(found, sided, command.by)
    check_terms(command.terms, has_floor=goal.floor_metric_key is not None)
    is_agreed = is_agreed_at_once(side, command.by, is_requested=not goal.is_self_set)
    made = next_agreement(goal, command.terms, command.by, is_agreed=is_agreed, now=now)
    await goals.insert_agreements(connection, [(goal.goal_id, made)])
    details = {"goal_id": str(goal.goal_id), "agreement_no": made.agreement_no}
    await audit.append(connection, command.by, "goal.change", details, now=now)
    news: list[Announcement] = []
    boards: Collection[int] = ()
    if is_agreed:
        await goals.agree(
            connection,
            goal.goal_id,
            made.agreement_no,
            agreed_by=command.by.member_id,
            is_self_set=is_self_set(side, command.by),
            now=now,
        )
        boards = await take_effect(connection, plays, [goal.goal_id], members, now=now)
    else:
        news.append(tell_proposed(goal.goal_id, made, side, command.by, now=now))
    await _tell(connection, plays, news, boards, now=now)
    return made.agreement_no


def _goal(plays: Playbook, command: ProposeGoal, side: Sides, *, now: datetime) -> GoalRecord:
    check_may_propose(side, command.by)
    check_metrics(
        plays,
        kind=command.kind,
        metric_key=command.metric_key,
        floor_metric_key=command.floor_metric_key,
        owner_role=side.owner_role,
    )
    check_terms(command.terms, has_floor=command.floor_metric_key is not None)
    is_agreed = is_agreed_at_once(side, command.by, is_requested=False)
    made = next_agreement(None, command.terms, command.by, is_agreed=is_agreed, now=now)
    return GoalRecord(
        goal_id=new_id(),
        owner_kind=command.owner_kind,
        owner_id=command.owner_id,
        kind=command.kind,
        title=checked(command.title, limit=TITLE_LIMIT, field="title"),
        metric_key=command.metric_key,
        floor_metric_key=command.floor_metric_key,
        parent_id=command.parent_id,
        visibility=command.visibility,
        state=GoalState.AGREED if is_agreed else GoalState.PROPOSED,
        is_self_set=is_agreed and is_self_set(side, command.by),
        agreement_no=made.agreement_no if is_agreed else 0,
        proposed_by=command.by.member_id,
        created_at=now,
        agreements=(made,),
    )


def _unknown(kind: SubjectKind) -> DomainError:
    if kind is SubjectKind.MEMBER:
        return UnknownMemberError(path=("ownerId",))
    return UnknownTeamError(path=("ownerId",))


async def _tell(
    connection: Connection,
    plays: Playbook,
    news: Sequence[Announcement],
    boards: Collection[int],
    *,
    now: datetime,
) -> None:
    told = await outbox.append(connection, news, now=now)
    await outbox.ring(
        connection,
        Changed(org_id=plays.org_id, board_ids=frozenset(boards), inbox_member_ids=told),
    )
