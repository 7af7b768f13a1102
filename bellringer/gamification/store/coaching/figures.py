"""A member's numbers as a one-to-one looks at them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bellringer.models.database import Connection

MOST_GOALS = 20

_TOTALS = """
SELECT metric_key, coalesce(sum(total) FILTER (WHERE on_date >= $4), 0)::bigint AS present,
       coalesce(sum(total) FILTER (WHERE on_date < $4), 0)::bigint AS former
  FROM subject_day
 WHERE org_id = $1 AND subject_id = $2 AND on_date >= $3 AND on_date < $5
 GROUP BY metric_key
"""
_OF_DAY = """
SELECT subject_id, metric_key, total FROM subject_day
 WHERE org_id = $1 AND subject_id = ANY($2::uuid[]) AND on_date = $3
"""
_RUNNING = """
SELECT asked.owner_id, own.goal_id
  FROM unnest($2::uuid[]) AS asked (owner_id)
 CROSS JOIN LATERAL (
  SELECT g.goal_id, a.ends_on
    FROM goal AS g
    JOIN goal_agreement AS a
      ON a.org_id = $1 AND a.goal_id = g.goal_id AND a.agreement_no = g.agreement_no
   WHERE g.org_id = $1 AND g.owner_id = asked.owner_id AND g.state = 'AGREED'
     AND a.starts_on <= $3 AND a.ends_on > $3
   ORDER BY a.ends_on, g.goal_id LIMIT $4) AS own
 ORDER BY asked.owner_id, own.ends_on, own.goal_id
"""


async def totals(
    connection: Connection, subject_id: UUID, *, before: date, since: date, until: date
) -> dict[str, tuple[int, int]]:
    """Return a subject's total of each metric over [since, until) and over [before, since)."""
    rows = await connection.fetch(_TOTALS, connection.org_id, subject_id, before, since, until)
    return {row["metric_key"]: (row["present"], row["former"]) for row in rows}


async def of_day(
    connection: Connection, subject_ids: Sequence[UUID], *, on: date
) -> dict[UUID, dict[str, int]]:
    """Return what a day added to the metrics of each subject."""
    made: dict[UUID, dict[str, int]] = {each: {} for each in subject_ids}
    for row in await connection.fetch(_OF_DAY, connection.org_id, list(subject_ids), on):
        made[row["subject_id"]][row["metric_key"]] = row["total"]
    return made


async def running_goals(
    connection: Connection, owner_ids: Sequence[UUID], *, on: date
) -> dict[UUID, list[UUID]]:
    """Return each owner's agreed goals that run on a day, those first that end first; at most 20."""
    made: dict[UUID, list[UUID]] = {each: [] for each in owner_ids}
    for row in await connection.fetch(_RUNNING, connection.org_id, list(owner_ids), on, MOST_GOALS):
        made[row["owner_id"]].append(row["goal_id"])
    return made
