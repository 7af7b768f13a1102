"""Lessons of the library."""

from datetime import datetime
from uuid import UUID

from bellringer.models.database import Connection

_INSERT = """
WITH made AS (
    INSERT INTO lesson (org_id, lesson_id, by_member_id, team_id, shared_at)
    VALUES ($1, $2, $3, $4, $5)
    RETURNING org_id, lesson_id
)
INSERT INTO lesson_note (org_id, lesson_id, title, body)
SELECT org_id, lesson_id, $6, $7 FROM made
"""
_LOCK = """
SELECT by_member_id, team_id FROM lesson
 WHERE org_id = $1 AND lesson_id = $2 AND removed_at IS NULL FOR NO KEY UPDATE
"""
_REMOVE = """
WITH removed AS (
    UPDATE lesson SET removed_at = $3 WHERE org_id = $1 AND lesson_id = $2
)
DELETE FROM lesson_note WHERE org_id = $1 AND lesson_id = $2
"""


async def insert(
    connection: Connection,
    lesson_id: UUID,
    *,
    by_member_id: UUID,
    team_id: UUID | None,
    title: str,
    text: str,
    now: datetime,
) -> None:
    """Write a lesson with its words."""
    await connection.execute(
        _INSERT, connection.org_id, lesson_id, by_member_id, team_id, now, title, text
    )


async def lock(connection: Connection, lesson_id: UUID) -> tuple[UUID, UUID | None] | None:
    """Lock a lesson that stands, and return its author and team."""
    row = await connection.fetchrow(_LOCK, connection.org_id, lesson_id)
    return None if row is None else (row["by_member_id"], row["team_id"])


async def remove(connection: Connection, lesson_id: UUID, *, now: datetime) -> None:
    """Take a lesson away with its words; that it was there stays on record."""
    await connection.execute(_REMOVE, connection.org_id, lesson_id, now)
