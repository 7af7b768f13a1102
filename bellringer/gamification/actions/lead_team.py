"""Say who leads a team, from when to when."""

from datetime import datetime

from bellringer.gamification.commands.teams import EndTeamLead, SetTeamLead
from bellringer.gamification.errors import (
    InvalidInputError,
    UnknownMemberError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.store import audit, members, playbook, team_leads, teams
from bellringer.models.database import Connection
from bellringer.words import Role


async def set_team_lead(connection: Connection, command: SetTeamLead, *, now: datetime) -> None:
    """Let a manager or an admin lead a team over a span of dates; a team may have several leads.

    Raises:
        NotAllowedError: Only an admin says who leads.
        UnknownMemberError: There is no such active member.
        UnknownTeamError: There is no such team, or it is archived.
        InvalidInputError: The member is a rep, or the end is not after the start.
        WrongStateError: The member leads the team already on one of the dates.
    """
    check_administers(command.by)
    starts_on = command.starts_on or organization_day(
        (await playbook.read(connection)).calendars, now
    )
    if command.ends_on is not None and command.ends_on <= starts_on:
        raise InvalidInputError("The end comes after the start.", path=("endsOn",))
    standing = await members.lock(connection, command.member_id)
    if standing is None or not standing.is_active:
        raise UnknownMemberError(path=("memberId",))
    if standing.role is Role.REP:
        raise InvalidInputError(
            "Only a manager or an admin leads a team; change the role first.", path=("memberId",)
        )
    if await teams.lock(connection, command.team_id) is not False:
        raise UnknownTeamError(path=("teamId",))
    if not await team_leads.insert(
        connection, command.team_id, command.member_id, starts_on, command.ends_on
    ):
        raise WrongStateError(
            "The member leads this team already on one of these dates.", path=("startsOn",)
        )
    await members.touch(connection, command.member_id)
    details = {
        "team_id": str(command.team_id),
        "member_id": str(command.member_id),
        "starts_on": starts_on.isoformat(),
        "ends_on": command.ends_on and command.ends_on.isoformat(),
    }
    await audit.append(connection, command.by, "team.lead", details, now=now)


async def end_team_lead(connection: Connection, command: EndTeamLead, *, now: datetime) -> None:
    """Let a member lead a team no longer from a date on; what was to come after it is dropped.

    Raises:
        NotAllowedError: Only an admin says who leads.
        UnknownMemberError: There is no such member.
        WrongStateError: The member does not lead the team on that date or later.
    """
    check_administers(command.by)
    ends_on = command.ends_on or organization_day((await playbook.read(connection)).calendars, now)
    if await members.lock(connection, command.member_id) is None:
        raise UnknownMemberError(path=("memberId",))
    if not await team_leads.end(connection, command.team_id, command.member_id, ends_on):
        raise WrongStateError("The member does not lead this team then.", path=("endsOn",))
    await members.touch(connection, command.member_id)
    details = {
        "team_id": str(command.team_id),
        "member_id": str(command.member_id),
        "ends_on": ends_on.isoformat(),
    }
    await audit.append(connection, command.by, "team.lead_end", details, now=now)
