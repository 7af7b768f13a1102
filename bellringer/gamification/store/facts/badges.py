"""The badge awards on record that a batch may add to or take back."""

from collections.abc import Collection, Mapping
from uuid import UUID

import asyncpg

from bellringer.gamification.facts.activities import RecordedEntry
from bellringer.gamification.facts.badges import AwardFacts
from bellringer.models.database import Connection
from bellringer.words import AwardState, EntryReason

_READ = """
SELECT award.award_id, award.badge_id, award.member_id, award.period_starts_on, award.number,
       award.state, award.is_automatic, award.revoked_by, bonus.entry_id, bonus.team_id, bonus.points, bonus.reason,
       bonus.rule_id, bonus.rule_version, bonus.occurred_at, bonus.member_on, bonus.org_on
  FROM unnest($2::uuid[], $3::uuid[]) AS asked (badge_id, member_id)
  JOIN badge_award AS award ON award.org_id = $1
   AND award.badge_id = asked.badge_id AND award.member_id = asked.member_id
  LEFT JOIN ledger_entry AS bonus ON bonus.org_id = $1 AND bonus.entry_id = award.bonus_entry_id
"""


async def awards(
    connection: Connection, touched: Collection[tuple[UUID, UUID]]
) -> Mapping[tuple[UUID, UUID], tuple[AwardFacts, ...]]:
    """Return all awards of each (badge, member), revoked ones too."""
    if not touched:
        return {}
    rows = await connection.fetch(
        _READ,
        connection.org_id,
        [badge_id for badge_id, _ in touched],
        [member_id for _, member_id in touched],
    )
    found: dict[tuple[UUID, UUID], tuple[AwardFacts, ...]] = {}
    for row in rows:
        holder = row["badge_id"], row["member_id"]
        found[holder] = (*found.get(holder, ()), _award(row))
    return found


def _award(row: asyncpg.Record) -> AwardFacts:
    return AwardFacts(
        award_id=row["award_id"],
        badge_id=row["badge_id"],
        member_id=row["member_id"],
        period_starts_on=row["period_starts_on"],
        number=row["number"],
        state=AwardState(row["state"]),
        is_automatic=row["is_automatic"],
        revoked_by=row["revoked_by"],
        bonus_entry=None if row["entry_id"] is None else _bonus(row),
    )


def _bonus(row: asyncpg.Record) -> RecordedEntry:
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
