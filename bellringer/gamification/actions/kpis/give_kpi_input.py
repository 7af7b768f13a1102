"""Give what only the organization knows: what was spent, margins, how long customers stay."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.kpis.inputs import GiveKpiInput
from bellringer.gamification.errors import UnknownMemberError, UnknownTeamError
from bellringer.gamification.rules.kpis.inputs import checked_input
from bellringer.gamification.store import audit, members, playbook, teams
from bellringer.gamification.store.kpis import inputs
from bellringer.models.database import Connection


async def give_kpi_input(connection: Connection, command: GiveKpiInput, *, now: datetime) -> UUID:
    """Keep another version of a value; what was given before stays on record.

    Raises:
        NotAllowedError: Only an admin gives inputs.
        InvalidInputError: The value is out of range, or no fiscal month begins on that date, or it is for two.
        UnknownMemberError: There is no such active member.
        UnknownTeamError: There is no such team.
    """
    given = checked_input(await playbook.read(connection), command)
    if command.member_id is not None:
        member = await members.lock(connection, command.member_id)
        if member is None or not member.is_active:
            raise UnknownMemberError(path=("memberId",))
    if command.team_id is not None and await teams.lock(connection, command.team_id) is None:
        raise UnknownTeamError(path=("teamId",))
    subject_id = command.member_id or command.team_id or connection.organization
    await inputs.give(connection, subject_id, given, by=command.by, now=now)
    details = {
        "subject_id": str(subject_id),
        "kind": given.kind.value,
        "starts_on": given.starts_on.isoformat(),
        "value": given.value,
    }
    await audit.append(connection, command.by, "kpi_input.give", details, now=now)
    return subject_id
