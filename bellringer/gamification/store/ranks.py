"""The ranks of many subjects at once, by the one definition of rank."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.store.populations import Listing, all_written, written
from bellringer.models.database import Connection
from bellringer.words import TiePolicy

_RANKS = """
WITH ranked AS (
  SELECT s.subject_id,
         {ranking}() OVER (ORDER BY s.score {falling}{ties}) AS rank,
         count(*) OVER () AS listed
    FROM board_score s {population}
   WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.score IS NOT NULL
)
SELECT subject_id, rank, listed FROM ranked WHERE subject_id = ANY($4::uuid[])
"""
_BY_POLICY = {
    policy: _RANKS.replace("{ranking}", ranking).replace("{ties}", ties)
    for policy, (ranking, ties) in {
        TiePolicy.COMPETITION: ("rank", ""),
        TiePolicy.DENSE: ("dense_rank", ""),
        TiePolicy.ORDINAL: ("row_number", ", s.reached_at, s.subject_id"),
    }.items()
}

STATEMENTS = all_written({policy.lower(): template for policy, template in _BY_POLICY.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class RankView:
    """A subject's rank, and how many are listed."""

    rank: int
    listed: int


async def of_many(
    connection: Connection, listing: Listing, subject_ids: Collection[UUID]
) -> Mapping[UUID, RankView]:
    """Return the ranks of those among the subjects who are in the list; one pass over it."""
    sql, scope = written(_BY_POLICY[listing.board.tie_policy], listing)
    rows = await connection.fetch(
        sql,
        connection.org_id,
        listing.board.sums_id,
        listing.starts_on,
        list(subject_ids),
        *scope,
    )
    return {row["subject_id"]: RankView(rank=row["rank"], listed=row["listed"]) for row in rows}
