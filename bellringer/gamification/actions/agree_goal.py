"""Agree to a goal: from then on its terms are in force."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands import AgreeGoal
from bellringer.gamification.events import Changed
from bellringer.gamification.facts import GoalRecord, MemberFacts
from bellringer.gamification.playbook import Playbook
from bellringer.gamification.rules.agreements import (
    Sides,
    check_agreement,
    facts_of,
    tell_agreed,
)
from bellringer.gamification.rules.goals import passed_milestones
from bellringer.gamification.rules.periods import organization_day
from bellringer.gamification.rules.targets import target_places
from bellringer.gamification.store import (
    audit,
    goals,
    outbox,
    people,
    playbook,
    sides,
    targets,
)
from bellringer.models.database import Connection


async def agree_goal(connection: Connection, command: AgreeGoal, *, now: datetime) -> None:
    """Put proposed terms in force, with what their days have gathered; marks passed already stay silent.

    Raises:
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller is not the other side.
        WrongStateError: These terms no longer wait for an answer, or their time is over.
    """
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    goal, sided, members = await hold_goal(connection, command.goal_id, on=today)
    terms = check_agreement(goal, sided, command.by, command.agreement_no, today=today)
    await goals.agree(
        connection,
        command.goal_id,
        terms.agreement_no,
        agreed_by=command.by.member_id,
        is_self_set=False,
        now=now,
    )
    boards = await take_effect(connection, plays, [command.goal_id], members, now=now)
    details = {"goal_id": str(command.goal_id), "agreement_no": terms.agreement_no}
    await audit.append(connection, command.by, "goal.agree", details, now=now)
    told = await outbox.append(
        connection, [tell_agreed(command.goal_id, terms, command.by, now=now)], now=now
    )
    changed = Changed(org_id=plays.org_id, board_ids=boards, inbox_member_ids=told)
    await outbox.ring(connection, changed)


async def hold_goal(
    connection: Connection, goal_id: UUID, *, on: date
) -> tuple[GoalRecord | None, Sides | None, Mapping[UUID, MemberFacts]]:
    """Lock a goal after its owner; also return the owner's sides on a date."""
    seen = (await goals.read(connection, [goal_id])).get(goal_id)
    if seen is None:
        return None, None, {}
    owner = (seen.owner_kind, seen.owner_id)
    sided = (await sides.read(connection, [owner], on=on)).get(owner)
    members = await hold_owners(connection, {seen.owner_id})
    return (await goals.lock(connection, [goal_id])).get(goal_id), sided, members


async def hold_owners(
    connection: Connection, owner_ids: Collection[UUID]
) -> Mapping[UUID, MemberFacts]:
    """Lock owners of goals, so that no activity moves them meanwhile."""
    members = await people.lock(connection, owner_ids)
    await sides.lock_groups(connection, owner_ids)
    return members


async def take_effect(
    connection: Connection,
    plays: Playbook,
    goal_ids: Collection[UUID],
    members: Mapping[UUID, MemberFacts],
    *,
    now: datetime,
) -> frozenset[int]:
    """Start goals from what is on record, and give boards their targets; returns the boards that changed.

    Also makes boards forget the targets of goals that are no longer in force.
    """
    await goals.fill_progress(connection, goal_ids)
    known = await goals.read(connection, goal_ids)
    passed = [
        (goal.goal_id, goal.agreement_no, percent)
        for goal in known.values()
        for facts in [facts_of(goal)]
        if facts is not None
        for percent in passed_milestones(plays, facts)
    ]
    await goals.cross_silently(connection, passed, now=now)
    places = frozenset(
        place
        for goal in known.values()
        for owner in [members.get(goal.owner_id)]
        for place in target_places(plays, goal, owner.teams if owner else ())
    )
    await targets.refresh_attainment(connection, places, now=now)
    return frozenset(place.board_id for place in places)
