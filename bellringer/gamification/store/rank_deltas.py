"""How ranks have moved since midnight."""

from collections.abc import Sequence
from uuid import UUID

from bellringer.gamification.store.populations import Listing, all_written, written
from bellringer.models.database import Connection
from bellringer.words import ScoreKind, SubjectKind, TiePolicy

# On larger boards ranking everybody would cost more than it tells.
LARGEST = 1_000

# Ranks at midnight: today's day sums taken off again, ties by the present order. What a score is derived from is
# taken as it is now.
_DELTAS = """
WITH listed AS (
    SELECT s.subject_id, s.score, s.reached_at, coalesce(s.numerator, s.score) - coalesce(d.total, 0) AS done,
           CASE WHEN s.denominator IS NULL THEN s.score - coalesce(d.total, 0)
                ELSE floor(coalesce(s.factor, 10000) * (s.numerator - coalesce(d.total, 0))::numeric
                           / s.denominator)::bigint END AS before
    FROM board_score s {population}
    LEFT JOIN subject_day d ON d.org_id = s.org_id AND d.subject_id = s.subject_id
         AND d.metric_key = $4 AND d.on_date = $5
    WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.score IS NOT NULL
    LIMIT $7 + 1
), ranked AS (
    SELECT subject_id, done,
           {ranking}() OVER (ORDER BY before {falling}{ties}) AS was,
           {ranking}() OVER (ORDER BY score {falling}{ties}) AS now
    FROM listed WHERE (SELECT count(*) FROM listed) <= $7
)
SELECT subject_id, was - now AS delta FROM ranked WHERE subject_id = ANY($6::uuid[]) AND done <> 0
"""
_RANKING = {
    TiePolicy.COMPETITION: ("rank", ""),
    TiePolicy.DENSE: ("dense_rank", ""),
    TiePolicy.ORDINAL: ("row_number", ", reached_at, subject_id"),
}


def _ranking(tie_policy: TiePolicy) -> str:
    ranking, ties = _RANKING[tie_policy]
    return _DELTAS.replace("{ranking}", ranking).replace("{ties}", ties)


STATEMENTS = all_written({f"DELTAS-{each}": _ranking(each) for each in TiePolicy})


async def deltas(
    connection: Connection, subjects: Sequence[UUID], listing: Listing
) -> dict[UUID, int]:
    """Return how many ranks each subject has won since midnight.

    One without a score then is absent, and so is everybody on a board of more than `LARGEST` subjects, or of
    teams by percent to goal: their day sums hold what members without a goal did, too.
    """
    board = listing.board
    if board.score_kind is ScoreKind.PERCENT_TO_GOAL and board.subject_kind is SubjectKind.TEAM:
        return {}
    sql, scope = written(_ranking(listing.board.tie_policy), listing)
    rows = await connection.fetch(
        sql,
        connection.org_id,
        listing.board.sums_id,
        listing.starts_on,
        listing.board.metric_key,
        listing.on,
        list(subjects),
        LARGEST,
        *scope,
    )
    return {row["subject_id"]: row["delta"] for row in rows}
