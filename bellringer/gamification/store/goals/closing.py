"""Goals whose days are nearly over."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from bellringer.models.database import Connection

# few: everybody's goals are over the same weeks, months and years
_SPANS = """
SELECT DISTINCT agreement.starts_on, agreement.ends_on
  FROM goal
  JOIN goal_agreement AS agreement ON agreement.org_id = $1
   AND agreement.goal_id = goal.goal_id AND agreement.agreement_no = goal.agreement_no
 WHERE goal.org_id = $1 AND goal.state = 'AGREED' AND goal.kind = 'NUMBER'
   AND agreement.starts_on <= $2 AND agreement.ends_on > $2 AND agreement.ends_on <= $3
"""
_CLOSING = """
SELECT goal.goal_id
  FROM goal
  JOIN goal_agreement AS agreement ON agreement.org_id = $1
   AND agreement.goal_id = goal.goal_id AND agreement.agreement_no = goal.agreement_no
  JOIN unnest($2::date[], $3::date[]) AS span (starts_on, ends_on)
    ON span.starts_on = agreement.starts_on AND span.ends_on = agreement.ends_on
 WHERE goal.org_id = $1 AND goal.state = 'AGREED' AND goal.kind = 'NUMBER'
   AND NOT EXISTS (SELECT FROM job_run
                    WHERE job_run.org_id = $1 AND job = $4
                      AND period = goal.goal_id || ':' || goal.agreement_no)
 ORDER BY goal.goal_id LIMIT $5
"""


async def spans(
    connection: Connection, *, today: date, until: date
) -> Collection[tuple[date, date]]:
    """Return the [start, end) of goals in force that run on a day and end by another."""
    rows = await connection.fetch(_SPANS, connection.org_id, today, until)
    return [(row["starts_on"], row["ends_on"]) for row in rows]


async def closing(
    connection: Connection, spans: Collection[tuple[date, date]], *, job: str, limit: int
) -> list[UUID]:
    """Return goals in force over these spans for which the job has not been done."""
    rows = await connection.fetch(
        _CLOSING,
        connection.org_id,
        [starts_on for starts_on, _ in spans],
        [ends_on for _, ends_on in spans],
        job,
        limit,
    )
    return [row["goal_id"] for row in rows]
