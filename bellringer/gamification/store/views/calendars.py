"""Calendars as members see them: days that differ from the weekly pattern, and leave."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found, found_each
from bellringer.models.database import Connection
from bellringer.words import DayOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """A day off or an extra working day; `scope_id` is the organization or a team."""

    scope_id: UUID
    on: date
    is_working: bool
    name: str
    origin: DayOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveView:
    """A member's absence over [starts_on, ends_on), and who entered it."""

    leave_id: UUID
    member_id: UUID
    starts_on: date
    ends_on: date
    entered_by: str
    entered_at: datetime


Names = Mapping[tuple[UUID, date], str]

DAYS_KEY = (date, UUID)
LEAVE_KEY = (date, UUID)

_DAYS = """
SELECT scope_id, on_date AS on, is_working, name, origin FROM calendar_day
WHERE org_id = $1 AND on_date >= $2 AND on_date < $3 AND {beyond} ORDER BY {order} LIMIT {limit}
"""
_DAYS_FORWARD, _DAYS_BACKWARD = both_ways(
    _DAYS, ("on_date", "scope_id"), ("date", "uuid"), start=4, descending=False
)
_DAYS_COUNT = (
    "SELECT count(*) FROM calendar_day WHERE org_id = $1 AND on_date >= $2 AND on_date < $3"
)
_NAMES = """
SELECT scope_id, on_date, name FROM calendar_day
WHERE org_id = $1 AND scope_id = ANY($2::uuid[]) AND on_date = ANY($3::date[])
"""
_LEAVE = """
SELECT member.member_id AS of_member, away.*
  FROM unnest($2::uuid[]) AS member (member_id)
 CROSS JOIN LATERAL (
  SELECT leave_id, member_id, starts_on, ends_on, entered_by, entered_at FROM leave
   WHERE org_id = $1 AND member_id = member.member_id AND {beyond} ORDER BY {order} LIMIT {limit}) AS away
 ORDER BY {outside}
"""
_LEAVE_FORWARD, _LEAVE_BACKWARD = both_ways(
    _LEAVE,
    ("starts_on", "leave_id"),
    ("date", "uuid"),
    start=3,
    descending=True,
    outside=("away.starts_on", "away.leave_id"),
)
_LEAVE_COUNTS = """
SELECT member_id, count(*) AS number FROM leave
WHERE org_id = $1 AND member_id = ANY($2::uuid[]) GROUP BY member_id
"""
_LEAVE_BY_ID = """
SELECT leave_id, member_id, starts_on, ends_on, entered_by, entered_at FROM leave
WHERE org_id = $1 AND leave_id = ANY($2::uuid[])
"""


async def days(connection: Connection, year: int, window: Window) -> Page[DayView]:
    """List the days of a year that differ, of the organization and its teams, by date."""
    rows = await connection.fetch(
        _DAYS_BACKWARD if window.is_backward else _DAYS_FORWARD,
        connection.org_id,
        date(year, 1, 1),
        date(year + 1, 1, 1),
        *asked(window, 2),
    )
    return found(window, rows, lambda row: DayView(**{**row, "origin": DayOrigin(row["origin"])}))


async def count_days(connection: Connection, year: int) -> int:
    """Count the days of a year that differ."""
    number: int = await connection.fetchval(
        _DAYS_COUNT, connection.org_id, date(year, 1, 1), date(year + 1, 1, 1)
    )
    return number


async def names(
    connection: Connection, scope_ids: Collection[UUID], dates: Sequence[date]
) -> Names:
    """Return what the days of these scopes are called."""
    rows = await connection.fetch(_NAMES, connection.org_id, list(scope_ids), dates)
    return {(row["scope_id"], row["on_date"]): row["name"] for row in rows}


async def leave_pages(
    connection: Connection, members: Sequence[UUID], window: Window
) -> dict[UUID, Page[LeaveView]]:
    """List each member's leave, the latest first."""
    rows = await connection.fetch(
        _LEAVE_BACKWARD if window.is_backward else _LEAVE_FORWARD,
        connection.org_id,
        members,
        *asked(window, 2),
    )
    return found_each(window, members, rows, lambda row: row["of_member"], _leave)


async def leave_counts(connection: Connection, members: Sequence[UUID]) -> dict[UUID, int]:
    """Count each member's leave."""
    rows = await connection.fetch(_LEAVE_COUNTS, connection.org_id, members)
    return dict.fromkeys(members, 0) | {row["member_id"]: row["number"] for row in rows}


async def leave(connection: Connection, leave_ids: Sequence[UUID]) -> dict[UUID, LeaveView]:
    """Return absences by id."""
    rows = await connection.fetch(_LEAVE_BY_ID, connection.org_id, leave_ids)
    return {row["leave_id"]: _leave(row) for row in rows}


def _leave(row: Any) -> LeaveView:
    return LeaveView(
        leave_id=row["leave_id"],
        member_id=row["member_id"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        entered_by=row["entered_by"],
        entered_at=row["entered_at"],
    )
