"""Webhooks: addresses of other systems, their secrets, and how it goes with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.webhooks import DueWebhook
from bellringer.gamification.outcome.news import Announcement
from bellringer.gamification.rules.identity import derived_id
from bellringer.gamification.rules.webhooks import LASTS, TOLD
from bellringer.models.database import Connection
from bellringer.words import Channel, NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookView:
    """A webhook as admins see it: never its secrets."""

    webhook_id: UUID
    url: str
    kinds: tuple[NotificationKind, ...]
    takes_texts: bool
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_reason: str | None


_HOLD = "SELECT FROM organization WHERE org_id = $1 FOR NO KEY UPDATE"
_COUNT_OPEN = """
SELECT count(*), count(*) FILTER (WHERE takes_texts) AS takes_texts
  FROM webhook WHERE org_id = $1 AND disabled_at IS NULL
"""
_INSERT = """
INSERT INTO webhook (org_id, webhook_id, url, kinds, takes_texts, secret, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_ROTATE = """
UPDATE webhook SET former_secret = secret, former_until = $4, secret = $3
 WHERE org_id = $1 AND webhook_id = $2 AND disabled_at IS NULL
RETURNING true
"""
_DISABLE = """
UPDATE webhook SET disabled_at = $3, disabled_reason = $4
 WHERE org_id = $1 AND webhook_id = $2 AND disabled_at IS NULL
RETURNING true
"""
_READ = """
SELECT webhook_id, url, kinds, takes_texts, created_at, failing_since, disabled_at, disabled_reason
  FROM webhook WHERE org_id = $1 AND ($2::uuid IS NULL OR webhook_id = $2) ORDER BY webhook_id
"""
_DUE = """
SELECT webhook_id, url, secret, CASE WHEN former_until > $3 THEN former_secret END AS former,
       disabled_at IS NULL AS is_open
  FROM webhook WHERE org_id = $1 AND webhook_id = ANY($2::uuid[])
"""
_WANTING = """
SELECT webhook_id, kinds FROM webhook
 WHERE org_id = $1 AND disabled_at IS NULL AND kinds && $2::text[] ORDER BY webhook_id
"""
# Who was disabled meanwhile stays so. What is gone, or has failed for too long, is disabled now.
_SETTLE = """
WITH settled AS (
  SELECT * FROM unnest($2::uuid[], $3::boolean[], $4::boolean[]) AS said (webhook_id, is_well, is_gone)
), locked AS (
  SELECT webhook.webhook_id FROM webhook JOIN settled USING (webhook_id)
   WHERE webhook.org_id = $1 AND webhook.disabled_at IS NULL
   ORDER BY webhook.webhook_id
     FOR UPDATE OF webhook
)
UPDATE webhook
   SET failing_since = CASE WHEN NOT is_well THEN coalesce(failing_since, $5) END,
       disabled_at = CASE WHEN is_gone OR NOT is_well AND failing_since < $6 THEN $5::timestamptz END,
       disabled_reason = CASE WHEN is_gone THEN 'GONE'
                              WHEN NOT is_well AND failing_since < $6 THEN 'FAILING' END
  FROM locked JOIN settled USING (webhook_id)
 WHERE webhook.org_id = $1 AND webhook.webhook_id = locked.webhook_id
RETURNING webhook.webhook_id, disabled_at IS NOT NULL AS is_disabled
"""
_ADMINS = """
SELECT member_id FROM member WHERE org_id = $1 AND role = 'ADMIN' AND is_active ORDER BY member_id
"""


async def count_open(connection: Connection) -> tuple[int, int]:
    """Count the webhooks that are told, and those of them that take texts; let nobody make one meanwhile."""
    await connection.execute(_HOLD, connection.org_id)
    [row] = await connection.fetch(_COUNT_OPEN, connection.org_id)
    return row["count"], row["takes_texts"]


async def insert(
    connection: Connection,
    webhook_id: UUID,
    *,
    url: str,
    kinds: Sequence[NotificationKind],
    takes_texts: bool,
    secret: str,
    now: datetime,
) -> None:
    """Write a new webhook."""
    await connection.execute(
        _INSERT, connection.org_id, webhook_id, url, list(kinds), takes_texts, secret, now
    )


async def rotate(
    connection: Connection, webhook_id: UUID, *, secret: str, former_until: datetime
) -> bool:
    """Give a webhook another secret, beside which the present one goes on for a while; tell whether it is open."""
    return bool(
        await connection.fetchval(_ROTATE, connection.org_id, webhook_id, secret, former_until)
    )


async def disable(connection: Connection, webhook_id: UUID, *, reason: str, now: datetime) -> bool:
    """Disable a webhook; tell whether it was open."""
    return bool(await connection.fetchval(_DISABLE, connection.org_id, webhook_id, now, reason))


async def read(connection: Connection, webhook_id: UUID | None = None) -> list[WebhookView]:
    """Return all webhooks in the order they were made, or the one of an id."""
    rows = await connection.fetch(_READ, connection.org_id, webhook_id)
    return [
        WebhookView(**dict(row) | {"kinds": tuple(map(NotificationKind, row["kinds"]))})
        for row in rows
    ]


async def due(
    connection: Connection, webhook_ids: Collection[UUID], *, now: datetime
) -> dict[UUID, DueWebhook]:
    """Return webhooks with the secrets that sign now."""
    if not webhook_ids:
        return {}
    rows = await connection.fetch(_DUE, connection.org_id, list(webhook_ids), now)
    return {row["webhook_id"]: _due(row) for row in rows}


async def ways(
    connection: Connection, told: Sequence[tuple[UUID, UUID, Announcement]], *, now: datetime
) -> list[tuple[Any, ...]]:
    """Return the deliveries by which other systems hear of each announcement once, however many it is told to.

    `told` is (member, notification, announcement); nothing is read where no kind is one for webhooks.
    """
    once: dict[UUID, tuple[UUID, Announcement]] = {}
    for _, notification_id, each in sorted(told, key=lambda one: one[:2]):
        if each.kind in TOLD:
            once.setdefault(each.announcement_id, (notification_id, each))
    if not once:
        return []
    kinds = {each.kind for _, each in once.values()}
    wanting = await connection.fetch(_WANTING, connection.org_id, list(kinds))
    return [
        (
            derived_id(each.announcement_id, "webhook", row["webhook_id"]),
            notification_id,
            Channel.WEBHOOK,
            None,
            now + LASTS,
            row["webhook_id"],
        )
        for notification_id, each in once.values()
        for row in wanting
        if each.kind in row["kinds"]
    ]


async def settle(
    connection: Connection,
    results: Mapping[UUID, tuple[bool, bool]],
    *,
    now: datetime,
    failing_before: datetime,
) -> list[UUID]:
    """Write how it went with webhooks, each (is well, is gone); return those that this disables."""
    rows = await connection.fetch(
        _SETTLE,
        connection.org_id,
        list(results),
        [is_well for is_well, _ in results.values()],
        [is_gone for _, is_gone in results.values()],
        now,
        failing_before,
    )
    return [row["webhook_id"] for row in rows if row["is_disabled"]]


async def admins(connection: Connection) -> tuple[UUID, ...]:
    """Return whom to tell of a webhook that is given up."""
    rows = await connection.fetch(_ADMINS, connection.org_id)
    return tuple(row["member_id"] for row in rows)


def _due(row: Any) -> DueWebhook:
    former = row["former"]
    return DueWebhook(
        webhook_id=row["webhook_id"],
        url=row["url"],
        secrets=(row["secret"],) if former is None else (row["secret"], former),
        is_open=row["is_open"],
    )
