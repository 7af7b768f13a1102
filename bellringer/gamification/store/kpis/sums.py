"""Day sums over periods, for many subjects and metrics in one statement."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from bellringer.gamification.rules.calendars.periods import Period
from bellringer.models.database import Connection

_TOTALS = """
SELECT d.subject_id, d.metric_key, period.starts_on, sum(d.total)::bigint AS total
  FROM unnest($2::uuid[]) AS asked (subject_id)
 CROSS JOIN unnest($3::text[]) AS measured (metric_key)
  JOIN subject_day AS d ON d.org_id = $1 AND d.subject_id = asked.subject_id
   AND d.metric_key = measured.metric_key AND d.on_date >= $4 AND d.on_date < $5
  JOIN unnest($6::date[], $7::date[]) AS period (starts_on, ends_on)
    ON d.on_date >= period.starts_on AND d.on_date < period.ends_on
 GROUP BY d.subject_id, d.metric_key, period.starts_on
"""
_BEGAN = """
SELECT asked.subject_id, measured.metric_key, first.on_date
  FROM unnest($2::uuid[]) AS asked (subject_id)
 CROSS JOIN unnest($3::text[]) AS measured (metric_key)
 CROSS JOIN LATERAL (
    SELECT on_date FROM subject_day
     WHERE org_id = $1 AND subject_id = asked.subject_id AND metric_key = measured.metric_key
     ORDER BY on_date LIMIT 1) AS first
"""
# What both sides agreed for exactly such days; what a team keeps to its leads is not shown to its members.
_TARGETS = """
SELECT g.owner_id, g.metric_key, t.starts_on, max(t.target) AS target
  FROM goal AS g
  JOIN goal_agreement AS t
    ON t.org_id = $1 AND t.goal_id = g.goal_id AND t.agreement_no = g.agreement_no
  JOIN unnest($4::date[], $5::date[]) AS period (starts_on, ends_on)
    ON t.starts_on = period.starts_on AND t.ends_on = period.ends_on
 WHERE g.org_id = $1 AND g.owner_id = ANY($2::uuid[]) AND g.metric_key = ANY($3::text[])
   AND g.kind = 'NUMBER' AND g.state <> 'CANCELLED' AND NOT g.is_self_set
   AND (g.owner_kind <> 'TEAM' OR g.visibility <> 'PRIVATE')
 GROUP BY g.owner_id, g.metric_key, t.starts_on
"""


async def totals(
    connection: Connection,
    subjects: Collection[UUID],
    metric_keys: Collection[str],
    periods: Sequence[Period],
) -> dict[tuple[UUID, str, date], int]:
    """Return what metrics added up to, by subject, metric and the first day of the period; 0 is left out."""
    rows = await connection.fetch(
        _TOTALS,
        connection.org_id,
        list(subjects),
        list(metric_keys),
        periods[0].starts_on,
        periods[-1].ends_on,
        *columns(periods),
    )
    return {(row["subject_id"], row["metric_key"], row["starts_on"]): row["total"] for row in rows}


async def began(
    connection: Connection, subjects: Collection[UUID], metric_keys: Collection[str]
) -> dict[tuple[UUID, str], date]:
    """Return the first day on which a subject's metric ever moved."""
    rows = await connection.fetch(_BEGAN, connection.org_id, list(subjects), list(metric_keys))
    return {(row["subject_id"], row["metric_key"]): row["on_date"] for row in rows}


async def targets(
    connection: Connection,
    subjects: Collection[UUID],
    metric_keys: Collection[str],
    periods: Sequence[Period],
) -> dict[tuple[UUID, str, date], int]:
    """Return the targets of goals that are agreed for exactly one of the periods."""
    rows = await connection.fetch(
        _TARGETS, connection.org_id, list(subjects), list(metric_keys), *columns(periods)
    )
    return {(row["owner_id"], row["metric_key"], row["starts_on"]): row["target"] for row in rows}


def columns(periods: Sequence[Period]) -> tuple[list[date], list[date | None]]:
    """Return the periods' first days, and the first days after them."""
    return [each.starts_on for each in periods], [each.ends_on for each in periods]
