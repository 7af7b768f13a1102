"""Retroactive grants: how far each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.models.database import Connection

_DUE = """
SELECT DISTINCT org_id FROM badge_grant
 WHERE finished_at IS NULL AND ($1::uuid IS NULL OR org_id > $1)
 ORDER BY org_id LIMIT $2
"""
_INSERT = """
INSERT INTO badge_grant (org_id, grant_id, badge_id, is_told, started_at, members_total)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (org_id, badge_id) WHERE finished_at IS NULL DO NOTHING
RETURNING true
"""
_COLUMNS = """
       grant_id, badge_id, is_told, started_at, members_total, members_done, awards_made,
       last_member_id, finished_at
  FROM badge_grant
"""
_LOCK = (
    "SELECT"
    + _COLUMNS
    + """
 WHERE org_id = $1 AND finished_at IS NULL
 ORDER BY started_at, grant_id LIMIT 1
   FOR UPDATE SKIP LOCKED
"""
)
_READ = (
    "SELECT"
    + _COLUMNS
    + """
 WHERE org_id = $1 AND (grant_id = ANY($2::uuid[]) OR badge_id = ANY($3::uuid[]))
 ORDER BY started_at DESC, grant_id DESC LIMIT 100
"""
)
_MOVE = """
UPDATE badge_grant
   SET members_done = members_done + $3, awards_made = awards_made + $4,
       last_member_id = coalesce($5, last_member_id), finished_at = $6
 WHERE org_id = $1 AND grant_id = $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A retroactive grant as it stands."""

    grant_id: UUID
    badge_id: UUID
    is_told: bool
    started_at: datetime
    members_total: int
    members_done: int
    awards_made: int
    last_member_id: UUID | None
    finished_at: datetime | None


async def organizations_due(
    door: Connection, *, after: UUID | None, limit: int
) -> tuple[UUID, ...]:
    """Return organizations with a grant that is not finished; read as the door's role."""
    return tuple(row["org_id"] for row in await door.fetch(_DUE, after, limit))


async def start(
    connection: Connection,
    grant_id: UUID,
    badge_id: UUID,
    *,
    is_told: bool,
    members_total: int,
    now: datetime,
) -> bool:
    """Begin a grant; False while another of the badge is under way."""
    return bool(
        await connection.fetchval(
            _INSERT,
            connection.org_id,
            grant_id,
            badge_id,
            is_told,
            now,
            members_total,
        )
    )


async def lock_next(connection: Connection) -> Grant | None:
    """Lock the oldest grant that is not finished and that nobody works on."""
    row = await connection.fetchrow(_LOCK, connection.org_id)
    return None if row is None else Grant(**dict(row))


async def read(
    connection: Connection, grant_ids: Sequence[UUID] = (), *, of_badges: Sequence[UUID] = ()
) -> list[Grant]:
    """Return grants by id, or the latest of badges."""
    rows = await connection.fetch(_READ, connection.org_id, list(grant_ids), list(of_badges))
    return [Grant(**dict(row)) for row in rows]


async def move(
    connection: Connection,
    grant_id: UUID,
    *,
    members: int,
    awards: int,
    last_member_id: UUID | None,
    finished_at: datetime | None,
) -> None:
    """Write how far a grant has come."""
    await connection.execute(
        _MOVE, connection.org_id, grant_id, members, awards, last_member_id, finished_at
    )
