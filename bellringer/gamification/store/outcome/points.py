"""The ledger: entries to append, why they pay what they pay, and what caps have seen of them."""

from collections.abc import Sequence
from datetime import datetime

from bellringer.gamification.facts.points import CapKey
from bellringer.gamification.outcome.consequences import CapMove, Entry
from bellringer.models.database import Connection

_INSERT = """
INSERT INTO ledger_entry (
  org_id, account, recorded_at, entry_id, member_id, team_id, points, reason, activity_id, award_id,
  rule_id, rule_version, reverses_id, occurred_at, member_on, org_on, recorded_by)
SELECT $1, 'POINTS', $2, made.*
  FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::text[], $8::uuid[], $9::uuid[],
              $10::uuid[], $11::int[], $12::uuid[], $13::timestamptz[], $14::date[], $15::date[],
              $16::text[]) AS made
 ORDER BY 4
"""
# ragged arrays do not fit into unnest: the boosts travel as text
_INSERT_PRICINGS = """
INSERT INTO entry_pricing (org_id, entry_id, worth, cut_by, boost_ids)
SELECT $1, entry_id, worth, cut_by, boost_ids::uuid[]
  FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[])
       AS made (entry_id, worth, cut_by, boost_ids)
 ORDER BY entry_id
"""
# the rows are their member's, who is under lock
_MOVE_CAPS = """
INSERT INTO cap_use (org_id, rule_id, member_id, period, starts_on, points)
SELECT $1, made.*
  FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::date[], $6::bigint[]) AS made
 ORDER BY 2, 3, 4, 5
ON CONFLICT (org_id, rule_id, member_id, period, starts_on)
   DO UPDATE SET points = cap_use.points + excluded.points
"""


async def insert_entries(
    connection: Connection, entries: Sequence[tuple[Entry, str]], *, now: datetime
) -> None:
    """Append entries, each with who is on record for it."""
    if not entries:
        return
    rows = [
        (
            entry.entry_id,
            entry.member_id,
            entry.team_id,
            entry.points,
            entry.reason,
            entry.activity_id,
            entry.award_id,
            entry.rule_id,
            entry.rule_version,
            entry.reverses_id,
            entry.occurred_at,
            entry.member_on,
            entry.org_on,
            recorded_by,
        )
        for entry, recorded_by in entries
    ]
    await connection.execute(_INSERT, connection.org_id, now, *zip(*rows, strict=True))
    pricings = [
        (
            entry.entry_id,
            entry.pricing.worth,
            entry.pricing.cut_by,
            "{" + ",".join(map(str, entry.pricing.boost_ids)) + "}",
        )
        for entry, _ in entries
        if entry.pricing
    ]
    if pricings:
        await connection.execute(_INSERT_PRICINGS, connection.org_id, *zip(*pricings, strict=True))


async def move_caps(connection: Connection, moves: Sequence[CapMove]) -> None:
    """Add to what capped rules have paid members, and take off what was taken back."""
    sums: dict[CapKey, int] = {}
    for move in moves:
        sums[move.key] = sums.get(move.key, 0) + move.delta
    if not sums:
        return
    await connection.execute(
        _MOVE_CAPS,
        connection.org_id,
        [key.rule_id for key in sums],
        [key.member_id for key in sums],
        [key.period for key in sums],
        [key.starts_on for key in sums],
        list(sums.values()),
    )
