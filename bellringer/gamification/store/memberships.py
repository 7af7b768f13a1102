"""For which team members score over time, corrections of it, and what they have scored over some days."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.facts.members import TeamSpan
from bellringer.gamification.facts.memberships import Scored, StandingEntry
from bellringer.gamification.store import recount
from bellringer.gamification.store.activities import entry_of
from bellringer.models.database import Connection

_CLEAR = "DELETE FROM membership WHERE org_id = $1 AND member_id = $2"
_WRITE = """
INSERT INTO membership (org_id, member_id, team_id, starts_on, ends_on)
SELECT $1, $2, * FROM unnest($3::uuid[], $4::date[], $5::date[])
"""
_CORRECT = """
INSERT INTO membership_correction (
  org_id, member_id, correction_no, team_id, starts_on, ends_on, before_seq, replaced, corrected_at,
  corrected_by)
SELECT $1, $2, 1 + coalesce(max(correction_no), 0), $3, $4, $5, $6, $7, $8, $9
  FROM membership_correction WHERE org_id = $1 AND member_id = $2
RETURNING correction_no
"""
_NOTE = """
INSERT INTO membership_note (org_id, member_id, correction_no, body) VALUES ($1, $2, $3, $4)
"""
_HAS_SCORED = """
SELECT EXISTS (SELECT FROM ledger_entry WHERE org_id = $1 AND member_id = $2 AND org_on >= $3)
    OR EXISTS (SELECT FROM credit WHERE org_id = $1 AND member_id = $2 AND org_on >= $3)
"""
_ENTRIES = """
SELECT entry_id, member_id, team_id, points, reason, rule_id, rule_version, occurred_at, member_on,
       org_on, activity_id, award_id
  FROM ledger_entry AS entry
 WHERE org_id = $1 AND member_id = $2 AND org_on >= $3 AND org_on < coalesce($4::date, 'infinity')
   AND team_id IS DISTINCT FROM $5 AND account = 'POINTS' AND reverses_id IS NULL
   AND NOT EXISTS (SELECT FROM ledger_entry AS later
                    WHERE later.org_id = $1 AND later.reverses_id = entry.entry_id)
 ORDER BY entry_id
"""
_ACTIVITIES = """
SELECT activity_id FROM credit_now
 WHERE org_id = $1 AND member_id = $2 AND org_on >= $3 AND org_on < coalesce($4::date, 'infinity')
   AND team_id IS DISTINCT FROM $5
"""
_REPOINT = """
UPDATE badge_award SET bonus_entry_id = moved.new_id
  FROM unnest($3::uuid[], $4::uuid[]) AS moved (old_id, new_id)
 WHERE badge_award.org_id = $1 AND badge_award.member_id = $2
   AND badge_award.bonus_entry_id = moved.old_id
"""
_GOALS = """
SELECT goal.goal_id
  FROM goal
  JOIN goal_agreement AS agreement ON agreement.org_id = $1
   AND agreement.goal_id = goal.goal_id AND agreement.agreement_no = goal.agreement_no
 WHERE goal.org_id = $1 AND goal.owner_id = $2 AND goal.state <> 'CANCELLED'
   AND agreement.ends_on > $3
"""


async def write(connection: Connection, member_id: UUID, spans: Sequence[TeamSpan]) -> None:
    """Keep exactly these spans of a member, who is under lock."""
    await connection.execute(_CLEAR, connection.org_id, member_id)
    await connection.execute(
        _WRITE,
        connection.org_id,
        member_id,
        [span.team_id for span in spans],
        [span.starts_on for span in spans],
        [span.ends_on for span in spans],
    )


async def correct(
    connection: Connection,
    member_id: UUID,
    team_id: UUID | None,
    *,
    starts_on: date,
    ends_on: date | None,
    before_seq: int,
    replaced: Collection[UUID],
    reason: str,
    by: Principal,
    now: datetime,
) -> int:
    """Record that the member scored for a team, or for none, over some days; return the correction's number."""
    correction_no: int = await connection.fetchval(
        _CORRECT,
        connection.org_id,
        member_id,
        team_id,
        starts_on,
        ends_on,
        before_seq,
        list(replaced),
        now,
        by.source,
    )
    await connection.execute(_NOTE, connection.org_id, member_id, correction_no, reason)
    return correction_no


async def has_scored_since(connection: Connection, member_id: UUID, on: date) -> bool:
    """Tell whether a member has scored anything on a date or later."""
    return bool(await connection.fetchval(_HAS_SCORED, connection.org_id, member_id, on))


async def scored_elsewhere(
    connection: Connection,
    member_id: UUID,
    team_id: UUID | None,
    *,
    starts_on: date,
    ends_on: date | None,
) -> Scored:
    """Return what a member has scored over some days for any team but this one, and still holds."""
    asked = (connection.org_id, member_id, starts_on, ends_on, team_id)
    entries = await connection.fetch(_ENTRIES, *asked)
    found = await connection.fetch(_ACTIVITIES, *asked)
    return Scored(
        entries=tuple(_standing(row) for row in entries),
        activities=tuple(await recount.parts(connection, [row["activity_id"] for row in found])),
    )


async def repoint_bonuses(
    connection: Connection, member_id: UUID, moved: Collection[tuple[UUID, UUID]]
) -> None:
    """Let a member's awards know their bonuses by the entries that stand for them now."""
    if moved:
        old, new = zip(*moved, strict=True)
        await connection.execute(_REPOINT, connection.org_id, member_id, list(old), list(new))


async def goals_since(connection: Connection, member_id: UUID, on: date) -> list[UUID]:
    """Return a member's goals in force that end after a date."""
    return [
        row["goal_id"] for row in await connection.fetch(_GOALS, connection.org_id, member_id, on)
    ]


def _standing(row: asyncpg.Record) -> StandingEntry:
    return StandingEntry(
        entry=entry_of(row), activity_id=row["activity_id"], award_id=row["award_id"]
    )
