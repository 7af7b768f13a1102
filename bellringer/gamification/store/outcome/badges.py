"""Badge awards granted, revoked and granted again."""

from collections.abc import Sequence
from uuid import UUID

from bellringer.gamification.outcome.consequences import AwardMade, AwardRevoked
from bellringer.models.database import Connection
from bellringer.words import AwardState

_INSERT = """
INSERT INTO badge_award (
  org_id, state, award_id, badge_id, member_id, period_starts_on, number, is_automatic,
  awarded_at, awarded_by, activity_id, bonus_entry_id, goal_id, competition_id, grant_id)
SELECT $1, 'GRANTED', made.*
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::date[], $6::int[], $7::boolean[],
              $8::timestamptz[], $9::uuid[], $10::uuid[], $11::uuid[], $12::uuid[], $13::uuid[],
              $14::uuid[]) AS made
 ORDER BY 3
"""
# A grant that is held back keeps what it was: who gave it, for which activity, with which bonus.
_CHANGE = """
UPDATE badge_award
   SET state = changed.state, revoked_at = changed.revoked_at, revoked_by = changed.revoked_by,
       revoked_for = changed.revoked_for,
       awarded_at = coalesce(changed.awarded_at, badge_award.awarded_at),
       activity_id = coalesce(changed.activity_id, badge_award.activity_id),
       bonus_entry_id = coalesce(changed.bonus_entry_id, badge_award.bonus_entry_id)
  FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::uuid[], $6::text[],
              $7::timestamptz[], $8::uuid[], $9::uuid[])
       AS changed (award_id, state, revoked_at, revoked_by, revoked_for, awarded_at, activity_id,
                   bonus_entry_id)
 WHERE badge_award.org_id = $1 AND badge_award.award_id = changed.award_id
"""


async def move(connection: Connection, moves: Sequence[AwardMade | AwardRevoked]) -> None:
    """Insert new awards, then give each changed one its last state; the members are under lock."""
    made = []
    changed: dict[UUID, tuple[object, ...]] = {}
    for each in moves:
        match each:
            case AwardMade(is_again=False):
                made.append(
                    (
                        each.award_id,
                        each.badge_id,
                        each.member_id,
                        each.period_starts_on,
                        each.number,
                        each.is_automatic,
                        each.awarded_at,
                        each.awarded_by,
                        each.activity_id,
                        each.bonus_entry_id,
                        each.goal_id,
                        each.competition_id,
                        each.grant_id,
                    )
                )
            case AwardMade():
                again = (each.awarded_at, each.activity_id, each.bonus_entry_id)
                changed[each.award_id] = (AwardState.GRANTED, None, None, None, *again)
            case AwardRevoked():
                by = (each.revoked_at, each.revoked_by, each.reason)
                changed[each.award_id] = (AwardState.REVOKED, *by, None, None, None)
    if made:
        await connection.execute(_INSERT, connection.org_id, *zip(*made, strict=True))
    if changed:
        rows = [(award_id, *values) for award_id, values in changed.items()]
        await connection.execute(_CHANGE, connection.org_id, *zip(*rows, strict=True))
