"""Members as others see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found, found_each
from bellringer.models.database import Connection
from bellringer.words import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """A member with profile and the scoring team of the day; an erased member has no name."""

    member_id: UUID
    name: str | None
    email: str | None
    role: Role
    is_active: bool
    is_erased: bool
    sales_role: str | None
    joined_on: date | None
    level: int
    team_id: UUID | None


_COLUMNS = """
SELECT m.member_id, p.display_name AS name, p.email, m.role, m.is_active,
       m.erased_at IS NOT NULL AS is_erased, m.sales_role, m.joined_on, m.level, s.team_id
"""
_SOURCE = """
FROM member m
LEFT JOIN profile p ON p.org_id = m.org_id AND p.member_id = m.member_id
LEFT JOIN membership s ON s.org_id = m.org_id AND s.member_id = m.member_id
     AND s.starts_on <= $2 AND (s.ends_on IS NULL OR s.ends_on > $2)
"""
_BY_ID = _COLUMNS + _SOURCE + "WHERE m.org_id = $1 AND m.member_id = ANY($3)"
_LISTED = """
WHERE m.org_id = $1 AND m.is_active AND ($3::uuid IS NULL OR s.team_id = $3)
  AND ($4::text IS NULL OR position(lower($4) IN lower(p.display_name)) > 0)
"""
_FORWARD, _BACKWARD = both_ways(
    _COLUMNS + _SOURCE + _LISTED + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("coalesce(p.display_name, '') COLLATE \"C\"", "m.member_id"),
    ("text", "uuid"),
    start=5,
    descending=False,
)
_COUNT = "SELECT count(*)" + _SOURCE + _LISTED
_GONE = """
WHERE m.org_id = $1 AND NOT m.is_active AND m.erased_at IS NULL
  AND ($3::text IS NULL OR position(lower($3) IN lower(p.display_name)) > 0)
"""
_GONE_FORWARD, _GONE_BACKWARD = both_ways(
    _COLUMNS + _SOURCE + _GONE + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("coalesce(p.display_name, '') COLLATE \"C\"", "m.member_id"),
    ("text", "uuid"),
    start=4,
    descending=False,
)
_GONE_COUNT = "SELECT count(*)" + _SOURCE + _GONE
_TEAM = "WHERE m.org_id = $1 AND m.is_active AND s.team_id = asked.team_id "
_ASKED = " FROM unnest($3::uuid[]) AS asked (team_id) CROSS JOIN LATERAL ("
_TEAMS_FORWARD, _TEAMS_BACKWARD = both_ways(
    "SELECT own.*"
    + _ASKED
    + _COLUMNS
    + _SOURCE
    + _TEAM
    + "AND {beyond} ORDER BY {order} LIMIT {limit}) AS own ORDER BY {outside}",
    ("coalesce(p.display_name, '') COLLATE \"C\"", "m.member_id"),
    ("text", "uuid"),
    start=4,
    descending=False,
    outside=("coalesce(own.name, '') COLLATE \"C\"", "own.member_id"),
)
_TEAM_COUNT = (
    "SELECT s.team_id, count(*)"
    + _SOURCE
    + "WHERE m.org_id = $1 AND m.is_active AND s.team_id = ANY($3::uuid[]) GROUP BY s.team_id"
)

KEY = (str, UUID)


def _view(row: Any) -> MemberView:
    values = dict(row)
    return MemberView(**{**values, "role": Role(values["role"])})


async def read(connection: Connection, ids: Sequence[UUID], *, on: date) -> dict[UUID, MemberView]:
    """Return the members of the given ids, former ones too."""
    rows = await connection.fetch(_BY_ID, connection.org_id, on, ids)
    return {row["member_id"]: _view(row) for row in rows}


async def page(
    connection: Connection,
    window: Window,
    *,
    on: date,
    team_id: UUID | None = None,
    search: str | None = None,
) -> Page[MemberView]:
    """List the active members by name, those of one team or whose name holds a text."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, on, team_id, search, *asked(window, 2))
    return found(window, rows, _view)


async def count(
    connection: Connection, *, on: date, team_id: UUID | None = None, search: str | None = None
) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, on, team_id, search))


async def former_page(
    connection: Connection, window: Window, *, on: date, search: str | None = None
) -> Page[MemberView]:
    """List who has left by name, all or those whose name holds a text; who was erased has none."""
    sql = _GONE_BACKWARD if window.is_backward else _GONE_FORWARD
    rows = await connection.fetch(sql, connection.org_id, on, search, *asked(window, 2))
    return found(window, rows, _view)


async def former_count(connection: Connection, *, on: date, search: str | None = None) -> int:
    """Count what `former_page` lists."""
    return int(await connection.fetchval(_GONE_COUNT, connection.org_id, on, search))


async def team_pages(
    connection: Connection, team_ids: Sequence[UUID], window: Window, on: date
) -> dict[UUID, Page[MemberView]]:
    """List who scores for each team on a day, by name."""
    sql = _TEAMS_BACKWARD if window.is_backward else _TEAMS_FORWARD
    rows = await connection.fetch(sql, connection.org_id, on, team_ids, *asked(window, 2))
    return found_each(window, team_ids, rows, lambda row: row["team_id"], _view)


async def team_counts(
    connection: Connection, team_ids: Sequence[UUID], on: date
) -> dict[UUID, int]:
    """Count what `team_pages` lists."""
    rows = await connection.fetch(_TEAM_COUNT, connection.org_id, on, team_ids)
    return dict.fromkeys(team_ids, 0) | {row["team_id"]: row["count"] for row in rows}
