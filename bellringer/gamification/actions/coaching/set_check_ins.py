"""Set when a team checks in, from a date on."""

from datetime import datetime

from bellringer.gamification.commands.coaching.check_ins import SetCheckIns
from bellringer.gamification.errors import UnknownTeamError
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching.cadences import new_cadence
from bellringer.gamification.store import alarms, audit, playbook, teams
from bellringer.gamification.store.coaching import check_ins
from bellringer.models.database import Connection


async def set_check_ins(connection: Connection, command: SetCheckIns, *, now: datetime) -> None:
    """Keep a team's cadence; days that are over stay as they were.

    Raises:
        UnknownTeamError: There is no such team.
        NotAllowedError: The caller does not lead it.
        InvalidInputError: Weekdays, hours, grace or the first day can't be.
    """
    if not await teams.exists(connection, command.team_id):
        raise UnknownTeamError(path=("teamId",))
    await playbook.bump(connection)
    plays = await playbook.read(connection)
    cadence = new_cadence(command, today=organization_day(plays.calendars, now))
    await check_ins.set_cadence(
        connection, command.team_id, cadence, by_member_id=command.by.member_id, now=now
    )
    await alarms.wake(connection, now=now)
    details = {
        "team_id": str(command.team_id),
        "effective_from": cadence.effective_from.isoformat(),
        "weekdays": cadence.weekdays,
        "plan_at": f"{cadence.plan_at:%H:%M}",
        "done_at": f"{cadence.done_at:%H:%M}",
        "grace_minutes": cadence.grace_minutes,
        "is_shared": cadence.is_shared,
    }
    await audit.append(connection, command.by, "check-ins.set", details, now=now)
