"""How far the feeds of audiences have come."""

from collections.abc import Sequence
from uuid import UUID

from bellringer.models.database import Connection

_COUNT = """
SELECT count(*) FROM feed_post
WHERE org_id = $1 AND withdrawn_at IS NULL AND audience_id = ANY($2::uuid[])
"""
_LAST_SEQS = """
SELECT audience_id, last_seq FROM feed_audience WHERE org_id = $1 AND audience_id = ANY($2::uuid[])
"""


async def count(connection: Connection, audiences: Sequence[UUID]) -> int:
    """Count the posts of several audiences."""
    return int(await connection.fetchval(_COUNT, connection.org_id, list(audiences)))


async def last_seqs(connection: Connection, audiences: Sequence[UUID]) -> dict[UUID, int]:
    """Return the newest post's number of each audience; 0 where there is none."""
    rows = await connection.fetch(_LAST_SEQS, connection.org_id, list(audiences))
    return dict.fromkeys(audiences, 0) | {row["audience_id"]: row["last_seq"] for row in rows}
