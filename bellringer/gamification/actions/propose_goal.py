"""Propose goals, or other terms for one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.agree_goal import hold_goal, hold_owners, take_effect
from bellringer.gamification.commands.goals import ChangeGoal, GoalTerms, ProposeGoal
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    DomainError,
    UnknownMemberError,
    UnknownTeamError,
)
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.outcome.news import Announcement
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.goals.agreements import (
    Sides,
    check_change,
    check_may_propose,
    is_agreed_at_once,
    is_self_set,
    next_agreement,
)
from bellringer.gamification.rules.goals.family import check_parent, check_within
from bellringer.gamification.rules.goals.smart import check_metrics, check_terms, shaped
from bellringer.gamification.rules.goals.telling import tell_proposed, tell_split
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked
from bellringer.gamification.store import audit, goals, outbox, playbook, sides
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import GoalKind, GoalState, PrincipalKind, SubjectKind


async def propose_goal(connection: Connection, command: ProposeGoal, *, now: datetime) -> UUID:
    """Propose one goal and return its id; for refusals see propose_goals."""
    (goal_id,) = await propose_goals(connection, [command], now=now)
    return goal_id


async def propose_goals(
    connection: Connection,
    commands: Sequence[ProposeGoal],
    *,
    now: datetime,
    whole: GoalRecord | None = None,
) -> tuple[UUID, ...]:
    """Propose goals, all or none, and return their ids; those that need nobody else are in force at once.

    With `whole` they are the parts of one goal and of its owner: they are told together, and audited by the caller.

    Raises:
        UnknownMemberError, UnknownTeamError: There is no such owner.
        UnknownGoalError: There is no such parent, or none that the caller may see.
        NotAllowedError: The caller stands on neither side.
        NotSmartError, UnknownMetricError, InvalidTextError: A part is missing or can't be right.
        WrongStateError: The parent is cancelled.
    """
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    owners = [(each.owner_kind, each.owner_id) for each in commands]
    members = await hold_owners(connection, {owner_id for _, owner_id in owners})
    parent_ids = {each.parent_id for each in commands if each.parent_id is not None}
    parents = await goals.lock(connection, parent_ids) if parent_ids else {}
    above = [(goal.owner_kind, goal.owner_id) for goal in parents.values()]
    known = await sides.read(connection, [*owners, *above], on=today)
    made: list[GoalRecord] = []
    for command, owner in zip(commands, owners, strict=True):
        if owner not in known:
            raise _unknown(command.owner_kind)
        goal = _goal(plays, command, known[owner], whole=whole, now=now)
        if command.parent_id is not None:
            parent = parents.get(command.parent_id)
            check_parent(
                parent,
                known.get((parent.owner_kind, parent.owner_id)) if parent else None,
                known[owner],
                command.by,
                kind=goal.kind,
                metric_key=goal.metric_key,
                terms=goal.agreements[-1].terms,
            )
        made.append(goal)
    await goals.insert(connection, made)
    in_force = [goal.goal_id for goal in made if goal.agreement_no]
    boards = await take_effect(connection, plays, in_force, members, now=now)
    by = commands[0].by
    waiting = [
        (goal, known[owner])
        for goal, owner in zip(made, owners, strict=True)
        if not goal.agreement_no
    ]
    if whole is None:
        news = [
            tell_proposed(goal.goal_id, goal.agreements[-1], side, by, now=now)
            for goal, side in waiting
        ]
        await _audit(connection, by, made, now=now)
    else:
        parts = [goal for goal, _ in waiting]
        news = [tell_split(whole, parts, waiting[0][1], by, now=now)] if parts else []
    await _tell(connection, plays, news, boards, now=now)
    return tuple(goal.goal_id for goal in made)


async def _audit(
    connection: Connection, by: Principal, made: Sequence[GoalRecord], *, now: datetime
) -> None:
    if by.kind is PrincipalKind.MEMBER:  # an import is on record as a whole
        for goal in made:
            details = {"goal_id": str(goal.goal_id), "owner_id": str(goal.owner_id)}
            await audit.append(connection, by, "goal.propose", details, now=now)


async def change_goal(connection: Connection, command: ChangeGoal, *, now: datetime) -> int:
    """Propose other terms for a goal and return their number; those in force stay until both agree.

    Raises:
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller stands on neither side.
        WrongStateError: The goal is cancelled, or a certification or skill that is passed.
        NotSmartError: A part of the terms is missing or can't be right, or leaves the days of its family.
    """
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found, sided, members = await hold_goal(connection, command.goal_id, on=today)
    goal, side = check_change(found, sided, command.by)
    terms = _terms(plays, command.terms, goal.kind, goal.metric_key, goal.floor_metric_key, side)
    await _check_family(connection, goal, terms)
    is_agreed = is_agreed_at_once(side, command.by, is_requested=not goal.is_self_set)
    made = next_agreement(goal, terms, command.by, is_agreed=is_agreed, now=now)
    await goals.insert_agreements(connection, [(goal.goal_id, made)])
    details = {"goal_id": str(goal.goal_id), "agreement_no": made.agreement_no}
    await audit.append(connection, command.by, "goal.change", details, now=now)
    news: list[Announcement] = []
    boards: Collection[int] = ()
    if is_agreed:
        await goals.agree(
            connection,
            [(goal.goal_id, made.agreement_no)],
            agreed_by=command.by.member_id,
            is_self_set=is_self_set(side, command.by),
            now=now,
        )
        boards = await take_effect(connection, plays, [goal.goal_id], members, now=now)
    else:
        news.append(tell_proposed(goal.goal_id, made, side, command.by, now=now))
    await _tell(connection, plays, news, boards, now=now)
    return made.agreement_no


async def _check_family(connection: Connection, goal: GoalRecord, terms: GoalTerms) -> None:
    parent = None
    if goal.parent_id is not None:
        parent = (await goals.read(connection, [goal.parent_id])).get(goal.parent_id)
    parts = await goals.children(connection, goal.goal_id)
    check_within(terms, parent=parent, children=parts.values())


def _terms(
    plays: Playbook,
    asked: GoalTerms,
    kind: GoalKind,
    metric_key: str | None,
    floor_metric_key: str | None,
    side: Sides,
) -> GoalTerms:
    terms = shaped(plays, asked, kind=kind, metric_key=metric_key)
    check_terms(
        plays,
        terms,
        metric_key=metric_key,
        has_floor=floor_metric_key is not None,
        owner_kind=side.owner_kind,
    )
    return terms


def _goal(
    plays: Playbook,
    command: ProposeGoal,
    side: Sides,
    *,
    whole: GoalRecord | None,
    now: datetime,
) -> GoalRecord:
    check_may_propose(side, command.by)
    check_metrics(
        plays,
        kind=command.kind,
        metric_key=command.metric_key,
        floor_metric_key=command.floor_metric_key,
        owner_role=side.owner_role,
    )
    terms = _terms(
        plays, command.terms, command.kind, command.metric_key, command.floor_metric_key, side
    )
    is_requested = whole is not None and not whole.is_self_set
    is_agreed = is_agreed_at_once(side, command.by, is_requested=is_requested)
    made = next_agreement(None, terms, command.by, is_agreed=is_agreed, now=now)
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
