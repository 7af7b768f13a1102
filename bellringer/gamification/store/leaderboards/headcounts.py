"""Heads of teams: what boards per head divide by."""

from collections.abc import Collection
from datetime import date

from bellringer.models.database import Connection

# Periods that still move, held so that none becomes FINAL meanwhile, and against another count, which may have
# read other memberships.
_HOLD = """
SELECT board_id, starts_on FROM board_period
 WHERE org_id = $1 AND board_id = ANY($2::smallint[]) AND state <> 'FINAL'
 ORDER BY board_id, starts_on
   FOR NO KEY UPDATE
"""
# Every team has its heads before it has done anything: a score is there with the first activity. As
# `per_head` in rules/leaderboards/derived.py has it.
_COUNT = """
WITH counted AS (
  SELECT board_id, starts_on, team.team_id, (until_on - starts_on)::bigint AS days,
         (SELECT sum(least(span.ends_on, member.left_on, until_on)
                     - greatest(span.starts_on, asked.starts_on))
            FROM membership AS span
            JOIN member ON member.org_id = $1 AND member.member_id = span.member_id
           WHERE span.org_id = $1 AND span.team_id = team.team_id AND span.starts_on < until_on
             AND least(span.ends_on, member.left_on, until_on)
                 > greatest(span.starts_on, asked.starts_on))::bigint AS member_days
    FROM unnest($2::smallint[], $3::date[], $4::date[]) AS asked (board_id, starts_on, until_on)
    JOIN team ON team.org_id = $1
)
INSERT INTO board_score AS held (org_id, board_id, starts_on, subject_id, factor, denominator)
SELECT $1, board_id, starts_on, team_id, 100 * days, member_days
  FROM counted
 ORDER BY board_id, starts_on, team_id
ON CONFLICT (org_id, board_id, starts_on, subject_id) DO UPDATE
   SET factor = excluded.factor, denominator = excluded.denominator,
       score = floor(excluded.factor * held.numerator::numeric / excluded.denominator)::bigint
 WHERE (held.factor, held.denominator) IS DISTINCT FROM (excluded.factor, excluded.denominator)
"""


async def hold(connection: Connection, board_ids: Collection[int]) -> tuple[tuple[int, date], ...]:
    """Hold the periods of these boards that are not FINAL; returns them as board and start."""
    rows = await connection.fetch(_HOLD, connection.org_id, sorted(board_ids))
    return tuple((row["board_id"], row["starts_on"]) for row in rows)


async def count(connection: Connection, asked: Collection[tuple[int, date, date]]) -> None:
    """Count the heads of all teams in periods (board, start, day before which) that the caller holds."""
    if asked:
        await connection.execute(_COUNT, connection.org_id, *zip(*sorted(asked), strict=True))
