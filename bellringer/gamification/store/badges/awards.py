"""Awards: whose they are, the words that go with them, and how many a manager has given."""

from datetime import datetime
from uuid import UUID

from bellringer.models.database import Connection

_PLACE = "SELECT badge_id, member_id, team_id FROM badge_award WHERE org_id = $1 AND award_id = $2"
_OF_COMPETITION = """
SELECT coalesce(member_id, team_id) AS subject_id, award_id FROM badge_award
 WHERE org_id = $1 AND badge_id = $2 AND competition_id = $3 AND state = 'GRANTED'
"""
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


async def place_of(
    connection: Connection, award_id: UUID
) -> tuple[UUID, UUID | None, UUID | None] | None:
    """Return which badge was awarded, and to which member or else which team."""
    row = await connection.fetchrow(_PLACE, connection.org_id, award_id)
    return None if row is None else (row["badge_id"], row["member_id"], row["team_id"])


async def of_competition(
    connection: Connection, badge_id: UUID, competition_id: UUID
) -> dict[UUID, UUID]:
    """Return the award of each member or team who has a badge by a competition."""
    rows = await connection.fetch(_OF_COMPETITION, connection.org_id, badge_id, competition_id)
    return {row["subject_id"]: row["award_id"] for row in rows}


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
