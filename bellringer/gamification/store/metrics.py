"""Kinds of activity and metrics, as an organization makes them for itself."""

from bellringer.gamification.playbook.metrics import ActivityKind, Metric
from bellringer.models.database import Connection
from bellringer.words import Measure

_KIND = """
INSERT INTO activity_kind (org_id, kind, title, takes_amount, needs_approval)
VALUES ($1, $2, $3, $4, $5)
"""
_UPDATE_KIND = """
UPDATE activity_kind SET title = $3, needs_approval = $4 WHERE org_id = $1 AND kind = $2
"""
_METRIC = """
INSERT INTO metric (org_id, metric_key, title, unit, measure, direction, activity_kind, value_key,
                    is_rep_controllable)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
# as the rules count it: minutes of each credit are whole, toward zero
_FILL_DAYS = """
INSERT INTO subject_day (org_id, subject_id, metric_key, on_date, total)
SELECT $1, subject.id, $2, credit.org_on,
       sum(CASE $4 WHEN 'QUANTITY' THEN credit.quantity WHEN 'AMOUNT' THEN credit.amount_minor
                   ELSE credit.duration_seconds / 60 END)
  FROM activity
  JOIN credit_now AS credit ON credit.org_id = $1 AND credit.activity_id = activity.activity_id
 CROSS JOIN LATERAL (VALUES (credit.member_id), (credit.team_id), ($1::uuid)) AS subject (id)
 WHERE activity.org_id = $1 AND activity.kind = $3 AND activity.scored_at IS NOT NULL
   AND subject.id IS NOT NULL
 GROUP BY subject.id, credit.org_on
HAVING sum(CASE $4 WHEN 'QUANTITY' THEN credit.quantity WHEN 'AMOUNT' THEN credit.amount_minor
                   ELSE credit.duration_seconds / 60 END) <> 0
 ORDER BY subject.id, credit.org_on
"""


async def insert_kind(connection: Connection, kind: ActivityKind) -> None:
    """Write a kind of the organization's own."""
    await connection.execute(
        _KIND,
        connection.org_id,
        kind.kind,
        kind.title,
        kind.takes_amount,
        kind.needs_approval,
    )


async def update_kind(connection: Connection, kind: ActivityKind) -> None:
    """Write what of a kind may change."""
    await connection.execute(
        _UPDATE_KIND, connection.org_id, kind.kind, kind.title, kind.needs_approval
    )


async def insert(connection: Connection, metric: Metric) -> None:
    """Write a metric."""
    await connection.execute(
        _METRIC,
        connection.org_id,
        metric.metric_key,
        metric.title,
        metric.unit,
        metric.measure,
        metric.direction,
        metric.activity_kind,
        metric.value_key,
        metric.is_rep_controllable,
    )


async def fill_days(connection: Connection, metric: Metric) -> None:
    """Add up what past activities come to in a metric that is new; a value could not be told before."""
    if metric.measure is Measure.VALUE:
        return
    await connection.execute(
        _FILL_DAYS, connection.org_id, metric.metric_key, metric.activity_kind, metric.measure
    )
