"""What is expected of each role, as members read it, and what is lacking, as leads do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import Role

KEY = (UUID,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationView:
    """A version; `acknowledged_at` is the reader's."""

    role: Role
    version_no: int
    published_at: datetime
    text: str
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletenessView:
    """How many active members of a role there are, and how many have no goal, or none that is counted."""

    role: Role
    members: int
    without_goal: int
    without_figure: int


_VERSIONS = """
SELECT e.role, e.version_no, e.published_at, t.body AS text, a.acknowledged_at
  FROM expectation AS e
  JOIN expectation_text AS t
    ON t.org_id = $1 AND t.role = e.role AND t.version_no = e.version_no
  LEFT JOIN expectation_acknowledgement AS a
    ON a.org_id = $1 AND a.role = e.role AND a.version_no = e.version_no AND a.member_id = $2
 WHERE e.org_id = $1 AND ($3::text IS NULL OR e.role = $3)
 ORDER BY e.role, e.version_no DESC
"""
# $2 is the day, $3 the teams of the reader, or null for an admin
_LED = """
  FROM member AS m
  LEFT JOIN membership AS s ON s.org_id = $1 AND s.member_id = m.member_id
   AND s.starts_on <= $2 AND (s.ends_on IS NULL OR s.ends_on > $2)
 WHERE m.org_id = $1 AND m.is_active AND ($3::uuid[] IS NULL OR s.team_id = ANY($3))
"""
_WAITING = (
    _LED
    + """
   AND m.role = $4
   AND NOT EXISTS (SELECT FROM expectation_acknowledgement AS a
                    WHERE a.org_id = $1 AND a.role = $4 AND a.version_no = $5
                      AND a.member_id = m.member_id)
"""
)
_WAITING_FORWARD, _WAITING_BACKWARD = both_ways(
    "SELECT m.member_id" + _WAITING + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("m.member_id",),
    ("uuid",),
    start=6,
    descending=False,
)
_WAITING_COUNT = "SELECT count(*)" + _WAITING
# A goal that holds today; one of a metric is counted, another is passed.
_HAS_GOAL = """
EXISTS (SELECT FROM goal AS g
          JOIN goal_agreement AS t ON t.org_id = $1 AND t.goal_id = g.goal_id
           AND t.agreement_no = g.agreement_no
         WHERE g.org_id = $1 AND g.owner_id = m.member_id AND g.state IN ('AGREED', 'MET')
           AND t.starts_on <= $2 AND t.ends_on > $2{counted})
"""
_ANY, _COUNTED = (
    _HAS_GOAL.replace("{counted}", more) for more in ("", " AND g.metric_key IS NOT NULL")
)
_LACKING = {"GOAL": f" AND NOT {_ANY}", "FIGURE": f" AND NOT {_COUNTED}"}
_PAGES = {
    lacking: both_ways(
        "SELECT m.member_id" + _LED + sql + " AND {beyond} ORDER BY {order} LIMIT {limit}",
        ("m.member_id",),
        ("uuid",),
        start=4,
        descending=False,
    )
    for lacking, sql in _LACKING.items()
}
_COUNTS = {lacking: "SELECT count(*)" + _LED + sql for lacking, sql in _LACKING.items()}
_COMPLETE = (
    f"SELECT m.role, count(*) AS members, count(*) FILTER (WHERE NOT {_ANY}) AS without_goal,"
    f" count(*) FILTER (WHERE NOT {_COUNTED}) AS without_figure"
    + _LED
    + " GROUP BY m.role ORDER BY m.role"
)
_ORPHANS = """
  FROM goal AS g
  JOIN goal_agreement AS t ON t.org_id = $1 AND t.goal_id = g.goal_id
   AND t.agreement_no = g.agreement_no
  LEFT JOIN membership AS s ON s.org_id = $1 AND s.member_id = g.owner_id
   AND s.starts_on <= $2 AND (s.ends_on IS NULL OR s.ends_on > $2)
 WHERE g.org_id = $1 AND g.owner_kind <> 'ORGANIZATION' AND g.parent_id IS NULL
   AND g.state = 'AGREED' AND t.starts_on <= $2 AND t.ends_on > $2
   AND ($3::uuid[] IS NULL OR s.team_id = ANY($3) OR g.owner_id = ANY($3))
"""
_ORPHANS_FORWARD, _ORPHANS_BACKWARD = both_ways(
    "SELECT g.goal_id" + _ORPHANS + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("g.goal_id",),
    ("uuid",),
    start=4,
    descending=False,
)
_ORPHAN_COUNT = "SELECT count(*)" + _ORPHANS
STATEMENTS = {
    f"{lacking}.{name}": sql
    for lacking in _LACKING
    for name, sql in zip(
        ("forward", "backward", "count"), (*_PAGES[lacking], _COUNTS[lacking]), strict=True
    )
}


async def versions(
    connection: Connection, *, reader_id: UUID, role: Role | None = None
) -> list[ExpectationView]:
    """Return all versions, of all roles or one, by role, the newest first."""
    rows = await connection.fetch(_VERSIONS, connection.org_id, reader_id, role)
    return [ExpectationView(**{**dict(row), "role": Role(row["role"])}) for row in rows]


async def waiting(
    connection: Connection,
    window: Window,
    *,
    role: Role,
    version_no: int,
    team_ids: Sequence[UUID] | None,
    on: date,
) -> Page[UUID]:
    """List the active members of these teams (None: of all) who have not acknowledged a version."""
    sql = _WAITING_BACKWARD if window.is_backward else _WAITING_FORWARD
    rows = await connection.fetch(
        sql, *(connection.org_id, on, team_ids, role, version_no), *asked(window, 1)
    )
    return found(window, rows, _member_id)


async def waiting_count(
    connection: Connection,
    *,
    role: Role,
    version_no: int,
    team_ids: Sequence[UUID] | None,
    on: date,
) -> int:
    """Count what `waiting` lists."""
    return int(
        await connection.fetchval(_WAITING_COUNT, connection.org_id, on, team_ids, role, version_no)
    )


async def completeness(
    connection: Connection, *, team_ids: Sequence[UUID] | None, on: date
) -> list[CompletenessView]:
    """Count, by role, the active members of these teams (None: of all), and those who lack something."""
    rows = await connection.fetch(_COMPLETE, connection.org_id, on, team_ids)
    return [CompletenessView(**{**dict(row), "role": Role(row["role"])}) for row in rows]


async def lacking(
    connection: Connection, window: Window, what: str, *, team_ids: Sequence[UUID] | None, on: date
) -> Page[UUID]:
    """List the members without any goal today (GOAL), or without one that is counted (FIGURE)."""
    sql = _PAGES[what][window.is_backward]
    rows = await connection.fetch(sql, connection.org_id, on, team_ids, *asked(window, 1))
    return found(window, rows, _member_id)


async def lacking_count(
    connection: Connection, what: str, *, team_ids: Sequence[UUID] | None, on: date
) -> int:
    """Count what `lacking` lists."""
    return int(await connection.fetchval(_COUNTS[what], connection.org_id, on, team_ids))


async def orphans(
    connection: Connection, window: Window, *, team_ids: Sequence[UUID] | None, on: date
) -> Page[UUID]:
    """List the goals of members and teams that hold today and are part of no other."""
    sql = _ORPHANS_BACKWARD if window.is_backward else _ORPHANS_FORWARD
    rows = await connection.fetch(sql, connection.org_id, on, team_ids, *asked(window, 1))
    return found(window, rows, lambda row: UUID(bytes=row["goal_id"].bytes))


async def orphan_count(connection: Connection, *, team_ids: Sequence[UUID] | None, on: date) -> int:
    """Count what `orphans` lists."""
    return int(await connection.fetchval(_ORPHAN_COUNT, connection.org_id, on, team_ids))


def _member_id(row: Any) -> UUID:
    return UUID(bytes=row["member_id"].bytes)
