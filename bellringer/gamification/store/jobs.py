"""Jobs: which timed work is due, and which was done."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from bellringer.models.database import Connection

_DUE = """
SELECT DISTINCT org_id FROM board_period
 WHERE state <> 'FINAL' AND ends_at <= $1 AND ($2::uuid IS NULL OR org_id > $2)
 ORDER BY org_id LIMIT $3
"""
_COMPETING = """
SELECT DISTINCT org_id FROM competition
 WHERE next_at <= $1 AND ($2::uuid IS NULL OR org_id > $2)
 ORDER BY org_id LIMIT $3
"""
_ALL = """
SELECT org_id FROM door.organization
 WHERE $1::uuid IS NULL OR org_id > $1
 ORDER BY org_id LIMIT $2
"""
# Not the organization's row: intake shares that all the time. Two organizations of one key just take turns.
_LOCK = "SELECT pg_try_advisory_xact_lock($1)"
_CLAIM = """
INSERT INTO job_run (org_id, job, period, finished_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, job, period) DO NOTHING
RETURNING true
"""
_CLAIM_EACH = """
INSERT INTO job_run (org_id, job, period, finished_at)
SELECT $1, $2, period, $4 FROM unnest($3::text[]) AS claimed (period) ORDER BY period
ON CONFLICT (org_id, job, period) DO NOTHING
RETURNING period
"""


async def organizations_due(
    door: Connection, *, now: datetime, after: UUID | None, limit: int
) -> tuple[UUID, ...]:
    """Return organizations that have an ended period which is not FINAL; read as the door's role."""
    rows = await door.fetch(_DUE, now, after, limit)
    return tuple(row["org_id"] for row in rows)


async def organizations_competing(
    door: Connection, *, now: datetime, after: UUID | None, limit: int
) -> tuple[UUID, ...]:
    """Return organizations with a competition that the timetable has to look at; read as the door's role."""
    rows = await door.fetch(_COMPETING, now, after, limit)
    return tuple(row["org_id"] for row in rows)


async def organizations(door: Connection, *, after: UUID | None, limit: int) -> tuple[UUID, ...]:
    """Return all organizations; read as the door's role."""
    rows = await door.fetch(_ALL, after, limit)
    return tuple(row["org_id"] for row in rows)


async def lock(connection: Connection) -> bool:
    """Take the organization's timed work for this transaction; False if another worker has it."""
    org_id = connection.org_id or UUID(int=0)
    key = int.from_bytes(org_id.bytes[8:], "big", signed=True)
    return bool(await connection.fetchval(_LOCK, key))


async def claim(connection: Connection, job: str, period: str, *, now: datetime) -> bool:
    """Record that a job is done for a period by this transaction; False if it was done before."""
    return bool(await connection.fetchval(_CLAIM, connection.org_id, job, period, now))


async def claim_each(
    connection: Connection, job: str, periods: Collection[str], *, now: datetime
) -> frozenset[str]:
    """Record a job as done for several periods, and return those for which it had not been."""
    rows = await connection.fetch(_CLAIM_EACH, connection.org_id, job, sorted(periods), now)
    return frozenset(row["period"] for row in rows)
