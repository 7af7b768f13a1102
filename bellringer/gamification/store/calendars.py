"""Working calendars: spans, opened years, days that differ, and leave."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.calendars import EnterLeave
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedYear:
    """A year for which a country's public holidays were copied; `scope_id` is the organization or a team."""

    scope_id: UUID
    year: int
    country: str
    subdivision: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRecord:
    """A member's absence over [starts_on, ends_on)."""

    leave_id: UUID
    member_id: UUID
    starts_on: date
    ends_on: date


_PUT_SPAN = """
INSERT INTO working_calendar (org_id, effective_from, timezone, week_starts_on, fiscal_year_starts_in,
                              fiscal_pattern, working_weekdays, counts_days_off)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (org_id, effective_from) DO UPDATE
   SET timezone = excluded.timezone, week_starts_on = excluded.week_starts_on,
       fiscal_year_starts_in = excluded.fiscal_year_starts_in, fiscal_pattern = excluded.fiscal_pattern,
       working_weekdays = excluded.working_weekdays, counts_days_off = excluded.counts_days_off
"""
_YEARS = """
SELECT scope_id, year, country, subdivision FROM calendar_year
 WHERE org_id = $1 AND ($2::uuid IS NULL OR scope_id = $2) AND year >= $3
 ORDER BY year DESC, scope_id LIMIT $4
"""
_PUT_YEAR = """
INSERT INTO calendar_year (org_id, scope_id, year, country, subdivision, opened_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (org_id, scope_id, year) DO UPDATE
   SET country = excluded.country, subdivision = excluded.subdivision
"""
_COPIED = """
SELECT scope_id, on_date, name FROM calendar_day
 WHERE org_id = $1 AND scope_id = ANY($2::uuid[]) AND on_date >= $3 AND on_date < $4
   AND origin = 'PUBLIC_HOLIDAY'
 ORDER BY on_date
"""
_OWN = """
SELECT scope_id, on_date FROM calendar_day
 WHERE org_id = $1 AND scope_id = ANY($2::uuid[]) AND on_date >= $3 AND on_date < $4 AND origin = 'OWN'
"""
# what an admin has set of one's own stands before a holiday
_COPY = """
INSERT INTO calendar_day (org_id, scope_id, on_date, is_working, name, origin)
SELECT $1, $2, on_date, false, name, 'PUBLIC_HOLIDAY'
  FROM unnest($3::date[], $4::text[]) AS found (on_date, name)
 ORDER BY on_date
ON CONFLICT (org_id, scope_id, on_date) DO NOTHING
"""
_FORGET = """
DELETE FROM calendar_day
 WHERE org_id = $1 AND scope_id = $2 AND on_date = ANY($3::date[]) AND origin = 'PUBLIC_HOLIDAY'
"""
_PUT_DAY = """
INSERT INTO calendar_day (org_id, scope_id, on_date, is_working, name, origin)
VALUES ($1, $2, $3, $4, $5, 'OWN')
ON CONFLICT (org_id, scope_id, on_date) DO UPDATE
   SET is_working = excluded.is_working, name = excluded.name, origin = excluded.origin
"""
_REMOVE_DAY = """
DELETE FROM calendar_day
 WHERE org_id = $1 AND scope_id = $2 AND on_date = $3 AND origin = 'OWN' RETURNING true
"""
_INSERT_LEAVE = """
INSERT INTO leave (org_id, leave_id, member_id, starts_on, ends_on, entered_by, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_LEAVE = """
SELECT leave_id, member_id, starts_on, ends_on FROM leave WHERE org_id = $1 AND leave_id = $2
"""
_REMOVE_LEAVE = "DELETE FROM leave WHERE org_id = $1 AND leave_id = $2 RETURNING true"


async def put_span(connection: Connection, span: CalendarSpan) -> None:
    """Keep how days are counted from a date on."""
    await connection.execute(
        _PUT_SPAN,
        connection.org_id,
        span.effective_from,
        span.timezone,
        span.week_starts_on,
        span.fiscal_year_starts_in,
        span.fiscal_pattern,
        span.working_weekdays,
        span.counts_days_off,
    )


async def years(
    connection: Connection, *, since: int, scope_id: UUID | None = None, limit: int = 1_000
) -> Sequence[OpenedYear]:
    """Return the years that were opened, the latest first; of all, or of one scope."""
    rows = await connection.fetch(_YEARS, connection.org_id, scope_id, since, limit)
    return [OpenedYear(**dict(row)) for row in rows]


async def open_year(connection: Connection, year: OpenedYear, *, now: datetime) -> None:
    """Keep that a year is open, and of which country."""
    await connection.execute(
        _PUT_YEAR,
        connection.org_id,
        year.scope_id,
        year.year,
        year.country,
        year.subdivision,
        now,
    )


async def copied(
    connection: Connection, scope_ids: Collection[UUID], *, since: int, until: int
) -> Mapping[tuple[UUID, int], Mapping[date, str]]:
    """Return the public holidays that were copied for (scope, year), of the years from `since` to `until`."""
    found: dict[tuple[UUID, int], dict[date, str]] = {}
    rows = await connection.fetch(
        _COPIED,
        connection.org_id,
        list(scope_ids),
        date(since, 1, 1),
        date(until + 1, 1, 1),
    )
    for row in rows:
        days = found.setdefault((row["scope_id"], row["on_date"].year), {})
        days[row["on_date"]] = row["name"]
    return found


async def own(
    connection: Connection, scope_ids: Collection[UUID], *, since: int, until: int
) -> frozenset[tuple[UUID, date]]:
    """Return the (scope, date) that admins have set of their own, of the years from `since` to `until`."""
    rows = await connection.fetch(
        _OWN, connection.org_id, list(scope_ids), date(since, 1, 1), date(until + 1, 1, 1)
    )
    return frozenset((row["scope_id"], row["on_date"]) for row in rows)


async def copy(connection: Connection, scope_id: UUID, found: Mapping[date, str]) -> None:
    """Keep public holidays, but where an admin has set a day of one's own."""
    await connection.execute(_COPY, connection.org_id, scope_id, list(found), list(found.values()))


async def forget(connection: Connection, scope_id: UUID, dates: Collection[date]) -> None:
    """Drop public holidays that are none."""
    await connection.execute(_FORGET, connection.org_id, scope_id, list(dates))


async def put_day(
    connection: Connection, scope_id: UUID, on: date, *, is_working: bool, name: str
) -> None:
    """Keep a day of one's own, also in the place of a public holiday."""
    await connection.execute(_PUT_DAY, connection.org_id, scope_id, on, is_working, name)


async def remove_day(connection: Connection, scope_id: UUID, on: date) -> bool:
    """Drop a day of one's own; False if there is none."""
    return bool(await connection.fetchval(_REMOVE_DAY, connection.org_id, scope_id, on))


async def insert_leave(
    connection: Connection, leave_id: UUID, leave: EnterLeave, *, now: datetime
) -> None:
    """Keep an absence."""
    await connection.execute(
        _INSERT_LEAVE,
        connection.org_id,
        leave_id,
        leave.member_id,
        leave.starts_on,
        leave.ends_on,
        leave.by.source,
        now,
    )


async def leave(connection: Connection, leave_id: UUID) -> LeaveRecord | None:
    """Return an absence on record."""
    row = await connection.fetchrow(_LEAVE, connection.org_id, leave_id)
    return LeaveRecord(**dict(row)) if row else None


async def remove_leave(connection: Connection, leave_id: UUID) -> bool:
    """Drop an absence; False if there is none."""
    return bool(await connection.fetchval(_REMOVE_LEAVE, connection.org_id, leave_id))
