"""One subject's ranks in all FINAL periods of a board, by the one definition of rank."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from bellringer.gamification.rules.leaderboards.streaks import FinalRank
from bellringer.gamification.store.populations import Listing, all_written, written
from bellringer.models.database import Connection
from bellringer.words import TiePolicy

PERIODS_LOOKED_AT = 1_000

# Who is ahead is counted from the top of the list, no further than the rank that is asked for.
_RANKS = """
WITH own AS (
  SELECT s.starts_on, s.score, s.reached_at, s.subject_id
    FROM board_score s {population}
   WHERE s.org_id = $1 AND s.board_id = $2 AND s.subject_id = $3 AND s.score IS NOT NULL
)
SELECT period.starts_on, own.score IS NOT NULL AS is_listed,
       (SELECT count(*) FROM (
          SELECT {counted}
            FROM board_score s {population}
           WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = own.starts_on
             AND s.score IS NOT NULL AND {ahead}
           ORDER BY s.score {falling} LIMIT $4) AS ahead) AS ahead
  FROM board_period AS period
  LEFT JOIN own ON own.starts_on = period.starts_on
 WHERE period.org_id = $1 AND period.board_id = $2 AND period.state = 'FINAL'
 ORDER BY period.starts_on DESC
 LIMIT $5
"""
_BETTER = "s.score {better} own.score"
_FIRST = """
s.score {better}= own.score AND (s.score {better} own.score
     OR (coalesce(s.reached_at, 'infinity'), s.subject_id) < (coalesce(own.reached_at, 'infinity'), own.subject_id))
"""
_AHEAD = {
    TiePolicy.COMPETITION: ("s.subject_id", _BETTER),
    TiePolicy.DENSE: ("DISTINCT s.score", _BETTER),
    TiePolicy.ORDINAL: ("s.subject_id", _FIRST),
}


_BY_POLICY = {
    policy: _RANKS.replace("{counted}", counted).replace("{ahead}", ahead)
    for policy, (counted, ahead) in _AHEAD.items()
}

STATEMENTS = all_written({policy.lower(): template for policy, template in _BY_POLICY.items()})


async def ranks(
    connection: Connection, listing: Listing, subject_id: UUID, *, within: int
) -> Sequence[FinalRank]:
    """Return the board's latest 1 000 FINAL periods, with the subject's rank where it is `within`.

    A listing with a depth tells no rank of a row that lies below it, as one may that shares its rank.
    """
    found = await _ranks(connection, listing, subject_id, listing.board.tie_policy, within=within)
    if listing.depth is None or listing.board.tie_policy is TiePolicy.ORDINAL:
        return found
    shown = await _ranks(connection, listing, subject_id, TiePolicy.ORDINAL, within=listing.depth)
    places = {each.starts_on for each in shown if each.rank is not None}
    return [each if each.starts_on in places else replace(each, rank=None) for each in found]


async def _ranks(
    connection: Connection,
    listing: Listing,
    subject_id: UUID,
    tie_policy: TiePolicy,
    *,
    within: int,
) -> Sequence[FinalRank]:
    board = listing.board
    sql, more = written(_BY_POLICY[tie_policy], listing)
    rows = await connection.fetch(
        sql, connection.org_id, board.sums_id, subject_id, within, PERIODS_LOOKED_AT, *more
    )
    return [
        FinalRank(
            starts_on=row["starts_on"],
            rank=row["ahead"] + 1 if row["is_listed"] and row["ahead"] < within else None,
        )
        for row in rows
    ]
