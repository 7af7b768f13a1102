"""Devices: the phones of members, and which organization's claim on a phone is the newest."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bellringer.gamification.rules.deliveries import DeviceClaim
from bellringer.gamification.store import door
from bellringer.models.database import Connection
from bellringer.words import DeviceTarget, EntryKind, Platform

_REGISTER = """
INSERT INTO device (org_id, device_id, member_id, target_kind, target, target_sha256, platform,
                    app_version, locale, claim_no, registered_at, seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
ON CONFLICT (org_id, target_sha256) DO UPDATE
   SET member_id = excluded.member_id,
       target_kind = excluded.target_kind,
       platform = excluded.platform,
       app_version = excluded.app_version,
       locale = excluded.locale,
       claim_no = greatest(device.claim_no + 1, excluded.claim_no),
       registered_at = CASE
         WHEN device.member_id = excluded.member_id AND device.closed_at IS NULL
         THEN device.registered_at ELSE excluded.registered_at END,
       seen_at = excluded.seen_at,
       closed_at = NULL,
       closed_reason = NULL
RETURNING device_id, claim_no, registered_at = $11 AS is_new, (SELECT identity_sha256 FROM identity
                                 WHERE org_id = $1 AND member_id = $3) AS holder_sha256
"""

_READ_CLAIMS = """
SELECT lookup_sha256, org_id, holder_sha256, claim_no FROM door.entry
 WHERE kind = $1 AND lookup_sha256 = ANY ($2::bytea[])
"""

_CLOSE = """
WITH closed AS (
  UPDATE device SET closed_at = $5, closed_reason = asked.reason
    FROM unnest($2::uuid[], $3::bigint[], $4::text[]) AS asked (device_id, claim_no, reason)
   WHERE device.org_id = $1
     AND device.device_id = asked.device_id
     AND device.claim_no = asked.claim_no
     AND device.closed_at IS NULL
  RETURNING device.target_sha256
), left_behind AS (
  DELETE FROM door.entry USING closed
   WHERE entry.org_id = $1 AND entry.kind = $6 AND entry.lookup_sha256 = closed.target_sha256
)
SELECT count(*) FROM closed
"""

_READ_CLOSABLE = """
SELECT device_id, claim_no, closed_at IS NULL AS is_open FROM device
 WHERE org_id = $1 AND device_id = $2 AND member_id = $3
   FOR UPDATE
"""

_HOLD_MEMBER = """
SELECT FROM member WHERE org_id = $1 AND member_id = $2 FOR NO KEY UPDATE
"""

_READ_SURPLUS = """
SELECT device_id, claim_no FROM device
 WHERE org_id = $1 AND member_id = $2 AND closed_at IS NULL
 ORDER BY seen_at DESC, device_id DESC
OFFSET $3
   FOR UPDATE
"""

_READ_UNSEEN = """
SELECT device_id, claim_no FROM device
 WHERE org_id = $1 AND closed_at IS NULL AND seen_at < $2
 ORDER BY device_id LIMIT $3
   FOR UPDATE SKIP LOCKED
"""

_READ_OPEN = """
SELECT device_id, target_kind, platform, app_version, locale, registered_at, seen_at FROM device
 WHERE org_id = $1 AND member_id = $2 AND closed_at IS NULL
 ORDER BY seen_at DESC, device_id DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingDevice:
    """A device to close as it was read; one that was registered anew since then stays open."""

    device_id: UUID
    claim_no: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDevice:
    """A phone as its member sees it; the address itself is nobody's business."""

    device_id: UUID
    target_kind: DeviceTarget
    platform: Platform
    app_version: str | None
    locale: str | None
    registered_at: datetime
    seen_at: datetime


async def register(
    connection: Connection,
    *,
    device_id: UUID,
    member_id: UUID,
    target_kind: DeviceTarget,
    target: str,
    platform: Platform,
    app_version: str | None,
    locale: str | None,
    now: datetime,
) -> tuple[UUID, bool]:
    """Make the phone the member's, whoever's it was, and claim it at the door.

    Returns its device id, and whether it is newly the member's. `device_id` is used if the organization does
    not know the phone. The claim number is the time in microseconds, and rises with each claim of the
    organization whatever the clocks say.
    """
    target_sha256 = door.device_sha256(target)
    row = await connection.fetchrow(
        _REGISTER,
        connection.org_id,
        device_id,
        member_id,
        target_kind,
        target,
        target_sha256,
        platform,
        app_version,
        locale,
        int(now.timestamp() * 1_000_000),
        now,
    )
    if row is None:
        raise LookupError("INSERT … DO UPDATE … RETURNING returned nothing")
    kept: UUID = row["device_id"]
    await door.put(
        connection,
        EntryKind.DEVICE,
        target_sha256,
        kept,
        holder_sha256=row["holder_sha256"],
        claim_no=row["claim_no"],
    )
    return kept, row["is_new"]


async def read_claims(
    connection: Connection, targets_sha256: Collection[bytes]
) -> Mapping[bytes, list[DeviceClaim]]:
    """Return all organizations' claims on phones, as the door's role."""
    rows = await connection.fetch(_READ_CLAIMS, EntryKind.DEVICE, list(targets_sha256))
    found: defaultdict[bytes, list[DeviceClaim]] = defaultdict(list)
    for row in rows:
        found[row["lookup_sha256"]].append(
            DeviceClaim(
                org_id=row["org_id"],
                holder_sha256=row["holder_sha256"],
                claim_no=row["claim_no"],
            )
        )
    return found


async def close(
    connection: Connection, devices: Collection[ClosingDevice], *, now: datetime
) -> int:
    """Close devices and give up their claims; return how many were open and unchanged."""
    ordered = sorted(devices, key=lambda each: each.device_id)
    closed: int = await connection.fetchval(
        _CLOSE,
        connection.org_id,
        [each.device_id for each in ordered],
        [each.claim_no for each in ordered],
        [each.reason for each in ordered],
        now,
        EntryKind.DEVICE,
    )
    return closed


async def lock_own(
    connection: Connection, device_id: UUID, *, member_id: UUID, reason: str
) -> tuple[ClosingDevice, bool] | None:
    """Lock a member's device for closing; return it and whether it is open, or None if it isn't theirs."""
    row = await connection.fetchrow(_READ_CLOSABLE, connection.org_id, device_id, member_id)
    if row is None:
        return None
    device = ClosingDevice(device_id=device_id, claim_no=row["claim_no"], reason=reason)
    return device, row["is_open"]


async def lock_surplus(
    connection: Connection, *, member_id: UUID, keep: int, reason: str
) -> list[ClosingDevice]:
    """Lock a member's open devices beyond the `keep` that were seen last.

    The member is locked before they are counted, so that of several registrations the last one sees them all.
    """
    await connection.execute(_HOLD_MEMBER, connection.org_id, member_id)
    rows = await connection.fetch(_READ_SURPLUS, connection.org_id, member_id, keep)
    return [_closing(row, reason) for row in rows]


async def lock_unseen(
    connection: Connection, *, since: datetime, limit: int, reason: str
) -> list[ClosingDevice]:
    """Lock at most `limit` open devices of the organization that were not seen since a time."""
    rows = await connection.fetch(_READ_UNSEEN, connection.org_id, since, limit)
    return [_closing(row, reason) for row in rows]


async def read_open(connection: Connection, *, member_id: UUID) -> list[OwnDevice]:
    """Return a member's open devices, the one seen last first."""
    rows = await connection.fetch(_READ_OPEN, connection.org_id, member_id)
    return [
        OwnDevice(
            device_id=row["device_id"],
            target_kind=DeviceTarget(row["target_kind"]),
            platform=Platform(row["platform"]),
            app_version=row["app_version"],
            locale=row["locale"],
            registered_at=row["registered_at"],
            seen_at=row["seen_at"],
        )
        for row in rows
    ]


def _closing(row: asyncpg.Record, reason: str) -> ClosingDevice:
    return ClosingDevice(device_id=row["device_id"], claim_no=row["claim_no"], reason=reason)
