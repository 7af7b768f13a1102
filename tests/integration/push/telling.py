"""What the outbox leaves behind, written straight into its tables, and what became of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bellringer.gamification.actions.register_device import register_device
from bellringer.gamification.commands.devices import RegisterDevice
from bellringer.gamification.commands.principals import Principal
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import DeviceTarget, NotificationKind, Platform
from tests.builders import NOW, Org

_TELL = """
WITH told AS (
  INSERT INTO announcement (org_id, announcement_id, kind, dedupe_key, params, occurred_at,
                            created_at, expires_at)
  VALUES ($1, $2, $3, $2::uuid::text, $4, $5, $5, $6)
), counted AS (
  UPDATE inbox SET last_seq = last_seq + 1, unread_count = unread_count + 1
   WHERE org_id = $1 AND member_id = ANY ($7::uuid[])
  RETURNING member_id, last_seq
)
INSERT INTO notification (org_id, notification_id, announcement_id, member_id, seq, created_at)
SELECT $1, unnested.notification_id, $2, counted.member_id, counted.last_seq, $5
  FROM counted JOIN unnest($7::uuid[], $8::uuid[]) AS unnested (member_id, notification_id)
 USING (member_id)
"""
_DELIVER = """
INSERT INTO delivery (org_id, delivery_id, notification_id, channel, device_id, next_at,
                      expires_at)
SELECT $1, gen_random_uuid(), notification_id, 'PUSH', device_id, $3, $4
  FROM notification JOIN device USING (org_id, member_id)
 WHERE org_id = $1 AND announcement_id = $2 AND closed_at IS NULL
"""


async def tell(
    database: Database,
    org: Org,
    *member_ids: UUID,
    kind: NotificationKind = NotificationKind.LEVEL_UP,
    params: dict[str, Any] | None = None,
    now: datetime = NOW,
    lasts: timedelta = timedelta(hours=24),
) -> list[UUID]:
    """Announce something to members; return their notifications in the order of the members."""
    announcement_id = new_id()
    notification_ids = [new_id() for _ in member_ids]
    async with database.transaction(org.org_id) as connection:
        await connection.execute(
            _TELL,
            org.org_id,
            announcement_id,
            kind,
            params or {"level": 2},
            now,
            now + lasts,
            list(member_ids),
            notification_ids,
        )
        await connection.execute(_DELIVER, org.org_id, announcement_id, now, now + lasts)
        await connection.execute("SELECT pg_notify('bellringer_due', $1)", str(org.org_id))
    return notification_ids


async def register(
    database: Database,
    by: Principal,
    target: str,
    *,
    target_kind: DeviceTarget = DeviceTarget.FCM_FID,
    locale: str | None = None,
    platform: Platform = Platform.ANDROID,
    now: datetime = NOW,
) -> UUID:
    """Register a phone of the member."""
    command = RegisterDevice(
        by=by, target_kind=target_kind, target=target, platform=platform, locale=locale
    )
    async with database.transaction(by.org_id) as connection:
        return await register_device(connection, command, now=now)


async def states(database: Database, org: Org) -> Sequence[tuple[str, str | None, int]]:
    """Return (state, outcome, attempts) of all deliveries, in order of the phones' addresses."""
    async with database.transaction(org.org_id) as connection:
        rows = await connection.fetch(
            "SELECT state, outcome, attempts FROM delivery JOIN device USING (org_id, device_id)"
            " WHERE org_id = $1 ORDER BY target, delivery_id",
            org.org_id,
        )
    return [(row["state"], row["outcome"], row["attempts"]) for row in rows]


async def closed(database: Database, org: Org) -> dict[str, str | None]:
    """Return why each phone was closed, None for those that are open."""
    async with database.transaction(org.org_id) as connection:
        rows = await connection.fetch(
            "SELECT target, closed_reason FROM device WHERE org_id = $1", org.org_id
        )
    return {row["target"]: row["closed_reason"] for row in rows}


async def change(database: Database, org: Org, sql: str, *args: Any) -> None:
    """Change something behind everybody's back; $1 is the organization."""
    async with database.transaction(org.org_id) as connection:
        await connection.execute(sql, org.org_id, *args)
