"""Move a member to another team, today or later."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.actions.count_heads import count_heads
from bellringer.gamification.actions.rewalk_streaks import rewalk_moved
from bellringer.gamification.commands.members import MoveMember
from bellringer.gamification.errors import UnknownMemberError, UnknownTeamError
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.members import MemberFacts, TeamSpan
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules import memberships as rules
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.goals.targets import target_places
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.store import (
    audit,
    goals,
    members,
    memberships,
    outbox,
    people,
    playbook,
    sides,
    targets,
    teams,
)
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def move_member(connection: Connection, command: MoveMember, *, now: datetime) -> None:
    """Let a member score for another team from a date on; points already earned stay with the old one.

    Raises:
        NotAllowedError: Only an admin moves members.
        UnknownMemberError: There is no such active member.
        UnknownTeamError: There is no such team, or it is archived.
        InvalidInputError: The date lies in the past.
        WrongStateError: Another move is planned for later, or the member is in this team then.
        RacedError: How the organization plays has changed since it was read: begin anew.
    """
    check_administers(command.by)
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    starts_on = command.starts_on or today
    known = await people.lock(connection, {command.member_id})
    member = held_member(known, command.member_id)
    if not member.is_active:
        raise UnknownMemberError(path=("memberId",))
    spans = rules.moved(
        member.teams,
        command.team_id,
        starts_on=starts_on,
        today=today,
        has_scored_since=await memberships.has_scored_since(
            connection, command.member_id, starts_on
        ),
    )
    await hold_teams(connection, member.teams, command.team_id, may_be_archived=False)
    # boards that are being defined at this moment would miss whom they count from now on
    await playbook.hold(connection, version=plays.version)
    await memberships.write(connection, command.member_id, spans)
    await members.touch(connection, command.member_id)
    await rewalk_moved(
        connection, plays, command.member_id, cause_id=new_id(), by=command.by, now=now
    )
    boards = await retarget(connection, plays, member, spans, since=starts_on, now=now)
    details = {
        "member_id": str(command.member_id),
        "team_id": command.team_id and str(command.team_id),
        "starts_on": starts_on.isoformat(),
    }
    await audit.append(connection, command.by, "member.move", details, now=now)
    changed = Changed(
        org_id=plays.org_id, board_ids=boards, member_ids=frozenset({command.member_id})
    )
    await outbox.ring(connection, changed)


def held_member(known: Mapping[UUID, MemberFacts], member_id: UUID) -> MemberFacts:
    """Return the member who was to be locked.

    Raises:
        UnknownMemberError: There is none.
    """
    if member_id not in known:
        raise UnknownMemberError(path=("memberId",))
    return known[member_id]


async def hold_teams(
    connection: Connection,
    spans: Sequence[TeamSpan],
    team_id: UUID | None,
    *,
    may_be_archived: bool,
) -> None:
    """Lock the teams of a member and the one to come, so that none of their goals begins meanwhile.

    Raises:
        UnknownTeamError: There is no team to come to.
    """
    await sides.lock_groups(
        connection,
        {span.team_id for span in spans} | ({team_id} if team_id else set()),
    )
    if team_id is not None:
        is_archived = await teams.lock(connection, team_id)
        if is_archived is None or (is_archived and not may_be_archived):
            raise UnknownTeamError(path=("teamId",))


async def retarget(
    connection: Connection,
    plays: Playbook,
    before: MemberFacts,
    spans: Sequence[TeamSpan],
    *,
    since: date,
    now: datetime,
) -> frozenset[int]:
    """Let boards of teams know whose target counts for which team now, and whose head; return the boards.

    A team without a goal of its own has its members' targets, so it gains or loses some with a member.
    """
    goal_ids = await memberships.goals_since(connection, before.member_id, since)
    records = await goals.read(connection, goal_ids) if goal_ids else {}
    places = frozenset(
        place
        for goal in records.values()
        for place in target_places(plays, goal, (*before.teams, *spans))
        if place.subject_id != before.member_id and place.ends_on > since
    )
    await targets.refresh_attainment(connection, plays, places, now=now)
    counted = await count_heads(connection, plays, now=now)
    return counted | {place.board_id for place in places}
