"""Make teams, change them, and let them be no more."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.teams import ArchiveTeam, CreateTeam, UpdateTeam
from bellringer.gamification.errors import NameTakenError, UnknownTeamError, WrongStateError
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked, checked_id
from bellringer.gamification.store import audit, playbook, teams
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def create_team(connection: Connection, command: CreateTeam, *, now: datetime) -> UUID:
    """Make a team, and return its id.

    Raises:
        NotAllowedError: Only an admin makes teams.
        InvalidTextError: The key, name or region can't be stored.
        NameTakenError: There is a team of this key, archived or not.
    """
    check_administers(command.by)
    team_id = new_id()
    made = await teams.insert(
        connection,
        team_id,
        checked_id(command.team_key, field="teamKey"),
        name=checked(command.name, limit=TITLE_LIMIT, field="name"),
        region=command.region and checked(command.region, limit=TITLE_LIMIT, field="region"),
        now=now,
    )
    if not made:
        raise NameTakenError(path=("teamKey",))
    await audit.append(connection, command.by, "team.create", {"team_id": str(team_id)}, now=now)
    return team_id


async def update_team(connection: Connection, command: UpdateTeam, *, now: datetime) -> None:
    """Change a team's name and region; boards of a region rank it there from now on.

    Raises:
        NotAllowedError: Only an admin changes teams.
        InvalidTextError: The name or region can't be stored.
        UnknownTeamError: There is no such team.
    """
    check_administers(command.by)
    name, region = command.name, command.region
    if name is not None:
        name = checked(name, limit=TITLE_LIMIT, field="name")
    if region:
        region = checked(region, limit=TITLE_LIMIT, field="region")
    await _hold(connection, command.team_id)
    await teams.update(connection, command.team_id, name=name, region=region)
    details = {"team_id": str(command.team_id)}
    await audit.append(connection, command.by, "team.update", details, now=now)


async def archive_team(connection: Connection, command: ArchiveTeam, *, now: datetime) -> None:
    """Let a team be no more: it keeps its history, and is on no board.

    Raises:
        NotAllowedError: Only an admin archives teams.
        UnknownTeamError: There is no such team.
        WrongStateError: Somebody still scores for it, or is to.
    """
    check_administers(command.by)
    is_archived = await _hold(connection, command.team_id)
    if is_archived:
        return
    today = organization_day((await playbook.read(connection)).calendars, now)
    if await teams.has_members_since(connection, command.team_id, today):
        raise WrongStateError(
            "Somebody scores for this team, or is to; move them to another team first.",
            path=("teamId",),
        )
    await teams.archive(connection, command.team_id, now=now)
    details = {"team_id": str(command.team_id)}
    await audit.append(connection, command.by, "team.archive", details, now=now)


async def _hold(connection: Connection, team_id: UUID) -> bool:
    """Lock a team, and tell whether it is archived."""
    is_archived = await teams.lock(connection, team_id)
    if is_archived is None:
        raise UnknownTeamError(path=("teamId",))
    return is_archived
