"""What is expected of each role, and who has not acknowledged it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bellringer.models.database import Connection
from bellringer.words import Role

# One publishes after the other: the organization's row is under lock.
_LOCK = "SELECT org_id FROM organization WHERE org_id = $1 FOR NO KEY UPDATE"
_CURRENT = "SELECT coalesce(max(version_no), 0) FROM expectation WHERE org_id = $1 AND role = $2"
_SINCE = """
SELECT published_at FROM expectation WHERE org_id = $1 AND role = $2 AND version_no = $3
"""
_PUBLISH = """
WITH made AS (
    INSERT INTO expectation (org_id, role, version_no, published_at, published_by)
    VALUES ($1, $2, $3, $4, $5)
    RETURNING org_id, role, version_no
)
INSERT INTO expectation_text (org_id, role, version_no, body)
SELECT org_id, role, version_no, $6 FROM made
"""
_ACKNOWLEDGE = """
INSERT INTO expectation_acknowledgement (org_id, role, version_no, member_id, acknowledged_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (org_id, role, version_no, member_id) DO NOTHING
"""
_IN_FORCE = """
SELECT DISTINCT ON (role) role, version_no, published_at FROM expectation
 WHERE org_id = $1 ORDER BY role, version_no DESC
"""
_WAITING = """
SELECT m.member_id FROM member AS m
 WHERE m.org_id = $1 AND m.role = $2 AND m.is_active
   AND NOT EXISTS (SELECT FROM expectation_acknowledgement AS a
                    WHERE a.org_id = $1 AND a.role = $2 AND a.version_no = $3
                      AND a.member_id = m.member_id)
 ORDER BY m.member_id
"""


async def lock(connection: Connection, role: Role) -> int:
    """Let nobody else publish, and return the number of the version in force; 0 if there is none."""
    await connection.execute(_LOCK, connection.org_id)
    return await current(connection, role)


async def current(connection: Connection, role: Role) -> int:
    """Return the number of the version in force for a role; 0 if there is none."""
    return int(await connection.fetchval(_CURRENT, connection.org_id, role))


async def since(connection: Connection, role: Role, version_no: int) -> datetime | None:
    """Return when a version was published; None if there is none."""
    at: datetime | None = await connection.fetchval(_SINCE, connection.org_id, role, version_no)
    return at


async def publish(
    connection: Connection,
    role: Role,
    version_no: int,
    text: str,
    *,
    by_member_id: UUID | None,
    now: datetime,
) -> None:
    """Write a version."""
    await connection.execute(_PUBLISH, connection.org_id, role, version_no, now, by_member_id, text)


async def acknowledge(
    connection: Connection, role: Role, version_no: int, member_id: UUID, *, now: datetime
) -> None:
    """Note that a member has read a version; the first time counts."""
    await connection.execute(_ACKNOWLEDGE, connection.org_id, role, version_no, member_id, now)


async def in_force(connection: Connection) -> Sequence[tuple[Role, int, datetime]]:
    """Return the versions in force, and since when."""
    rows = await connection.fetch(_IN_FORCE, connection.org_id)
    return [(Role(row["role"]), row["version_no"], row["published_at"]) for row in rows]


async def waiting(connection: Connection, role: Role, version_no: int) -> Sequence[UUID]:
    """Return the active members of a role who have not acknowledged a version."""
    rows = await connection.fetch(_WAITING, connection.org_id, role, version_no)
    return [row["member_id"] for row in rows]
