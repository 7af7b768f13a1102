"""Celebrations, the awards they honour, and what is to be mentioned in the next meeting."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.celebrations import CelebrationTerms
from bellringer.gamification.facts.celebrations import CelebrationFacts, HonouredAward
from bellringer.models.database import Connection

_INSERT = """
WITH made AS (
    INSERT INTO celebration (org_id, celebration_id, kind, team_id, starts_at, created_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    RETURNING org_id, celebration_id
)
INSERT INTO celebration_note (org_id, celebration_id, title, body)
SELECT org_id, celebration_id, $8, $9 FROM made
"""
_LOCK = """
SELECT celebration_id, team_id, starts_at, cancelled_at IS NOT NULL AS is_cancelled
  FROM celebration WHERE org_id = $1 AND celebration_id = $2 FOR NO KEY UPDATE
"""
_UPDATE = """
WITH changed AS (
    UPDATE celebration SET kind = $3, starts_at = $4 WHERE org_id = $1 AND celebration_id = $2
)
UPDATE celebration_note SET title = $5, body = $6 WHERE org_id = $1 AND celebration_id = $2
"""
_CANCEL = "UPDATE celebration SET cancelled_at = $3 WHERE org_id = $1 AND celebration_id = $2"
_FORGET = """
DELETE FROM celebration_award
 WHERE org_id = $1 AND celebration_id = $2 AND award_id <> ALL($3::uuid[])
"""
_HONOUR = """
INSERT INTO celebration_award (org_id, celebration_id, award_id)
SELECT $1, $2, award_id FROM unnest($3::uuid[]) AS given (award_id) ORDER BY award_id
ON CONFLICT (org_id, celebration_id, award_id) DO NOTHING
"""
_AWARDS = """
SELECT a.award_id, coalesce(a.team_id, s.team_id) AS team_id, d.is_secret
  FROM badge_award AS a
  JOIN badge_definition AS d ON d.org_id = $1 AND d.badge_id = a.badge_id
  LEFT JOIN membership AS s ON s.org_id = $1 AND s.member_id = a.member_id
   AND s.starts_on <= $3 AND (s.ends_on IS NULL OR s.ends_on > $3)
 WHERE a.org_id = $1 AND a.award_id = ANY($2::uuid[]) AND a.state = 'GRANTED'
"""
_MENTION = """
INSERT INTO award_mention AS m (org_id, award_id, asked_by, asked_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, award_id) DO UPDATE
   SET asked_by = excluded.asked_by, asked_at = excluded.asked_at,
       mentioned_by = NULL, mentioned_at = NULL
 WHERE m.mentioned_at IS NOT NULL
"""
_TICK = """
UPDATE award_mention SET mentioned_by = $3, mentioned_at = $4
 WHERE org_id = $1 AND award_id = $2 AND mentioned_at IS NULL
"""


async def insert(
    connection: Connection,
    celebration_id: UUID,
    terms: CelebrationTerms,
    *,
    team_id: UUID | None,
    by_member_id: UUID | None,
    now: datetime,
) -> None:
    """Write a celebration with its words and the awards it honours."""
    await connection.execute(
        _INSERT,
        *(connection.org_id, celebration_id, terms.kind, team_id, terms.starts_at, by_member_id),
        *(now, terms.title, terms.text),
    )
    await connection.execute(_HONOUR, connection.org_id, celebration_id, list(terms.award_ids))


async def lock(connection: Connection, celebration_id: UUID) -> CelebrationFacts | None:
    """Lock a celebration and return it."""
    row = await connection.fetchrow(_LOCK, connection.org_id, celebration_id)
    return None if row is None else CelebrationFacts(**dict(row))


async def update(connection: Connection, celebration_id: UUID, terms: CelebrationTerms) -> None:
    """Put other terms in the place of what there is."""
    key = (connection.org_id, celebration_id)
    await connection.execute(_UPDATE, *key, terms.kind, terms.starts_at, terms.title, terms.text)
    await connection.execute(_FORGET, *key, list(terms.award_ids))
    await connection.execute(_HONOUR, *key, list(terms.award_ids))


async def cancel(connection: Connection, celebration_id: UUID, *, now: datetime) -> None:
    """Call a celebration off."""
    await connection.execute(_CANCEL, connection.org_id, celebration_id, now)


async def awards(
    connection: Connection, award_ids: Collection[UUID], *, on: date
) -> list[HonouredAward]:
    """Return those of the awards that count."""
    rows = await connection.fetch(_AWARDS, connection.org_id, list(award_ids), on)
    return [HonouredAward(**dict(row)) for row in rows]


async def mention(
    connection: Connection, award_id: UUID, *, by_member_id: UUID | None, now: datetime
) -> None:
    """Put an award on the list, unless it is there."""
    await connection.execute(_MENTION, connection.org_id, award_id, by_member_id, now)


async def tick(
    connection: Connection, award_id: UUID, *, by_member_id: UUID | None, now: datetime
) -> None:
    """Tick an award off, if it is on the list."""
    await connection.execute(_TICK, connection.org_id, award_id, by_member_id, now)
