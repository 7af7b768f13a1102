"""The ledger: entries to append."""

from collections.abc import Sequence
from datetime import datetime

from bellringer.gamification.outcome import Entry
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
