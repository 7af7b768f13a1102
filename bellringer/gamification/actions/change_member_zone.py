"""Count a member's days in another zone, from an instant on: a journey, or a move."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.rewalk_streaks import rewalk_moved
from bellringer.gamification.commands.calendars import ChangeMemberZone
from bellringer.gamification.errors import NotAllowedError, UnknownMemberError
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.planning import checked_journey
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.permissions import may_log_for
from bellringer.gamification.store import alarms, audit, members, people, playbook
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def change_member_zone(
    connection: Connection, command: ChangeMemberZone, *, now: datetime
) -> UUID:
    """Change a member's zone, and return the member's id; what is on record keeps its days.

    Raises:
        InvalidInputError: There is no such zone, or the instant can't be.
        UnknownMemberError: There is no such active member.
        NotAllowedError: It is not the member, somebody who leads the member, or an admin.
        RacedError: Another transaction met this one: begin anew.
    """
    since = checked_journey(command, now=now)
    plays = await playbook.read(connection)
    member = (await people.lock(connection, {command.member_id})).get(command.member_id)
    if member is None or not member.is_active:
        raise UnknownMemberError(path=("memberId",))
    team_id = team_on(member.teams, organization_day(plays.calendars, now))
    if not may_log_for(command.by, command.member_id, team_id):
        raise NotAllowedError(path=("memberId",))
    await members.change_zone(connection, command.member_id, command.timezone, since=since)
    await alarms.wake(connection, member_id=command.member_id, now=now)
    await rewalk_moved(
        connection, plays, command.member_id, cause_id=new_id(), by=command.by, now=now
    )
    details = {
        "member_id": str(command.member_id),
        "timezone": command.timezone,
        "since": since.isoformat(),
    }
    await audit.append(connection, command.by, "member.zone", details, now=now)
    return command.member_id
