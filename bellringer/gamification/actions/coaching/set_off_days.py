"""Say how off-days are looked for."""

from dataclasses import asdict
from datetime import datetime

from bellringer.gamification.commands.coaching.off_days import SetOffDays
from bellringer.gamification.errors import NotAllowedError, UnknownTeamError
from bellringer.gamification.rules.coaching.off_days import check_settings
from bellringer.gamification.rules.permissions import check_administers, leads
from bellringer.gamification.store import alarms, audit, teams
from bellringer.gamification.store.coaching import off_days
from bellringer.models.database import Connection


async def set_off_days(connection: Connection, command: SetOffDays, *, now: datetime) -> None:
    """Set it for a team, or for all teams that have no settings of their own; days that were looked at stay.

    Raises:
        UnknownTeamError: There is no such team.
        NotAllowedError: Only who leads a team sets it there, and an admin for the organization.
        InvalidInputError: A number lies outside of its limits.
    """
    if command.team_id is None:
        check_administers(command.by)
    else:
        if not await teams.exists(connection, command.team_id):
            raise UnknownTeamError(path=("teamId",))
        if not leads(command.by, command.team_id):
            raise NotAllowedError
    check_settings(command.settings)
    scope_id = command.team_id or command.by.org_id
    await off_days.set_settings(connection, scope_id, command.settings)
    details = {
        name: str(value) if name == "looks_at" else value
        for name, value in asdict(command.settings).items()
    }
    if command.team_id is not None:
        details["team_id"] = str(command.team_id)
    await audit.append(connection, command.by, "off_days.set", details, now=now)
    await alarms.wake(connection, now=now)
