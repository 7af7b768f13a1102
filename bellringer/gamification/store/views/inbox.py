"""The inbox in numbers, and single items of it."""

from collections.abc import Sequence
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
_LAST_SEQ = "SELECT last_seq FROM inbox WHERE org_id = $1 AND member_id = $2"


async def count(connection: Connection, member_id: UUID, *, only_unread: bool) -> int:
    """Count a member's inbox."""
    return int(await connection.fetchval(_COUNT, connection.org_id, member_id, only_unread))


async def seqs(connection: Connection, member_id: UUID, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the numbers of items in a member's inbox; those of others are absent."""
    rows = await connection.fetch(_SEQS, connection.org_id, member_id, list(ids))
    return {row["notification_id"]: row["seq"] for row in rows}


async def last_seq(connection: Connection, member_id: UUID) -> int:
    """Return the number of a member's newest item, 0 before the first."""
    return int(await connection.fetchval(_LAST_SEQ, connection.org_id, member_id) or 0)
