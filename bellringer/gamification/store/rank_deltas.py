"""How ranks have moved since midnight."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bellringer.gamification.playbook import Board
from bellringer.gamification.store.standings import written
from bellringer.models.database import Connection
from bellringer.words import TiePolicy

# On larger boards ranking everybody would cost more than it tells.
LARGEST = 1_000

# ranks at midnight: today's day sums taken off again, ties by the present order
_DELTAS = """
WITH listed AS (
    SELECT s.subject_id, s.score, s.reached_at, s.score - coalesce(d.total, 0) AS before
    FROM board_score s {population}
    LEFT JOIN subject_day d ON d.org_id = s.org_id AND d.subject_id = s.subject_id
         AND d.metric_key = $4 AND d.on_date = $5
    WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.score IS NOT NULL
    LIMIT $7 + 1
), ranked AS (
    SELECT subject_id, before,
           {ranking}() OVER (ORDER BY before {falling}{ties}) AS was,
           {ranking}() OVER (ORDER BY score {falling}{ties}) AS now
    FROM listed WHERE (SELECT count(*) FROM listed) <= $7
)
SELECT subject_id, was - now AS delta FROM ranked WHERE subject_id = ANY($6::uuid[]) AND before <> 0
"""
_RANKING = {
    TiePolicy.COMPETITION: ("rank", ""),
    TiePolicy.DENSE: ("dense_rank", ""),
    TiePolicy.ORDINAL: ("row_number", ", reached_at, subject_id"),
}


async def deltas(
    connection: Connection, board: Board, starts_on: date, subjects: Sequence[UUID], *, today: date
) -> dict[UUID, int]:
    """Return how many ranks each subject has won since midnight.

    One without a score then is absent, and so is everybody on a board of more than `LARGEST` subjects.
    """
    ranking, ties = _RANKING[board.tie_policy]
    rows = await connection.fetch(
        written(_DELTAS.replace("{ranking}", ranking).replace("{ties}", ties), board),
        connection.org_id,
        board.board_id,
        starts_on,
        board.metric_key,
        today,
        list(subjects),
        LARGEST,
    )
    return {row["subject_id"]: row["delta"] for row in rows}
