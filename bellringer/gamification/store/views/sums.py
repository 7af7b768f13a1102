"""Day sums, the grain that scores and progress are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.models.database import Connection

_DAYS = """
SELECT on_date, total FROM subject_day
WHERE org_id = $1 AND subject_id = $2 AND metric_key = $3 AND total <> 0
  AND on_date >= $4 AND ($5::date IS NULL OR on_date < $5)
ORDER BY on_date DESC LIMIT $6
"""
_TOTALS = """
SELECT asked.metric_key, asked.starts_on, coalesce(sum(d.total), 0)::bigint AS total
FROM unnest($3::text[], $4::date[], $5::date[]) AS asked (metric_key, starts_on, ends_on)
LEFT JOIN subject_day d ON d.org_id = $1 AND d.subject_id = $2 AND d.metric_key = asked.metric_key
     AND d.on_date >= asked.starts_on AND d.on_date < asked.ends_on
GROUP BY asked.metric_key, asked.starts_on
"""
_ON_DAY = """
SELECT d.subject_id, d.metric_key, d.total
FROM unnest($3::uuid[], $4::text[]) AS asked (subject_id, metric_key)
JOIN subject_day d ON d.org_id = $1 AND d.subject_id = asked.subject_id
     AND d.metric_key = asked.metric_key AND d.on_date = $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A metric over days [starts_on, ends_on)."""

    metric_key: str
    starts_on: date
    ends_on: date


async def days(
    connection: Connection,
    subject_id: UUID,
    metric_key: str,
    *,
    since: date,
    until: date | None,
    limit: int,
) -> list[tuple[date, int]]:
    """List the days that moved a subject's metric, the newest first."""
    rows = await connection.fetch(
        _DAYS, connection.org_id, subject_id, metric_key, since, until, limit
    )
    return [(row["on_date"], row["total"]) for row in rows]


async def totals(
    connection: Connection, subject_id: UUID, asked: Sequence[Stretch]
) -> dict[tuple[str, date], int]:
    """Return a subject's total over each stretch, by metric and first day."""
    rows = await connection.fetch(
        _TOTALS,
        connection.org_id,
        subject_id,
        [each.metric_key for each in asked],
        [each.starts_on for each in asked],
        [each.ends_on for each in asked],
    )
    return {(row["metric_key"], row["starts_on"]): row["total"] for row in rows}


async def on_day(
    connection: Connection, asked: Sequence[tuple[UUID, str]], on: date
) -> dict[tuple[UUID, str], int]:
    """Return what one day added to subjects' metrics; of those that it did not move there is nothing."""
    rows = await connection.fetch(
        _ON_DAY,
        connection.org_id,
        on,
        [subject_id for subject_id, _ in asked],
        [metric_key for _, metric_key in asked],
    )
    return {(row["subject_id"], row["metric_key"]): row["total"] for row in rows}
