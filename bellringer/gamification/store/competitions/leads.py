"""Which competitions are looked at for a change of the lead, and who led at the last look."""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from bellringer.models.database import Connection

# Once on each day of the competition's own zone, from an hour on. `$5` is the job under which looks are noted.
_LOCK_DUE = """
SELECT competition_id, leader_id, ($2::timestamptz AT TIME ZONE timezone)::date AS on_date
  FROM competition
 WHERE org_id = $1 AND state = 'LIVE' AND board_id IS NOT NULL
   AND ($2::timestamptz AT TIME ZONE timezone)::time >= $3
   AND NOT EXISTS (SELECT FROM job_run
                    WHERE job_run.org_id = $1 AND job = $5
                      AND period = competition_id || ':' || ($2::timestamptz AT TIME ZONE timezone)::date)
 ORDER BY competition_id LIMIT $4
   FOR UPDATE
"""
_WRITE = """
UPDATE competition SET leader_id = seen.leader_id
  FROM unnest($2::uuid[], $3::uuid[]) AS seen (competition_id, leader_id)
 WHERE competition.org_id = $1 AND competition.competition_id = seen.competition_id
"""

Look = tuple[UUID | None, date]


async def lock_due(
    connection: Connection, *, job: str, since: time, now: datetime, limit: int
) -> Mapping[UUID, Look]:
    """Lock the competitions to look at; return who led at the last look, and the date of the look."""
    rows = await connection.fetch(_LOCK_DUE, connection.org_id, now, since, limit, job)
    return {row["competition_id"]: (row["leader_id"], row["on_date"]) for row in rows}


async def write(connection: Connection, leaders: Mapping[UUID, UUID]) -> None:
    """Keep who leads now."""
    await connection.execute(_WRITE, connection.org_id, list(leaders), list(leaders.values()))
