"""Rewalks: which members' runs are to be walked anew, and how far that has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewalk:
    """Runs to walk anew: of one streak or all, of one team's members or all; as models/streaks.py says."""

    rewalk_id: UUID
    streak_id: UUID | None = None
    team_id: UUID | None = None
    fills: bool = False
    requested_by: str = ""
    after_member_id: UUID | None = None
    members_done: int = 0
    members_total: int = 0


_CONCERNED = """
  FROM member AS one
 WHERE org_id = $1
   AND ($2::uuid IS NULL OR EXISTS (SELECT FROM membership AS was WHERE was.org_id = $1
                                       AND was.team_id = $2 AND was.member_id = one.member_id))
"""
_MEMBERS = (
    "SELECT member_id, next_seq"
    + _CONCERNED
    + "AND ($3::uuid IS NULL OR member_id > $3) ORDER BY member_id LIMIT $4"
)
_NUMBER_OF_MEMBERS = "SELECT count(*)" + _CONCERNED
_INSERT = """
INSERT INTO streak_rewalk (org_id, rewalk_id, streak_id, team_id, fills, requested_by, requested_at, members_total)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_NEXT = """
SELECT rewalk_id, streak_id, team_id, fills, requested_by, after_member_id, members_done, members_total
  FROM streak_rewalk
 WHERE org_id = $1 AND finished_at IS NULL
 ORDER BY requested_at, rewalk_id LIMIT $2
"""
_LOCK_NEXT = _NEXT + "FOR UPDATE SKIP LOCKED"
_ADVANCE = """
UPDATE streak_rewalk
   SET after_member_id = coalesce($3, after_member_id), members_done = members_done + $4, finished_at = $5
 WHERE org_id = $1 AND rewalk_id = $2
"""
_DUE = """
SELECT DISTINCT org_id FROM streak_rewalk
 WHERE finished_at IS NULL AND ($1::uuid IS NULL OR org_id > $1)
 ORDER BY org_id LIMIT $2
"""


async def organizations_due(
    door: Connection, *, after: UUID | None, limit: int
) -> tuple[UUID, ...]:
    """Return organizations with an unfinished rewalk; read as the door's role."""
    return tuple(row["org_id"] for row in await door.fetch(_DUE, after, limit))


async def members(
    connection: Connection, team_id: UUID | None, *, after: UUID | None, limit: int
) -> list[tuple[UUID, int]]:
    """Return the next members concerned in the order of their ids, each with its next number."""
    rows = await connection.fetch(_MEMBERS, connection.org_id, team_id, after, limit)
    return [(row["member_id"], row["next_seq"]) for row in rows]


async def number_of_members(connection: Connection, team_id: UUID | None) -> int:
    """Return how many members are concerned."""
    number: int = await connection.fetchval(_NUMBER_OF_MEMBERS, connection.org_id, team_id)
    return number


async def insert(connection: Connection, rewalk: Rewalk, *, now: datetime) -> None:
    """Queue a rewalk for the worker."""
    await connection.execute(
        _INSERT,
        connection.org_id,
        rewalk.rewalk_id,
        rewalk.streak_id,
        rewalk.team_id,
        rewalk.fills,
        rewalk.requested_by,
        now,
        rewalk.members_total,
    )


async def lock_next(connection: Connection) -> Rewalk | None:
    """Lock and return the oldest unfinished rewalk that no other worker has."""
    row = await connection.fetchrow(_LOCK_NEXT, connection.org_id, 1)
    return _rewalk(row) if row else None


async def unfinished(connection: Connection, *, limit: int) -> Sequence[Rewalk]:
    """Return the rewalks that go on, the oldest first."""
    rows = await connection.fetch(_NEXT, connection.org_id, limit)
    return [_rewalk(row) for row in rows]


async def advance(
    connection: Connection,
    rewalk_id: UUID,
    *,
    after: UUID | None,
    done: int,
    finished_at: datetime | None,
) -> None:
    """Keep how far a locked rewalk has come."""
    await connection.execute(_ADVANCE, connection.org_id, rewalk_id, after, done, finished_at)


def _rewalk(row: Any) -> Rewalk:
    return Rewalk(**dict(row))
