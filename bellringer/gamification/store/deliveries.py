"""Deliveries: which organizations have due ones, claims by lease and fence, and what became of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from bellringer.gamification.rules.deliveries import (
    RECALL_LASTS,
    DueDelivery,
    DueDevice,
    Settlement,
)
from bellringer.models.database import Connection
from bellringer.words import Channel, DeviceTarget, NotificationKind, Platform

KEPT = timedelta(days=30)

# A loose index scan: one probe an organization, however many deliveries each of them has.
_READ_DUE = """
WITH RECURSIVE earliest AS (
  (SELECT org_id, next_at FROM delivery
    WHERE state = 'PENDING' ORDER BY org_id, next_at LIMIT 1)
  UNION ALL
  SELECT following.org_id, following.next_at
    FROM earliest, LATERAL (
      SELECT org_id, next_at FROM delivery
       WHERE state = 'PENDING' AND org_id > earliest.org_id
       ORDER BY org_id, next_at LIMIT 1) AS following
)
SELECT org_id, next_at FROM earliest ORDER BY org_id
"""

# Ordered as ix_delivery_due is, so that a backlog of any length costs what is taken of it. What was taken back
# after a try whose answer was lost may be on the phone, and becomes a recall.
_CLAIM = """
WITH due AS (
  SELECT delivery_id FROM delivery
   WHERE org_id = $1 AND state = 'PENDING' AND next_at <= $2 AND channel = ANY($5::text[])
   ORDER BY next_at
   LIMIT $3
     FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE delivery SET next_at = $4, fence = fence + 1,
         is_recall = is_recall OR (recalled_at IS NOT NULL AND attempts > 0)
    FROM due
   WHERE delivery.org_id = $1 AND delivery.delivery_id = due.delivery_id
  RETURNING delivery.delivery_id, fence, attempts, expires_at, notification_id, device_id, channel,
            is_recall, webhook_id
)
SELECT claimed.webhook_id, claimed.delivery_id, claimed.fence, claimed.attempts, claimed.expires_at,
       claimed.is_recall, claimed.channel, profile.email AS address, claimed.notification_id,
       announcement.kind, announcement.params,
       notification.created_at AS told_at, notification.read_at IS NOT NULL AS is_read,
       announcement.withdrawn_at IS NOT NULL AS is_withdrawn,
       member.member_id, member.is_active, inbox.unread_count,
       organization.locale AS organization_locale,
       concat_ws(',', device.locale, profile.locale, organization.locale) AS locale,
       device.device_id, device.member_id AS device_member_id, device.target_kind,
       device.target, device.target_sha256, device.platform, device.claim_no,
       device.closed_at IS NULL AS is_open
  FROM claimed
  JOIN notification ON notification.org_id = $1
   AND notification.notification_id = claimed.notification_id
  JOIN announcement ON announcement.org_id = $1
   AND announcement.announcement_id = notification.announcement_id
  JOIN member ON member.org_id = $1 AND member.member_id = notification.member_id
  JOIN inbox ON inbox.org_id = $1 AND inbox.member_id = notification.member_id
  JOIN organization ON organization.org_id = $1
  LEFT JOIN profile ON profile.org_id = $1 AND profile.member_id = member.member_id
  LEFT JOIN device ON device.org_id = $1 AND device.device_id = claimed.device_id
 ORDER BY claimed.delivery_id
"""

# What was taken back while it was being sent, and may be on the phone now, is due again: as a recall.
_SETTLE = """
WITH settled AS (
  SELECT * FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[],
                       $7::int[], $8::text[])
    AS said (delivery_id, fence, state, outcome, next_at, attempts, provider_id)
), locked AS (
  SELECT delivery.delivery_id,
         recalled_at IS NOT NULL AND NOT is_recall AND settled.attempts > 0
         AND settled.state IN ('SENT', 'PENDING') AS is_shown
    FROM delivery JOIN settled USING (delivery_id)
   WHERE delivery.org_id = $1
   ORDER BY delivery.delivery_id
     FOR UPDATE OF delivery
)
UPDATE delivery
   SET state = CASE WHEN is_shown THEN 'PENDING' ELSE settled.state END,
       outcome = settled.outcome,
       next_at = CASE WHEN is_shown THEN $9 ELSE coalesce(settled.next_at, delivery.next_at) END,
       expires_at = CASE WHEN is_shown THEN $9 + $10::interval ELSE delivery.expires_at END,
       attempts = CASE WHEN is_shown THEN 0 ELSE delivery.attempts + settled.attempts END,
       provider_id = settled.provider_id,
       is_recall = delivery.is_recall OR is_shown,
       settled_at = CASE WHEN is_shown OR settled.state = 'PENDING' THEN NULL
                         ELSE $9::timestamptz END
  FROM locked JOIN settled USING (delivery_id)
 WHERE delivery.org_id = $1
   AND delivery.delivery_id = locked.delivery_id
   AND delivery.fence = settled.fence
   AND delivery.state = 'PENDING'
RETURNING delivery.delivery_id
"""

_REVIVE = """
WITH dead AS (
  SELECT delivery_id FROM delivery
   WHERE org_id = $1 AND delivery_id = ANY ($2::uuid[]) AND state = 'DEAD'
   ORDER BY delivery_id
     FOR UPDATE
), revived AS (
  UPDATE delivery
     SET state = 'PENDING', next_at = $3, expires_at = greatest(expires_at, $4), attempts = 0,
         settled_at = NULL
    FROM dead
   WHERE delivery.org_id = $1 AND delivery.delivery_id = dead.delivery_id
  RETURNING 1
)
SELECT count(*) FROM revived
"""

# In order of ids, which is that of time: the old ones are met first.
_FORGET = """
WITH old AS (
  SELECT delivery_id FROM delivery
   WHERE org_id = $1 AND (settled_at < $2 OR state = 'PENDING' AND expires_at < $2)
   ORDER BY delivery_id LIMIT $3
     FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM delivery USING old
   WHERE delivery.org_id = $1 AND delivery.delivery_id = old.delivery_id
  RETURNING 1
)
SELECT count(*) FROM gone
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An organization with pending deliveries, and when the first of them is due."""

    org_id: UUID
    next_at: datetime


async def read_waiting(connection: Connection) -> list[Waiting]:
    """Return every organization with pending deliveries, as the door's role, in order of id."""
    rows = await connection.fetch(_READ_DUE)
    return [Waiting(org_id=row["org_id"], next_at=row["next_at"]) for row in rows]


async def claim(
    connection: Connection,
    *,
    limit: int,
    now: datetime,
    leased_until: datetime,
    channels: Sequence[Channel] = tuple(Channel),
) -> list[DueDelivery]:
    """Take up to `limit` due deliveries by some channels that nobody holds, the longest due first."""
    rows = await connection.fetch(
        _CLAIM, connection.org_id, now, limit, leased_until, list(channels)
    )
    return [_due(row) for row in rows]


async def save(
    connection: Connection, settlements: Sequence[Settlement], *, now: datetime
) -> set[UUID]:
    """Write what became of claims; return those that still stood and were written."""
    rows = await connection.fetch(
        _SETTLE,
        connection.org_id,
        [each.delivery_id for each in settlements],
        [each.fence for each in settlements],
        [each.state for each in settlements],
        [each.outcome for each in settlements],
        [each.next_at for each in settlements],
        [each.attempts for each in settlements],
        [each.provider_id for each in settlements],
        now,
        RECALL_LASTS,
    )
    return {row["delivery_id"] for row in rows}


async def revive(
    connection: Connection, delivery_ids: Collection[UUID], *, now: datetime, expires_at: datetime
) -> int:
    """Make dead letters due again until `expires_at`, and return how many of the ids were some."""
    return int(
        await connection.fetchval(_REVIVE, connection.org_id, list(delivery_ids), now, expires_at)
    )


async def forget(connection: Connection, *, now: datetime, limit: int = 1_000) -> bool:
    """Delete at most `limit` deliveries settled, or gone stale without a way out, long enough ago.

    Tell whether more may be left.
    """
    gone = await connection.fetchval(_FORGET, connection.org_id, now - KEPT, limit)
    return bool(gone == limit)


def _due(row: asyncpg.Record) -> DueDelivery:
    return DueDelivery(
        delivery_id=row["delivery_id"],
        fence=row["fence"],
        attempts=row["attempts"],
        expires_at=row["expires_at"],
        notification_id=row["notification_id"],
        kind=NotificationKind(row["kind"]),
        params=row["params"],
        told_at=row["told_at"],
        member_id=row["member_id"],
        member_is_active=row["is_active"],
        unread_count=row["unread_count"],
        locale=row["locale"],
        is_read=row["is_read"],
        is_withdrawn=row["is_withdrawn"],
        device=None if row["device_id"] is None else _device(row),
        channel=Channel(row["channel"]),
        address=row["address"],
        is_recall=row["is_recall"],
        webhook_id=row["webhook_id"],
        organization_locale=row["organization_locale"],
    )


def _device(row: asyncpg.Record) -> DueDevice:
    return DueDevice(
        device_id=row["device_id"],
        member_id=row["device_member_id"],
        target_kind=DeviceTarget(row["target_kind"]),
        target=row["target"],
        target_sha256=row["target_sha256"],
        platform=Platform(row["platform"]),
        claim_no=row["claim_no"],
        is_open=row["is_open"],
    )
