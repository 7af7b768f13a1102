"""The only way out: what is told is written down with its cause, and a bell rung when that is committed."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.events import Changed
from bellringer.gamification.outcome.news import Announcement
from bellringer.gamification.rules.deliveries import RECALL_LASTS
from bellringer.gamification.rules.identity import derived_id
from bellringer.gamification.store import recalls, webhooks
from bellringer.models.database import Connection
from bellringer.words import Channel

LIVE_CHANNEL = "bellringer_live"
DUE_CHANNEL = "bellringer_due"
PAYLOAD_LIMIT = 7900  # bytes; PostgreSQL refuses 8 000

_AUDIENCE = """
WITH today AS (
  SELECT ($4::timestamptz AT TIME ZONE timezone)::date AS on_date
    FROM working_calendar
   WHERE org_id = $1
   ORDER BY effective_from <= ($4::timestamptz AT TIME ZONE timezone)::date DESC, effective_from DESC
   LIMIT 1
), belongs AS (
  SELECT team_id, member_id FROM membership, today
   WHERE org_id = $1 AND team_id = ANY($3::uuid[])
     AND starts_on <= on_date AND (ends_on IS NULL OR ends_on > on_date)
   UNION
  SELECT team_id, member_id FROM team_lead, today
   WHERE org_id = $1 AND team_id = ANY($3::uuid[])
     AND starts_on <= on_date AND (ends_on IS NULL OR ends_on > on_date)
)
SELECT told.place, member.member_id
  FROM unnest($2::int[], $3::uuid[]) AS told (place, team_id)
  JOIN belongs ON belongs.team_id = told.team_id
  JOIN member ON member.org_id = $1 AND member.member_id = belongs.member_id AND member.is_active
 UNION
SELECT told.place, member.member_id
  FROM unnest($5::int[]) AS told (place)
  JOIN member ON member.org_id = $1 AND member.is_active
"""
_ANNOUNCE = """
INSERT INTO announcement (
  org_id, created_at, announcement_id, kind, dedupe_key, params, occurred_at, expires_at)
SELECT $1, $2, announcement_id, kind, dedupe_key, params::jsonb, occurred_at, expires_at
  FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[])
       AS made (announcement_id, kind, dedupe_key, params, occurred_at, expires_at)
 ORDER BY dedupe_key
ON CONFLICT (org_id, dedupe_key) DO NOTHING
RETURNING announcement_id
"""
# Locks what it numbers, in one order, and makes what is not there yet.
_NUMBER = """
INSERT INTO inbox (org_id, member_id, last_seq, unread_count)
SELECT $1, member_id, items, items
  FROM unnest($2::uuid[], $3::int[]) AS told (member_id, items)
 ORDER BY member_id
ON CONFLICT (org_id, member_id) DO UPDATE
   SET last_seq = inbox.last_seq + excluded.last_seq,
       unread_count = inbox.unread_count + excluded.unread_count
RETURNING member_id, last_seq
"""
_NOTIFY = """
INSERT INTO notification (org_id, created_at, notification_id, announcement_id, member_id, seq)
SELECT $1, $2, made.*
  FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[]) AS made
 ORDER BY 3
"""
# Every open phone; who has none is mailed, where the organization wants that. What goes one way of two ($3: to
# whom) may be mailed to anybody. Besides, kinds are texted to who wishes that, where a system takes texts.
_WAYS = """
SELECT 'PUSH' AS channel, device_id, member_id, true AS is_usual, NULL::uuid AS webhook_id,
       NULL::text[] AS texted_kinds
  FROM device
 WHERE org_id = $1 AND member_id = ANY($2::uuid[]) AND closed_at IS NULL
 UNION ALL
SELECT 'EMAIL', NULL, mailed.member_id, mailed.is_usual, NULL, NULL
  FROM (
    SELECT profile.member_id,
           EXISTS (SELECT FROM notification_setting AS theirs
                    WHERE theirs.org_id = $1 AND theirs.subject_id = $1 AND theirs.mails_phoneless)
           AND NOT EXISTS (SELECT FROM device
                            WHERE device.org_id = $1 AND device.member_id = profile.member_id
                              AND device.closed_at IS NULL) AS is_usual
      FROM profile
     WHERE profile.org_id = $1 AND profile.member_id = ANY($2::uuid[])
       AND profile.email IS NOT NULL) AS mailed
 WHERE mailed.is_usual OR mailed.member_id = ANY($3::uuid[])
 UNION ALL
SELECT 'TEXT', NULL, wishing.subject_id, false, webhook.webhook_id, wishing.texted_kinds
  FROM webhook
  JOIN notification_setting AS wishing
    ON wishing.org_id = $1 AND wishing.subject_id = ANY($2::uuid[]) AND wishing.texted_kinds <> '{}'
 WHERE webhook.org_id = $1 AND webhook.takes_texts AND webhook.disabled_at IS NULL
 ORDER BY device_id
"""
_DELIVER = """
INSERT INTO delivery (
  org_id, next_at, delivery_id, notification_id, channel, device_id, expires_at, webhook_id)
SELECT $1, $2, made.*
  FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::timestamptz[], $8::uuid[]) AS made
 ORDER BY 3
"""
# A statement of its own after the locks, so that it sees what was read before they were held.
_READ = """
WITH gone AS (
  UPDATE notification SET read_at = $3
   WHERE org_id = $1 AND announcement_id = ANY($2::uuid[]) AND read_at IS NULL
  RETURNING member_id
)
UPDATE inbox SET unread_count = unread_count - counted.items
  FROM (SELECT member_id, count(*) AS items FROM gone GROUP BY member_id) AS counted
 WHERE inbox.org_id = $1 AND inbox.member_id = counted.member_id
"""


async def append(
    connection: Connection,
    announcements: Sequence[Announcement],
    *,
    now: datetime,
    withdrawn: Collection[str] = (),
) -> frozenset[UUID]:
    """Write announcements into the inboxes of those who are to be told, and their devices' deliveries.

    One whose cause was told before is left out. What is withdrawn, named by dedupe key, is no longer unread
    in any inbox, no phone is told of it any more, and phones that show it are asked to take it off.

    Inboxes are the last in the order of locks, so this is done once in a transaction, after all else but
    the feed. Returns the members whose inbox has changed.
    """
    told = await _address(connection, await _announce(connection, announcements, now=now), now=now)
    gone, holders = await recalls.withdraw(connection, withdrawn, now=now)
    if gone and await recalls.ask(connection, gone, now=now, expires_at=now + RECALL_LASTS):
        await ring_due(connection)
    items = Counter(member_id for _, member_id in told)
    if not items and not holders:
        return frozenset()
    seqs = await _number(connection, {**dict.fromkeys(holders, 0), **items})
    if told:
        await _notify(connection, told, seqs, now=now)
    if gone:
        await connection.execute(_READ, connection.org_id, list(gone), now)
    return frozenset(seqs)


async def hold(connection: Connection, member_ids: Collection[UUID]) -> None:
    """Lock inboxes in the order of their members, so that what is unread in them stays so."""
    await _number(connection, dict.fromkeys(member_ids, 0))


async def ring(connection: Connection, changed: Changed) -> None:
    """Tell open subscriptions, once this is committed, what to read again."""
    payload: dict[str, Any] = {
        "org": str(changed.org_id),
        "boards": sorted(changed.board_ids),
        "members": _texts(changed.member_ids),
        "inbox": _texts(changed.inbox_member_ids),
        "feed": _texts(changed.feed_audience_ids),
    }
    text = json.dumps(payload, separators=(",", ":"))
    if len(text) > PAYLOAD_LIMIT:
        # null says "anything"
        text = json.dumps(dict.fromkeys(payload) | {"org": str(changed.org_id)})
    await connection.notify(LIVE_CHANNEL, text)


async def ring_due(connection: Connection) -> None:
    """Tell workers, once this is committed, that deliveries are due."""
    await connection.notify(DUE_CHANNEL, str(connection.org_id))


async def _announce(
    connection: Connection, announcements: Sequence[Announcement], *, now: datetime
) -> Sequence[Announcement]:
    """Write down what was not told before, and return it in its order."""
    once: dict[str, Announcement] = {}
    for each in announcements:
        once.setdefault(each.dedupe_key, each)
    if not once:
        return ()
    rows = [
        (
            each.announcement_id,
            each.kind,
            each.dedupe_key,
            json.dumps(dict(each.params)),
            each.occurred_at,
            each.expires_at,
        )
        for each in once.values()
    ]
    made = await connection.fetch(_ANNOUNCE, connection.org_id, now, *zip(*rows, strict=True))
    new = {row["announcement_id"] for row in made}
    return [each for each in once.values() if each.announcement_id in new]


async def _address(
    connection: Connection, announcements: Sequence[Announcement], *, now: datetime
) -> Sequence[tuple[Announcement, UUID]]:
    """Say who is to be told: members named, those who are in a team or lead it today, or everyone."""
    teams = [
        (place, team_id)
        for place, each in enumerate(announcements)
        for team_id in each.audience.team_ids
    ]
    everyone = [place for place, each in enumerate(announcements) if each.audience.is_everyone]
    told = [set(each.audience.member_ids) for each in announcements]
    if teams or everyone:
        rows = await connection.fetch(
            _AUDIENCE,
            connection.org_id,
            [place for place, _ in teams],
            [team_id for _, team_id in teams],
            now,
            everyone,
        )
        for row in rows:
            told[row["place"]].add(row["member_id"])
    return [
        (each, member_id)
        for each, members in zip(announcements, told, strict=True)
        for member_id in members
    ]


async def _number(connection: Connection, items: Mapping[UUID, int]) -> dict[UUID, int]:
    """Lock inboxes and take as many numbers as each has new items; return the last one before them."""
    rows = await connection.fetch(_NUMBER, connection.org_id, list(items), list(items.values()))
    return {row["member_id"]: row["last_seq"] - items[row["member_id"]] for row in rows}


async def _notify(
    connection: Connection,
    told: Sequence[tuple[Announcement, UUID]],
    seqs: Mapping[UUID, int],
    *,
    now: datetime,
) -> None:
    last = dict(seqs)
    rows = []
    for each, member_id in told:
        last[member_id] += 1
        notification_id = derived_id(each.announcement_id, "notification", member_id)
        rows.append((notification_id, each.announcement_id, member_id, last[member_id]))
    await connection.execute(_NOTIFY, connection.org_id, now, *zip(*rows, strict=True))
    await _deliver(
        connection,
        [
            (member_id, notification_id, each)
            for (notification_id, _, member_id, _), (each, _) in zip(rows, told, strict=True)
        ],
        now=now,
    )


async def _deliver(
    connection: Connection, told: Sequence[tuple[UUID, UUID, Announcement]], *, now: datetime
) -> None:
    found = await connection.fetch(
        _WAYS,
        connection.org_id,
        list({member_id for member_id, _, _ in told}),
        list({member_id for member_id, _, each in told if each.by is not None}),
    )
    ways: dict[UUID, list[Any]] = {}
    for row in found:
        ways.setdefault(row["member_id"], []).append(row)
    rows = [
        (
            derived_id(notification_id, "delivery", way["device_id"] or way["channel"]),
            notification_id,
            way["channel"],
            way["device_id"],
            each.expires_at,
            way["webhook_id"],
        )
        for member_id, notification_id, each in told
        for way in _chosen(ways.get(member_id, ()), each)
    ]
    rows += await webhooks.ways(connection, told, now=now)
    if rows:
        await connection.execute(_DELIVER, connection.org_id, now, *zip(*rows, strict=True))
        await ring_due(connection)


def _chosen(ways: Sequence[Any], told: Announcement) -> Sequence[Any]:
    """Return the usual ways, or those by one channel, else by the other; and by text, where that is wished."""
    texts = [way for way in ways if told.kind in (way["texted_kinds"] or ())]
    others = [way for way in ways if way["channel"] != Channel.TEXT]
    if told.by is None:
        return [*(way for way in others if way["is_usual"]), *texts]
    return [*([way for way in others if way["channel"] == told.by] or others), *texts]


def _texts(ids: Collection[UUID]) -> list[str]:
    return sorted(map(str, ids))
