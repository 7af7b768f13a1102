"""Agree to goals: from then on their terms are in force."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.actions.rewalk_streaks import rewalk_streaks
from bellringer.gamification.commands.goals import AgreeGoal, AgreeGoals
from bellringer.gamification.errors import DomainError, InvalidInputError
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.goals import AgreementRecord, GoalRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.goals.agreements import Sides, check_agreement, facts_of
from bellringer.gamification.rules.goals.progress import passed_milestones
from bellringer.gamification.rules.goals.targets import target_places
from bellringer.gamification.rules.goals.telling import tell_agreed
from bellringer.gamification.store import audit, goals, outbox, people, playbook, sides, targets
from bellringer.ids import new_id
from bellringer.models.database import Connection

AT_ONCE = 100

Held = tuple[GoalRecord | None, Sides | None]


async def agree_goal(connection: Connection, command: AgreeGoal, *, now: datetime) -> None:
    """Put proposed terms in force, with what their days have gathered; marks passed already stay silent.

    Raises:
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller is not the other side.
        WrongStateError: These terms no longer wait for an answer, or their time is over.
    """
    terms = ((command.goal_id, command.agreement_no),)
    await _agree(connection, AgreeGoals(by=command.by, terms=terms), now=now, is_one=True)


async def agree_goals(connection: Connection, command: AgreeGoals, *, now: datetime) -> None:
    """Put several terms in force, all or none; what is told of the parts of one goal is told once.

    Raises:
        InvalidInputError: None are named, too many, or one twice.
        UnknownGoalError, NotAllowedError, WrongStateError: As for one; the path names which.
    """
    named = [goal_id for goal_id, _ in command.terms]
    if not 1 <= len(named) <= AT_ONCE or len(set(named)) != len(named):
        raise InvalidInputError(f"Name 1 to {AT_ONCE} goals, each once.", path=("items",))
    await _agree(connection, command, now=now)


async def _agree(
    connection: Connection, command: AgreeGoals, *, now: datetime, is_one: bool = False
) -> None:
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    named = [goal_id for goal_id, _ in command.terms]
    held, members = await hold_goals(connection, named, on=today)
    agreed: list[tuple[GoalRecord, AgreementRecord]] = []
    for place, (goal_id, agreement_no) in enumerate(command.terms):
        goal, sided = held.get(goal_id, (None, None))
        try:
            made = check_agreement(goal, sided, command.by, agreement_no, today=today)
        except DomainError as refused:
            if not is_one:
                refused.path = ("items", str(place), *refused.path)
            raise
        if goal is not None:
            agreed.append((goal, made))
    await goals.agree(
        connection,
        command.terms,
        agreed_by=command.by.member_id,
        is_self_set=False,
        now=now,
    )
    boards = await take_effect(connection, plays, named, members, now=now)
    details = [{"goal_id": str(goal_id), "agreement_no": no} for goal_id, no in command.terms]
    named_in_log = details[0] if is_one else {"goals": details}
    await audit.append(connection, command.by, "goal.agree", named_in_log, now=now)
    told = await outbox.append(connection, tell_agreed(agreed, command.by, now=now), now=now)
    changed = Changed(org_id=plays.org_id, board_ids=boards, inbox_member_ids=told)
    await outbox.ring(connection, changed)


async def hold_goal(
    connection: Connection, goal_id: UUID, *, on: date
) -> tuple[GoalRecord | None, Sides | None, Mapping[UUID, MemberFacts]]:
    """Lock a goal after its owner; also return the owner's sides on a date."""
    held, members = await hold_goals(connection, [goal_id], on=on)
    goal, sided = held.get(goal_id, (None, None))
    return goal, sided, members


async def hold_goals(
    connection: Connection, goal_ids: Collection[UUID], *, on: date
) -> tuple[Mapping[UUID, Held], Mapping[UUID, MemberFacts]]:
    """Lock goals after their owners; each comes with its owner's sides on a date."""
    seen = await goals.read(connection, goal_ids)
    owners = {(goal.owner_kind, goal.owner_id) for goal in seen.values()}
    sided = await sides.read(connection, owners, on=on) if owners else {}
    members = await hold_owners(connection, {owner_id for _, owner_id in owners})
    locked = await goals.lock(connection, list(seen)) if seen else {}
    held: dict[UUID, Held] = {
        goal_id: (goal, sided.get((goal.owner_kind, goal.owner_id)))
        for goal_id, goal in locked.items()
    }
    return held, members


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

    Raises:
        RacedError: How the organization plays has changed since it was read: begin anew.
    """
    # a board that is being defined at this moment has not seen these terms, nor these terms the board
    await playbook.hold(connection, version=plays.version)
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
    await targets.refresh_attainment(connection, plays, places, now=now)
    await _rewalk(connection, plays, known.values(), members, now=now)
    return frozenset(place.board_id for place in places)


async def _rewalk(
    connection: Connection,
    plays: Playbook,
    known: Iterable[GoalRecord],
    members: Mapping[UUID, MemberFacts],
    *,
    now: datetime,
) -> None:
    """Walk the streaks that ask for goals of these metrics to be met, of the members whose goals they are."""
    if not plays.streaks_of_goals:
        return
    metrics = {goal.metric_key for goal in known if goal.owner_id in members}
    asking = [
        streak
        for streak in plays.streaks
        if streak.streak_id in plays.streaks_of_goals and streak.metric_key in metrics
    ]
    await rewalk_streaks(
        connection, plays, members, asking, cause_id=new_id(), by="system", now=now
    )
