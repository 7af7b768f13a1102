"""Preferences: what members want to be told, and how often they were rung today."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

import asyncpg

from bellringer.gamification.facts.preferences import Digest, Preferences, QuietHours
from bellringer.models.database import Connection
from bellringer.words import Channel, NotificationKind

# Whoever has set anything has set all of it; for the others the organization's own row holds, if there is one.
_READ = """
SELECT asked.member_id, held.subject_id = asked.member_id AS is_own,
       held.quiet_from, held.quiet_until, held.is_quiet_on_days_off, held.daily_budget,
       coalesce(held.digest_at, theirs.digest_at) AS digest_at,
       coalesce(held.digest_by, theirs.digest_by) AS digest_by,
       coalesce(held.digests_on_days_off, theirs.digests_on_days_off) AS digests_on_days_off,
       coalesce(held.warned_at, theirs.warned_at) AS warned_at,
       ARRAY(SELECT row(kind, channel) FROM notification_preference AS muted
              WHERE muted.org_id = $1 AND muted.subject_id = held.subject_id) AS muted,
       CASE WHEN held.subject_id = asked.member_id THEN held.texted_kinds END AS texted_kinds,
       EXISTS (SELECT FROM webhook
                WHERE webhook.org_id = $1 AND takes_texts AND disabled_at IS NULL) AS has_texts,
       theirs.urgent_kinds, coalesce(theirs.mails_phoneless, false) AS mails_phoneless
  FROM unnest($2::uuid[]) AS asked (member_id)
  LEFT JOIN LATERAL (
   SELECT * FROM notification_setting
    WHERE org_id = $1 AND subject_id IN (asked.member_id, $1)
    ORDER BY subject_id = $1 LIMIT 1) AS held ON true
  LEFT JOIN notification_setting AS theirs ON theirs.org_id = $1 AND theirs.subject_id = $1
"""
_SAVE = """
INSERT INTO notification_setting (org_id, subject_id, quiet_from, quiet_until, is_quiet_on_days_off,
                                  daily_budget, digest_at, digest_by, digests_on_days_off, warned_at,
                                  texted_kinds, urgent_kinds, mails_phoneless)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (org_id, subject_id) DO UPDATE
   SET quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
       is_quiet_on_days_off = excluded.is_quiet_on_days_off, daily_budget = excluded.daily_budget,
       digest_at = excluded.digest_at, digest_by = excluded.digest_by,
       digests_on_days_off = excluded.digests_on_days_off, warned_at = excluded.warned_at,
       texted_kinds = excluded.texted_kinds, urgent_kinds = excluded.urgent_kinds,
       mails_phoneless = excluded.mails_phoneless
"""
_MUTE = """
WITH gone AS (
  DELETE FROM notification_preference
   WHERE org_id = $1 AND subject_id = $2
     AND (kind, channel) NOT IN (SELECT * FROM unnest($3::text[], $4::text[]))
)
INSERT INTO notification_preference (org_id, subject_id, kind, channel)
SELECT $1, $2, * FROM unnest($3::text[], $4::text[])
ON CONFLICT DO NOTHING
"""
_USED = """
SELECT member_id, on_date, notifications FROM push_use
 WHERE org_id = $1 AND member_id = ANY($2::uuid[]) AND on_date = ANY($3::date[])
"""
_USE = """
INSERT INTO push_use AS held (org_id, member_id, on_date, notifications)
SELECT $1, * FROM unnest($2::uuid[], $3::date[], $4::int[]) AS used (member_id, on_date, number)
 ORDER BY 2, 3
ON CONFLICT (org_id, member_id, on_date) DO UPDATE
   SET notifications = held.notifications + excluded.notifications
"""


async def read(connection: Connection, member_ids: Collection[UUID]) -> Mapping[UUID, Preferences]:
    """Return the wishes that hold for each; for the organization's own id, what it has set for all others."""
    rows = await connection.fetch(_READ, connection.org_id, list(member_ids))
    return {row["member_id"]: _preferences(row) for row in rows}


async def save(connection: Connection, subject_id: UUID, preferences: Preferences) -> None:
    """Keep a member's own wishes or, by its own id, the organization's for all who have none."""
    quiet, digest = preferences.quiet_hours, preferences.digest
    await connection.execute(
        _SAVE,
        connection.org_id,
        subject_id,
        quiet and quiet.starts_at,
        quiet and quiet.ends_at,
        quiet is not None and quiet.on_days_off,
        preferences.daily_budget,
        digest and digest.at,
        digest and digest.by,
        digest and digest.on_days_off,
        preferences.warned_at,
        sorted(preferences.texted),
        sorted(preferences.urgent),
        preferences.mails_phoneless,
    )
    muted = sorted(preferences.muted)
    await connection.execute(
        _MUTE,
        connection.org_id,
        subject_id,
        [kind for kind, _ in muted],
        [channel for _, channel in muted],
    )


async def used(
    connection: Connection, days: Collection[tuple[UUID, date]]
) -> Mapping[tuple[UUID, date], int]:
    """Return how many notifications have rung each (member, day)."""
    rows = await connection.fetch(
        _USED,
        connection.org_id,
        list({member_id for member_id, _ in days}),
        list({on for _, on in days}),
    )
    return {(row["member_id"], row["on_date"]): row["notifications"] for row in rows}


async def use(connection: Connection, rung: Mapping[tuple[UUID, date], int]) -> None:
    """Count notifications that have rung."""
    if not rung:
        return
    rows = [(member_id, on, number) for (member_id, on), number in rung.items()]
    await connection.execute(_USE, connection.org_id, *zip(*rows, strict=True))


def _preferences(row: asyncpg.Record) -> Preferences:
    return Preferences(
        is_own=bool(row["is_own"]),
        quiet_hours=(
            None
            if row["quiet_from"] is None
            else QuietHours(
                starts_at=row["quiet_from"],
                ends_at=row["quiet_until"],
                on_days_off=row["is_quiet_on_days_off"],
            )
        ),
        daily_budget=row["daily_budget"],
        digest=(
            None
            if row["digest_at"] is None
            else Digest(
                at=row["digest_at"],
                by=Channel(row["digest_by"] or Channel.PUSH),
                on_days_off=bool(row["digests_on_days_off"]),
            )
        ),
        warned_at=row["warned_at"],
        muted=frozenset(_pairs(row["muted"])),
        texted=frozenset(map(NotificationKind, row["texted_kinds"] or ())),
        has_texts=row["has_texts"],
        urgent=frozenset(map(NotificationKind, row["urgent_kinds"] or ())),
        mails_phoneless=row["mails_phoneless"],
    )


def _pairs(rows: Iterable[tuple[str, str]]) -> Iterable[tuple[NotificationKind, Channel]]:
    return ((NotificationKind(kind), Channel(channel)) for kind, channel in rows)
