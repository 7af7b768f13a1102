"""Activities on record: the answers already given, what a reversal takes back, and living claims."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bellringer.gamification.facts.activities import RecordedActivity, RecordedCredit, RecordedEntry
from bellringer.gamification.outcome.activities import Answer
from bellringer.models.database import Connection
from bellringer.words import ApprovalState, EntryReason

ActivityKey = tuple[str, str]  # (source, idempotency key), unique in the organization for ever
Claim = tuple[str, str, str]  # (system, record id, kind)

_SEEN = """
SELECT activity.source, activity.idempotency_key, activity.body_sha256, activity.activity_id,
       activity.points_earned, activity.total_after, activity.crossing_keys, activity.award_ids
  FROM unnest($2::text[], $3::text[]) AS asked (source, idempotency_key)
  JOIN activity ON activity.org_id = $1
   AND activity.source = asked.source AND activity.idempotency_key = asked.idempotency_key
"""
# ids rise with time, and a few of them may be written in another order than they were made
_LAST_RECORDED_AT = """
SELECT max(recorded_at) FROM (
  SELECT recorded_at FROM activity WHERE org_id = $1 ORDER BY activity_id DESC LIMIT 1024) AS latest
"""
_CREDITED = """
SELECT member_id FROM credit WHERE org_id = $1 AND activity_id = ANY($2::uuid[])
 UNION
SELECT member_id FROM pending_credit WHERE org_id = $1 AND activity_id = ANY($2::uuid[])
"""
_ORIGINALS = """
SELECT activity_id, kind, member_id, recorded_by, occurred_at, recorded_at, member_on, org_on,
       scored_at IS NOT NULL AS is_scored,
       EXISTS (SELECT FROM activity AS later
                WHERE later.org_id = $1 AND later.reverses_id = original.activity_id) AS is_reversed,
       reverses_id IS NOT NULL AS is_reversal,
       external_id, measured, tags,
       (SELECT state FROM activity_approval
         WHERE org_id = $1 AND activity_id = original.activity_id) AS approval
  FROM activity AS original
 WHERE org_id = $1 AND activity_id = ANY($2::uuid[])
"""
_CREDITS = """
SELECT activity_id, member_id, member_seq, team_id, share_bp,
       quantity, amount_minor, duration_seconds, member_on, org_on, sales_role, share_no
  FROM credit_now
 WHERE org_id = $1 AND activity_id = ANY($2::uuid[])
 ORDER BY activity_id, share_bp DESC, quantity DESC, member_id
"""
# of those that wait for approval: what the credits will be
_PENDING_CREDITS = """
SELECT activity_id, member_id, 0::bigint AS member_seq, team_id, share_bp,
       quantity, amount_minor, duration_seconds, member_on, org_on, sales_role, share_no
  FROM pending_credit
 WHERE org_id = $1 AND activity_id = ANY($2::uuid[])
 ORDER BY activity_id, share_no
"""
# by member and day, because that is how the ledger is indexed
_ENTRIES = """
SELECT entry.activity_id, entry.entry_id, entry.member_id, entry.team_id, entry.points, entry.reason,
       entry.rule_id, entry.rule_version, entry.occurred_at, entry.member_on, entry.org_on
  FROM credit
  JOIN ledger_entry AS entry ON entry.org_id = $1
   AND entry.member_id = credit.member_id AND entry.org_on = credit.org_on
   AND entry.activity_id = credit.activity_id
 WHERE credit.org_id = $1 AND credit.activity_id = ANY($2::uuid[])
   AND (entry.reason = 'ACTIVITY'
        OR entry.reason = 'TRANSFER' AND entry.award_id IS NULL AND entry.reverses_id IS NULL)
   AND NOT EXISTS (SELECT FROM ledger_entry AS later
                    WHERE later.org_id = $1 AND later.reverses_id = entry.entry_id)
 ORDER BY entry.entry_id
"""
_CLAIMS = """
SELECT claim.system, claim.record_id, claim.kind, claim.activity_id
  FROM unnest($2::text[], $3::text[], $4::text[]) AS asked (system, record_id, kind)
  JOIN external_claim AS claim ON claim.org_id = $1 AND claim.system = asked.system
   AND claim.record_id = asked.record_id AND claim.kind = asked.kind
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An activity recorded before: the hash of its body, and the answer that was given."""

    body_sha256: bytes
    answer: Answer


async def seen(connection: Connection, keys: Collection[ActivityKey]) -> Mapping[ActivityKey, Seen]:
    """Return those of the keys that were used before, each with its first answer, marked replayed."""
    if not keys:
        return {}
    sources, idempotency_keys = zip(*keys, strict=True)
    rows = await connection.fetch(_SEEN, connection.org_id, list(sources), list(idempotency_keys))
    return {(row["source"], row["idempotency_key"]): _seen(row) for row in rows}


async def last_recorded_at(connection: Connection) -> datetime | None:
    """Return when the latest activity was recorded; None before the first."""
    found: datetime | None = await connection.fetchval(_LAST_RECORDED_AT, connection.org_id)
    return found


async def credited(connection: Connection, activity_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return the members whom the activities credit, or will when they are approved.

    They are to be locked before any of the activities is reversed or decided.
    """
    if not activity_ids:
        return frozenset()
    rows = await connection.fetch(_CREDITED, connection.org_id, list(activity_ids))
    return frozenset(row["member_id"] for row in rows)


async def originals(
    connection: Connection, activity_ids: Collection[UUID]
) -> Mapping[UUID, RecordedActivity]:
    """Return the activities with their credits and unreversed entries; the members are under lock."""
    if not activity_ids:
        return {}
    asked = (connection.org_id, list(activity_ids))
    activities = await connection.fetch(_ORIGINALS, *asked)
    shares = _by_activity(await connection.fetch(_CREDITS, *asked))
    if unscored := [row["activity_id"] for row in activities if not row["is_scored"]]:
        waiting = await connection.fetch(_PENDING_CREDITS, connection.org_id, unscored)
        shares = {**shares, **_by_activity(waiting)}
    entries = _by_activity(await connection.fetch(_ENTRIES, *asked))
    return {
        row["activity_id"]: _original(
            row, shares.get(row["activity_id"], ()), entries.get(row["activity_id"], ())
        )
        for row in activities
    }


async def claims(connection: Connection, wanted: Collection[Claim]) -> Mapping[Claim, UUID]:
    """Return the live activities that stand for these outside records."""
    if not wanted:
        return {}
    columns = [list(column) for column in zip(*wanted, strict=True)]
    rows = await connection.fetch(_CLAIMS, connection.org_id, *columns)
    return {(row["system"], row["record_id"], row["kind"]): row["activity_id"] for row in rows}


def _seen(row: asyncpg.Record) -> Seen:
    return Seen(
        body_sha256=row["body_sha256"],
        answer=Answer(
            activity_id=row["activity_id"],
            points_earned=row["points_earned"],
            total_after=row["total_after"],
            crossing_keys=tuple(row["crossing_keys"]),
            award_ids=tuple(row["award_ids"]),
            replayed=True,
        ),
    )


def _by_activity(rows: Sequence[asyncpg.Record]) -> Mapping[UUID, Sequence[asyncpg.Record]]:
    grouped: dict[UUID, list[asyncpg.Record]] = {}
    for row in rows:
        grouped.setdefault(row["activity_id"], []).append(row)
    return grouped


def _original(
    row: asyncpg.Record, shares: Sequence[asyncpg.Record], entries: Sequence[asyncpg.Record]
) -> RecordedActivity:
    return RecordedActivity(
        activity_id=row["activity_id"],
        kind=row["kind"],
        member_id=row["member_id"],
        recorded_by=row["recorded_by"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        member_on=row["member_on"],
        org_on=row["org_on"],
        is_scored=row["is_scored"],
        is_reversed=row["is_reversed"],
        is_reversal=row["is_reversal"],
        external_id=row["external_id"],
        values=row["measured"],
        credits=tuple(credit_of(each) for each in shares),
        entries=tuple(entry_of(each) for each in entries),
        tags=tuple(row["tags"]),
        approval=None if row["approval"] is None else ApprovalState(row["approval"]),
    )


def credit_of(row: asyncpg.Record) -> RecordedCredit:
    """Return the credit that a row of the table is."""
    return RecordedCredit(
        member_id=row["member_id"],
        member_seq=row["member_seq"],
        team_id=row["team_id"],
        share_bp=row["share_bp"],
        quantity=row["quantity"],
        amount_minor=row["amount_minor"],
        duration_seconds=row["duration_seconds"],
        member_on=row["member_on"],
        org_on=row["org_on"],
        sales_role=row["sales_role"],
        share_no=row["share_no"],
    )


def entry_of(row: asyncpg.Record) -> RecordedEntry:
    """Return the ledger entry that a row of the table is."""
    return RecordedEntry(
        entry_id=row["entry_id"],
        member_id=row["member_id"],
        team_id=row["team_id"],
        points=row["points"],
        reason=EntryReason(row["reason"]),
        rule_id=row["rule_id"],
        rule_version=row["rule_version"],
        occurred_at=row["occurred_at"],
        member_on=row["member_on"],
        org_on=row["org_on"],
    )
