"""What a recount of prices reads: entries that rules priced, and the stored use of caps."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import asyncpg

from bellringer.gamification.facts.activities import RecordedEntry
from bellringer.gamification.facts.memberships import RecordedParts
from bellringer.gamification.facts.points import CapKey
from bellringer.gamification.outcome.activities import Priced
from bellringer.gamification.rules.points.repricing import Past
from bellringer.gamification.store.activities import entry_of
from bellringer.models.database import Connection
from bellringer.words import PeriodKind

_PRICED = """
SELECT activity_id, entry_id, member_id, team_id, points, reason, rule_id, rule_version,
       occurred_at, member_on, org_on
  FROM ledger_entry
 WHERE org_id = $1 AND member_id = ANY($2::uuid[]) AND rule_id IS NOT NULL
   AND activity_id IS NOT NULL AND reason IN ('ACTIVITY', 'REVERSAL')
"""
_TOLD = """
SELECT activity_id, recorded_at, org_on, tags, reverses_id
  FROM activity WHERE org_id = $1 AND activity_id = ANY($2::uuid[])
"""
_CAP_USE = """
SELECT rule_id, member_id, period, starts_on, points
  FROM cap_use WHERE org_id = $1 AND member_id = ANY($2::uuid[])
"""


async def priced_entries(
    connection: Connection, member_ids: Sequence[UUID]
) -> list[tuple[UUID, RecordedEntry]]:
    """Return the entries of the members that a rule priced, and their reversals, each with its activity."""
    rows = await connection.fetch(_PRICED, connection.org_id, member_ids)
    return [(row["activity_id"], entry_of(row)) for row in rows]


async def past(
    connection: Connection, activities: Collection[RecordedParts]
) -> Mapping[UUID, Past]:
    """Return the activities as rules look at them."""
    asked = {each.activity_id: each for each in activities}
    rows = await connection.fetch(_TOLD, connection.org_id, list(asked))
    return {row["activity_id"]: _past(asked[row["activity_id"]], row) for row in rows}


def _past(activity: RecordedParts, row: asyncpg.Record) -> Past:
    return Past(
        priced=Priced(
            activity_id=activity.activity_id,
            kind=activity.kind,
            occurred_at=activity.occurred_at,
            recorded_at=row["recorded_at"],
            org_on=row["org_on"],
            tags=row["tags"],
            credits=tuple(sorted(activity.parts, key=lambda credit: credit.share_no)),
        ),
        reverses_id=row["reverses_id"],
    )


async def cap_use(connection: Connection, member_ids: Sequence[UUID]) -> Mapping[CapKey, int]:
    """Return the use of caps as it is stored, where there is any."""
    rows = await connection.fetch(_CAP_USE, connection.org_id, member_ids)
    return {
        CapKey(
            rule_id=row["rule_id"],
            member_id=row["member_id"],
            period=PeriodKind(row["period"]),
            starts_on=row["starts_on"],
        ): row["points"]
        for row in rows
    }
