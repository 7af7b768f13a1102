"""Copy a country's public holidays of a year into the calendar, or take over what the library says by now."""

from collections.abc import Sequence
from datetime import date, datetime

from bellringer.gamification.actions.change_calendar import scope_of
from bellringer.gamification.actions.rewalk_streaks import lock_concerned, rewalk_or_queue
from bellringer.gamification.commands.calendars import OpenCalendarYear
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.rules.calendars.holidays import (
    FIRST_YEAR,
    HolidayChange,
    changes,
    public_holidays,
)
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.planning import has_come
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.store import audit, calendars, jobs, playbook
from bellringer.gamification.store.calendars import OpenedYear
from bellringer.models.database import Connection
from bellringer.words import PrincipalKind, Role

JOB = "open-calendar-year"


async def open_calendar_year(
    connection: Connection, command: OpenCalendarYear, *, now: datetime
) -> tuple[HolidayChange, ...]:
    """Open a year, and return what has changed; days that have been walk runs anew.

    Raises:
        NotAllowedError: Only an admin changes the calendar.
        UnknownTeamError: There is no such team.
        InvalidInputError: The country, subdivision or year can't be; or no year was opened before, so that
            the country is not known.
        RacedError: Another transaction met this one: begin anew.
    """
    check_administers(command.by)
    scope_id = await scope_of(connection, command.team_id)
    before = await calendars.years(connection, since=FIRST_YEAR, scope_id=scope_id)
    opened = _opened(
        command,
        before,
        OpenedYear(
            scope_id=scope_id,
            year=command.year,
            country=command.country or "",
            subdivision=command.subdivision,
        ),
    )
    known = public_holidays(opened.country, opened.subdivision, opened.year)
    # a team that keeps its own from now on no longer keeps the organization's
    members = (
        await lock_concerned(connection, command.team_id)
        if has_come(await playbook.read(connection), date(opened.year, 1, 1), now=now)
        else {}
    )
    await playbook.bump(connection)
    kept = await calendars.copied(connection, [scope_id], since=opened.year, until=opened.year)
    own = await calendars.own(connection, [scope_id], since=opened.year, until=opened.year)
    found = tuple(
        change
        for change in changes(kept.get((scope_id, opened.year), {}), known)
        if (scope_id, change.on) not in own
    )
    await calendars.open_year(connection, opened, now=now)
    await calendars.forget(connection, scope_id, [each.on for each in found if each.copied])
    await calendars.copy(connection, scope_id, known)
    await rewalk_or_queue(
        connection, members, team_id=command.team_id, by=command.by.source, now=now
    )
    details = {
        "team_id": command.team_id and str(command.team_id),
        "year": opened.year,
        "country": opened.country,
        "subdivision": opened.subdivision,
        "added": [each.on.isoformat() for each in found if each.known],
        "dropped": [each.on.isoformat() for each in found if each.copied],
    }
    await audit.append(connection, command.by, "calendar.year_open", details, now=now)
    return found


async def open_next_years(connection: Connection, *, now: datetime) -> bool:
    """Open the coming year for whoever had the present one open, each once; returns False: there is no more."""
    if not await jobs.lock(connection):
        return False
    plays = await playbook.read(connection)
    this_year = organization_day(plays.calendars, now).year
    opened = {
        (each.scope_id, each.year): each
        for each in await calendars.years(connection, since=this_year)
    }
    by = Principal(org_id=plays.org_id, kind=PrincipalKind.SYSTEM, source="system", role=Role.ADMIN)
    for (scope_id, year), each in sorted(opened.items()):
        coming = year + 1
        if year != this_year or (scope_id, coming) in opened:
            continue
        if await jobs.claim(connection, JOB, f"{scope_id}:{coming}", now=now):
            command = OpenCalendarYear(
                by=by,
                year=coming,
                team_id=None if scope_id == plays.org_id else scope_id,
                country=each.country,
                subdivision=each.subdivision,
            )
            await open_calendar_year(connection, command, now=now)
    return False


def _opened(
    command: OpenCalendarYear, before: Sequence[OpenedYear], asked: OpenedYear
) -> OpenedYear:
    """Return the year to open, of the country that is asked for or that was before."""
    if command.country is not None:
        return asked
    for each in before:
        if each.year <= command.year:
            return OpenedYear(
                scope_id=each.scope_id,
                year=command.year,
                country=each.country,
                subdivision=each.subdivision,
            )
    raise InvalidInputError("Say which country; no year was opened before.", path=("country",))
