"""Levels: the steps there are, the members on them, and why one was lowered."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bellringer.gamification.playbook.leaderboards import LIFETIME_BOARD
from bellringer.gamification.playbook.points import Level
from bellringer.gamification.rules.calendars.periods import ALL_TIME_STARTS_ON
from bellringer.models.database import Connection

_REPLACE = """
INSERT INTO level (org_id, number, threshold, title)
SELECT $1, * FROM unnest($2::int[], $3::bigint[], $4::text[])
ON CONFLICT (org_id, number) DO UPDATE SET threshold = excluded.threshold, title = excluded.title
"""
_DELETE_ABOVE = "DELETE FROM level WHERE org_id = $1 AND number > $2"
# a high-water mark, but never above the highest level there is
_MOVED = """
SELECT member.member_id, reached.level
  FROM member
  LEFT JOIN board_score AS total ON total.org_id = $1 AND total.starts_on = $4
   AND total.board_id = (SELECT board_id FROM board WHERE org_id = $1 AND board_key = $3)
   AND total.subject_id = member.member_id
 CROSS JOIN LATERAL (
  SELECT least(cardinality($2::bigint[]), greatest(member.level, (
           SELECT count(*) FROM unnest($2::bigint[]) AS threshold
            WHERE threshold <= coalesce(total.score, 0) + coalesce(total.correction, 0))))::int
         AS level) AS reached
 WHERE member.org_id = $1 AND member.level <> reached.level
 ORDER BY member.member_id
"""
_LOCK_MOVED = _MOVED + "   FOR NO KEY UPDATE OF member"
_MOVE = f"""
WITH moved AS ({_LOCK_MOVED})
UPDATE member SET level = moved.level
  FROM moved
 WHERE member.org_id = $1 AND member.member_id = moved.member_id
"""  # noqa: S608 - all of it stands here
_LOWER = "UPDATE member SET level = $3 WHERE org_id = $1 AND member_id = $2"
_NOTE = """
INSERT INTO level_note
       (org_id, note_id, member_id, level_before, level, body, written_at, written_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def lock_moved(connection: Connection, levels: Sequence[Level]) -> None:
    """Lock the members whose level these levels change, in the order of their ids."""
    await connection.fetch(_LOCK_MOVED, *_asked(connection, levels))


async def replace(connection: Connection, levels: Sequence[Level]) -> None:
    """Write the levels in place of those there are."""
    await connection.execute(
        _REPLACE,
        connection.org_id,
        [level.number for level in levels],
        [level.threshold for level in levels],
        [level.title for level in levels],
    )
    await connection.execute(_DELETE_ABOVE, connection.org_id, len(levels))


async def move_members(connection: Connection, levels: Sequence[Level]) -> None:
    """Give members the level that their points reach, and none that is not there any more."""
    await connection.execute(_MOVE, *_asked(connection, levels))


async def lower(
    connection: Connection,
    note_id: UUID,
    member_id: UUID,
    *,
    before: int,
    level: int,
    reason: str,
    by: UUID | None,
    now: datetime,
) -> None:
    """Lower the level of a member who is under lock, and keep the reason."""
    org_id = connection.org_id
    await connection.execute(_LOWER, org_id, member_id, level)
    await connection.execute(_NOTE, org_id, note_id, member_id, before, level, reason, now, by)


def _asked(connection: Connection, levels: Sequence[Level]) -> tuple[object, ...]:
    thresholds = [level.threshold for level in levels]
    return connection.org_id, thresholds, LIFETIME_BOARD, ALL_TIME_STARTS_ON
