"""Kudos: who thanked whom, when, and with which words."""

from datetime import datetime
from uuid import UUID

from bellringer.models.database import Connection

_GIVEN = """
SELECT to_member_id, given_at FROM kudos
 WHERE org_id = $1 AND from_member_id = $2 AND given_at > $3
"""
_INSERT = """
WITH given AS (
    INSERT INTO kudos (org_id, kudos_id, from_member_id, to_member_id, given_at)
    VALUES ($1, $2, $3, $4, $5)
    RETURNING org_id, kudos_id
)
INSERT INTO kudos_note (org_id, kudos_id, body) SELECT org_id, kudos_id, $6 FROM given
"""


async def given_since(
    connection: Connection, member_id: UUID | None, since: datetime
) -> list[tuple[UUID, datetime]]:
    """Return to whom and when a member gave kudos; who gives is under lock."""
    rows = await connection.fetch(_GIVEN, connection.org_id, member_id, since)
    return [(row["to_member_id"], row["given_at"]) for row in rows]


async def insert(
    connection: Connection,
    kudos_id: UUID,
    *,
    from_member_id: UUID | None,
    to_member_id: UUID,
    text: str,
    now: datetime,
) -> None:
    """Write kudos with their words."""
    await connection.execute(
        _INSERT, connection.org_id, kudos_id, from_member_id, to_member_id, now, text
    )
