"""Who leads which team, from when to when."""

from datetime import date
from uuid import UUID

from bellringer.models.database import Connection

_INSERT = """
INSERT INTO team_lead (org_id, team_id, member_id, starts_on, ends_on)
SELECT $1, $2, $3, $4, $5
 WHERE NOT EXISTS (SELECT FROM team_lead WHERE org_id = $1 AND team_id = $2 AND member_id = $3
                     AND (ends_on IS NULL OR ends_on > $4)
                     AND ($5::date IS NULL OR starts_on < $5))
RETURNING true
"""
_DROP = """
WITH dropped AS (
  DELETE FROM team_lead
   WHERE org_id = $1 AND team_id = $2 AND member_id = $3 AND starts_on >= $4
  RETURNING 1
)
SELECT count(*) FROM dropped
"""
_END = """
UPDATE team_lead SET ends_on = $4
 WHERE org_id = $1 AND team_id = $2 AND member_id = $3 AND starts_on < $4
   AND (ends_on IS NULL OR ends_on > $4)
RETURNING true
"""
_LED = """
SELECT team_id FROM team_lead
 WHERE org_id = $1 AND member_id = $2 AND starts_on <= $3 AND (ends_on IS NULL OR ends_on > $3)
"""
_LEADING = """
SELECT member_id FROM team_lead
 WHERE org_id = $1 AND team_id = $2 AND starts_on <= $3 AND (ends_on IS NULL OR ends_on > $3)
"""


async def leading(connection: Connection, team_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return who leads a team on a date."""
    rows = await connection.fetch(_LEADING, connection.org_id, team_id, on)
    return frozenset(row["member_id"] for row in rows)


async def led(connection: Connection, member_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return the teams that a member leads on a date."""
    rows = await connection.fetch(_LED, connection.org_id, member_id, on)
    return frozenset(row["team_id"] for row in rows)


async def insert(
    connection: Connection, team_id: UUID, member_id: UUID, starts_on: date, ends_on: date | None
) -> bool:
    """Let a member lead a team; False if it is so already on one of the dates."""
    return bool(
        await connection.fetchval(
            _INSERT, connection.org_id, team_id, member_id, starts_on, ends_on
        )
    )


async def end(connection: Connection, team_id: UUID, member_id: UUID, on: date) -> bool:
    """End what a member leads from a date on, and drop what was to begin then; False if there was nothing."""
    asked = (connection.org_id, team_id, member_id, on)
    dropped = await connection.fetchval(_DROP, *asked)
    return bool(await connection.fetchval(_END, *asked)) or bool(dropped)
