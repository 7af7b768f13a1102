"""Badges by hand: whose award it is, the words that go with it, and how many a manager has given."""

from datetime import datetime
from uuid import UUID

from bellringer.models.database import Connection

_PLACE = "SELECT badge_id, member_id FROM badge_award WHERE org_id = $1 AND award_id = $2"
_GIVEN = """
SELECT count(*) FROM badge_award
 WHERE org_id = $1 AND awarded_by = $2 AND NOT is_automatic AND awarded_at >= $3
"""
_NOTE = """
INSERT INTO award_note AS kept (org_id, award_id, reason, revoke_reason) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, award_id) DO UPDATE
   SET reason = coalesce(excluded.reason, kept.reason),
       revoke_reason = coalesce(excluded.revoke_reason, kept.revoke_reason)
"""


async def place_of(connection: Connection, award_id: UUID) -> tuple[UUID, UUID] | None:
    """Return which badge was awarded to which member."""
    row = await connection.fetchrow(_PLACE, connection.org_id, award_id)
    return None if row is None else (row["badge_id"], row["member_id"])


async def given_since(
    connection: Connection, member_id: UUID | None, since: datetime | None
) -> int:
    """Count the badges that a member has given by hand; who gives is under lock."""
    given: int = await connection.fetchval(_GIVEN, connection.org_id, member_id, since)
    return given


async def note(
    connection: Connection,
    award_id: UUID,
    *,
    reason: str | None = None,
    revoke_reason: str | None = None,
) -> None:
    """Keep the reason of an award or of its revocation."""
    await connection.execute(_NOTE, connection.org_id, award_id, reason, revoke_reason)
