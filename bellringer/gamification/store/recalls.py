"""Recalls: news that is taken back, and the pushes of it that phones may show."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from bellringer.models.database import Connection
from bellringer.words import Channel

_WITHDRAW = """
WITH gone AS (
  UPDATE announcement SET withdrawn_at = $3
   WHERE org_id = $1 AND dedupe_key = ANY($2::text[]) AND withdrawn_at IS NULL
  RETURNING announcement_id
)
SELECT gone.announcement_id, notification.member_id
  FROM gone
  LEFT JOIN notification ON notification.org_id = $1
   AND notification.announcement_id = gone.announcement_id AND notification.read_at IS NULL
"""
# What was sent is due again. What waits, or is just being sent, is only marked: who claims or settles it sees the
# mark, since both change the same row.
_ASK = """
WITH asked AS (
  SELECT delivery.delivery_id FROM delivery
    JOIN notification ON notification.org_id = $1
     AND notification.notification_id = delivery.notification_id
     AND notification.announcement_id = ANY($2::uuid[])
   WHERE delivery.org_id = $1 AND delivery.channel = $5 AND delivery.state IN ('SENT', 'PENDING')
   ORDER BY delivery.delivery_id
     FOR UPDATE OF delivery
), marked AS (
  UPDATE delivery
     SET recalled_at = $3,
         is_recall = state = 'SENT',
         next_at = CASE WHEN state = 'SENT' THEN $3 ELSE next_at END,
         expires_at = CASE WHEN state = 'SENT' THEN $4 ELSE expires_at END,
         attempts = CASE WHEN state = 'SENT' THEN 0 ELSE attempts END,
         outcome = CASE WHEN state = 'SENT' THEN NULL ELSE outcome END,
         state = 'PENDING', settled_at = NULL
    FROM asked
   WHERE delivery.org_id = $1 AND delivery.delivery_id = asked.delivery_id
  RETURNING is_recall
)
SELECT count(*) FROM marked WHERE is_recall
"""


async def withdraw(
    connection: Connection, dedupe_keys: Collection[str], *, now: datetime
) -> tuple[set[UUID], set[UUID]]:
    """Take announcements back; return them, and the members who have not read them."""
    if not dedupe_keys:
        return set(), set()
    rows = await connection.fetch(_WITHDRAW, connection.org_id, list(dedupe_keys), now)
    return (
        {row["announcement_id"] for row in rows},
        {row["member_id"] for row in rows if row["member_id"] is not None},
    )


async def ask(
    connection: Connection,
    announcement_ids: Collection[UUID],
    *,
    now: datetime,
    expires_at: datetime,
) -> int:
    """Let what phones may show of announcements be taken off them; return from how many phones.

    A phone that is not reached until `expires_at` keeps showing it.
    """
    return int(
        await connection.fetchval(
            _ASK, connection.org_id, list(announcement_ids), now, expires_at, Channel.PUSH
        )
    )
