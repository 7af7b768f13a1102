"""Deliveries: which organizations have due ones, claims by lease and fence, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from bellringer.gamification.rules.deliveries import DueDelivery, DueDevice, Settlement
from bellringer.models.database import Connection
from bellringer.words import DeviceTarget, NotificationKind, Platform

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

# Ordered as ix_delivery_due is, so that a backlog of any length costs what is taken of it.
_CLAIM = """
WITH due AS (
  SELECT delivery_id FROM delivery
   WHERE org_id = $1 AND state = 'PENDING' AND next_at <= $2
   ORDER BY next_at
   LIMIT $3
     FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE delivery SET next_at = $4, fence = fence + 1
    FROM due
   WHERE delivery.org_id = $1 AND delivery.delivery_id = due.delivery_id
  RETURNING delivery.delivery_id, fence, attempts, expires_at, notification_id, device_id
)
SELECT claimed.delivery_id, claimed.fence, claimed.attempts, claimed.expires_at,
       claimed.notification_id, announcement.kind, announcement.params,
       notification.created_at AS told_at, notification.read_at IS NOT NULL AS is_read,
       announcement.withdrawn_at IS NOT NULL AS is_withdrawn,
       member.member_id, member.is_active, inbox.unread_count,
       coalesce(device.locale, profile.locale, 'en') AS locale,
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
  LEFT JOIN profile ON profile.org_id = $1 AND profile.member_id = member.member_id
  LEFT JOIN device ON device.org_id = $1 AND device.device_id = claimed.device_id
 ORDER BY claimed.delivery_id
"""

_SETTLE = """
UPDATE delivery
   SET state = settled.state,
       outcome = settled.outcome,
       next_at = coalesce(settled.next_at, delivery.next_at),
       attempts = delivery.attempts + settled.attempts,
       provider_id = settled.provider_id,
       settled_at = CASE WHEN settled.state = 'PENDING' THEN NULL ELSE $9::timestamptz END
  FROM (
    SELECT delivery_id FROM delivery
     WHERE org_id = $1 AND delivery_id = ANY ($2::uuid[])
     ORDER BY delivery_id
       FOR UPDATE) AS locked
  JOIN unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[],
              $7::int[], $8::text[])
    AS settled (delivery_id, fence, state, outcome, next_at, attempts, provider_id)
 USING (delivery_id)
 WHERE delivery.org_id = $1
   AND delivery.delivery_id = locked.delivery_id
   AND delivery.fence = settled.fence
   AND delivery.state = 'PENDING'
RETURNING delivery.delivery_id
"""

# In order of ids, which is that of time: the old ones are met first.
_FORGET = """
WITH old AS (
  SELECT delivery_id FROM delivery
   WHERE org_id = $1 AND settled_at < $2
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
    connection: Connection, *, limit: int, now: datetime, leased_until: datetime
) -> list[DueDelivery]:
    """Take up to `limit` due deliveries that nobody holds, the longest due first."""
    rows = await connection.fetch(_CLAIM, connection.org_id, now, limit, leased_until)
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
    )
    return {row["delivery_id"] for row in rows}


async def forget(connection: Connection, *, now: datetime, limit: int = 1_000) -> bool:
    """Delete at most `limit` deliveries settled long enough ago; tell whether more may be left."""
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
