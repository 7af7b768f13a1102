"""The inbox in numbers, and single items of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.models.database import Connection

_COUNT = """
SELECT count(*) FROM notification
WHERE org_id = $1 AND member_id = $2 AND (NOT $3 OR read_at IS NULL)
"""
_SEQS = """
SELECT notification_id, seq FROM notification
WHERE org_id = $1 AND member_id = $2 AND notification_id = ANY($3::uuid[])
"""
# What was withdrawn was never there to be looked at.
_ATTENTION = """
SELECT asked.member_id, count(told.notification_id) AS told, count(told.read_at) AS read,
       count(told.opened_at) AS opened, count(told.acknowledged_at) AS acknowledged,
       max(told.read_at) AS last_read_at
  FROM unnest($2::uuid[]) AS asked (member_id)
  LEFT JOIN (notification AS told
             JOIN announcement ON announcement.org_id = $1
              AND announcement.announcement_id = told.announcement_id
              AND announcement.withdrawn_at IS NULL)
    ON told.org_id = $1 AND told.member_id = asked.member_id AND told.created_at >= $3
 GROUP BY asked.member_id
"""
_LAST_SEQ = "SELECT last_seq FROM inbox WHERE org_id = $1 AND member_id = $2"


async def count(connection: Connection, member_id: UUID, *, only_unread: bool) -> int:
    """Count a member's inbox."""
    return int(await connection.fetchval(_COUNT, connection.org_id, member_id, only_unread))


async def seqs(connection: Connection, member_id: UUID, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the numbers of items in a member's inbox; those of others are absent."""
    rows = await connection.fetch(_SEQS, connection.org_id, member_id, list(ids))
    return {row["notification_id"]: row["seq"] for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionView:
    """How many items a member was told since a moment, and what became of them; never which."""

    told: int
    read: int
    opened: int
    acknowledged: int
    last_read_at: datetime | None


async def attention(
    connection: Connection, member_ids: Sequence[UUID], *, since: datetime
) -> dict[UUID, AttentionView]:
    """Return what became of what each member was told since a moment."""
    rows = await connection.fetch(_ATTENTION, connection.org_id, list(member_ids), since)
    return {
        row["member_id"]: AttentionView(
            told=row["told"],
            read=row["read"],
            opened=row["opened"],
            acknowledged=row["acknowledged"],
            last_read_at=row["last_read_at"],
        )
        for row in rows
    }


async def last_seq(connection: Connection, member_id: UUID) -> int:
    """Return the number of a member's newest item, 0 before the first."""
    return int(await connection.fetchval(_LAST_SEQ, connection.org_id, member_id) or 0)
