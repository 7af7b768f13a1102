"""Who is looked at, and which of their agreed goals, for target sheets and reports."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from bellringer.gamification.rules.kpis.sheets import Employed
from bellringer.models.database import Connection

_PEOPLE = """
SELECT m.member_id, coalesce(p.display_name, '') AS name, m.joined_on
  FROM member AS m
  LEFT JOIN profile AS p ON p.org_id = $1 AND p.member_id = m.member_id
  JOIN membership AS s ON s.org_id = $1 AND s.member_id = m.member_id
   AND s.starts_on <= $3 AND (s.ends_on IS NULL OR s.ends_on > $3)
 WHERE m.org_id = $1 AND m.is_active AND ($2::uuid IS NULL OR s.team_id = $2)
 ORDER BY coalesce(p.display_name, '') COLLATE "C", m.member_id LIMIT $4
"""
_ONE = """
SELECT m.member_id, coalesce(p.display_name, '') AS name, m.joined_on
  FROM member AS m
  LEFT JOIN profile AS p ON p.org_id = $1 AND p.member_id = m.member_id
 WHERE m.org_id = $1 AND m.member_id = $2
"""
_GOALS = """
SELECT g.goal_id
  FROM goal AS g
  JOIN goal_agreement AS t
    ON t.org_id = $1 AND t.goal_id = g.goal_id AND t.agreement_no = g.agreement_no
 WHERE g.org_id = $1 AND g.owner_id = ANY($2::uuid[]) AND g.kind = 'NUMBER'
   AND g.state <> 'CANCELLED' AND t.starts_on < $4 AND t.ends_on > $3
 ORDER BY g.goal_id LIMIT $5
"""


async def people(
    connection: Connection, team_id: UUID | None, *, on: date, limit: int
) -> list[Employed]:
    """List the active members who score for a team on a day, or for any, by name."""
    rows = await connection.fetch(_PEOPLE, connection.org_id, team_id, on, limit)
    return [_employed(row) for row in rows]


async def person(connection: Connection, member_id: UUID) -> Employed | None:
    """Return one member, former ones too."""
    row = await connection.fetchrow(_ONE, connection.org_id, member_id)
    return None if row is None else _employed(row)


async def agreed(
    connection: Connection, owners: Collection[UUID], *, since: date, until: date, limit: int
) -> list[UUID]:
    """List the goals of members that are agreed for days of [since, until)."""
    rows = await connection.fetch(_GOALS, connection.org_id, list(owners), since, until, limit)
    return [row["goal_id"] for row in rows]


def _employed(row: Any) -> Employed:
    return Employed(member_id=row["member_id"], name=row["name"], joined_on=row["joined_on"])
