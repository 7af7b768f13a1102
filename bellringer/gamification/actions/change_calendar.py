"""Change how the organization counts its days: the pattern from the next month on, and single days."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.rewalk_streaks import lock_concerned, rewalk_or_queue
from bellringer.gamification.commands.calendars import (
    ChangeCalendar,
    RemoveCalendarDay,
    SetCalendarDay,
)
from bellringer.gamification.errors import InvalidInputError, NotFoundError, UnknownTeamError
from bellringer.gamification.rules.calendars.holidays import FIRST_YEAR, LAST_YEAR
from bellringer.gamification.rules.calendars.planning import has_come, next_span
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked
from bellringer.gamification.store import alarms, audit, calendars, playbook, teams
from bellringer.models.database import Connection


async def change_calendar(
    connection: Connection, command: ChangeCalendar, *, now: datetime
) -> None:
    """Count days otherwise from the first of the next month on; no day that has been is counted anew.

    Raises:
        NotAllowedError: Only an admin changes the calendar.
        InvalidInputError: A value can't be.
    """
    check_administers(command.by)
    await playbook.bump(connection)
    span = next_span(await playbook.read(connection), command, now=now)
    await calendars.put_span(connection, span)
    await alarms.wake(connection, now=now)
    details = {
        "effective_from": span.effective_from.isoformat(),
        "timezone": span.timezone,
        "week_starts_on": span.week_starts_on,
        "fiscal_year_starts_in": span.fiscal_year_starts_in,
        "fiscal_pattern": span.fiscal_pattern,
        "working_weekdays": span.working_weekdays,
        "counts_days_off": span.counts_days_off,
    }
    await audit.append(connection, command.by, "calendar.change", details, now=now)


async def set_calendar_day(
    connection: Connection, command: SetCalendarDay, *, now: datetime
) -> None:
    """Make a date a day off or an extra working day; one that has been walks runs anew.

    Raises:
        NotAllowedError: Only an admin changes the calendar.
        UnknownTeamError: There is no such team.
        InvalidInputError, InvalidTextError: The date lies too far off, or the name can't be stored.
        RacedError: Another transaction met this one: begin anew.
    """
    check_administers(command.by)
    name = checked(command.name, limit=TITLE_LIMIT, field="name")
    if not FIRST_YEAR <= command.on.year <= LAST_YEAR:
        raise InvalidInputError(f"A day lies between {FIRST_YEAR} and {LAST_YEAR}.", path=("on",))
    scope_id = await scope_of(connection, command.team_id)
    has_been = has_come(await playbook.read(connection), command.on, now=now)
    members = await lock_concerned(connection, command.team_id) if has_been else {}
    await playbook.bump(connection)
    await calendars.put_day(
        connection, scope_id, command.on, is_working=command.is_working, name=name
    )
    await rewalk_or_queue(
        connection, members, team_id=command.team_id, by=command.by.source, now=now
    )
    details = {
        "team_id": command.team_id and str(command.team_id),
        "on": command.on.isoformat(),
        "is_working": command.is_working,
    }
    await audit.append(connection, command.by, "calendar.day", details, now=now)


async def remove_calendar_day(
    connection: Connection, command: RemoveCalendarDay, *, now: datetime
) -> None:
    """Let a date follow the weekly pattern again; one that has been walks runs anew.

    Raises:
        NotAllowedError: Only an admin changes the calendar.
        UnknownTeamError: There is no such team.
        NotFoundError: Nobody has set this day.
        RacedError: Another transaction met this one: begin anew.
    """
    check_administers(command.by)
    scope_id = await scope_of(connection, command.team_id)
    has_been = has_come(await playbook.read(connection), command.on, now=now)
    members = await lock_concerned(connection, command.team_id) if has_been else {}
    await playbook.bump(connection)
    if not await calendars.remove_day(connection, scope_id, command.on):
        raise NotFoundError(
            "Nobody has set this day; public holidays change with their year.", path=("on",)
        )
    await rewalk_or_queue(
        connection, members, team_id=command.team_id, by=command.by.source, now=now
    )
    details = {
        "team_id": command.team_id and str(command.team_id),
        "on": command.on.isoformat(),
    }
    await audit.append(connection, command.by, "calendar.day_remove", details, now=now)


async def scope_of(connection: Connection, team_id: UUID | None) -> UUID:
    """Return the key under which days are kept: the team's, or the organization's.

    Raises:
        UnknownTeamError: There is no such team, or it is archived.
    """
    if team_id is None:
        return connection.organization
    if not await teams.exists(connection, team_id):
        raise UnknownTeamError(path=("teamId",))
    return team_id
