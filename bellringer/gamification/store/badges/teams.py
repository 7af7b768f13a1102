"""Badges of teams."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from bellringer.gamification.facts.badges import TeamAward
from bellringer.gamification.outcome.consequences import AwardRevoked, TeamAwardMade
from bellringer.gamification.store.outcome.badges import move
from bellringer.models.database import Connection
from bellringer.words import AwardState

_LOCK = """
SELECT team_id FROM team
 WHERE org_id = $1 AND team_id = ANY($2::uuid[]) AND archived_at IS NULL
 ORDER BY team_id
   FOR NO KEY UPDATE
"""
_LEADS = """
SELECT EXISTS (
  SELECT FROM team_lead WHERE org_id = $1 AND team_id = $2 AND member_id = $3
     AND starts_on <= $4 AND (ends_on IS NULL OR ends_on > $4))
    OR EXISTS (
  SELECT FROM membership WHERE org_id = $1 AND team_id = $2 AND member_id = $3
     AND starts_on <= $4 AND (ends_on IS NULL OR ends_on > $4))
"""
_READ = """
SELECT award_id, badge_id, team_id, period_starts_on, number, state, is_automatic, revoked_by
  FROM badge_award
 WHERE org_id = $1 AND badge_id = $2 AND team_id = ANY($3::uuid[])
 ORDER BY team_id, period_starts_on, number
"""
_INSERT = """
INSERT INTO badge_award (org_id, state, award_id, badge_id, team_id, period_starts_on, number,
                         is_automatic, awarded_at, awarded_by, competition_id)
SELECT $1, 'GRANTED', made.*
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::date[], $6::int[], $7::boolean[],
              $8::timestamptz[], $9::uuid[], $10::uuid[]) AS made
 ORDER BY 3
"""
_AGAIN = """
UPDATE badge_award
   SET state = 'GRANTED', revoked_at = NULL, revoked_by = NULL, revoked_for = NULL
 WHERE org_id = $1 AND award_id = ANY($2::uuid[])
"""


async def lock(connection: Connection, team_ids: Collection[UUID]) -> set[UUID]:
    """Lock the teams, in the order of their ids, and return those that there are and not archived."""
    rows = await connection.fetch(_LOCK, connection.org_id, list(team_ids))
    return {row["team_id"] for row in rows}


async def is_of(connection: Connection, team_id: UUID, member_id: UUID, *, on: date) -> bool:
    """Tell whether a member scores for a team, or leads it, on a date."""
    return bool(await connection.fetchval(_LEADS, connection.org_id, team_id, member_id, on))


async def awards(
    connection: Connection, badge_id: UUID, team_ids: Collection[UUID]
) -> dict[UUID, tuple[TeamAward, ...]]:
    """Return all awards of a badge to each of these teams, revoked ones too."""
    found: dict[UUID, tuple[TeamAward, ...]] = dict.fromkeys(team_ids, ())
    for row in await connection.fetch(_READ, connection.org_id, badge_id, list(team_ids)):
        award = TeamAward(**{**dict(row), "state": AwardState(row["state"])})
        found[award.team_id] = (*found[award.team_id], award)
    return found


async def save(
    connection: Connection, made: Sequence[TeamAwardMade], revoked: Sequence[AwardRevoked] = ()
) -> None:
    """Write awards that were revoked, made, and made again; the teams are under lock."""
    await move(connection, revoked)
    new = [each for each in made if not each.is_again]
    if new:
        rows = [
            (
                each.award_id,
                each.badge_id,
                each.team_id,
                each.period_starts_on,
                each.number,
                each.is_automatic,
                each.awarded_at,
                each.awarded_by,
                each.competition_id,
            )
            for each in new
        ]
        await connection.execute(_INSERT, connection.org_id, *zip(*rows, strict=True))
    again = [each.award_id for each in made if each.is_again]
    if again:
        await connection.execute(_AGAIN, connection.org_id, again)
