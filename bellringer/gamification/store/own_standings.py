"""Standings of several subjects on one board: what a thousand open screens ask for after one activity."""

from collections.abc import Sequence
from uuid import UUID

from bellringer.gamification.store import standings
from bellringer.gamification.store.populations import Listing, all_written
from bellringer.gamification.store.standings import StandingView
from bellringer.models.database import Connection
from bellringer.words import MetricDirection

_ABOVE_FIELDS = ("rows", "better", "scores", "nearest")
# Up to so many subjects are counted down to one by one, by the index: a window costs about three times as much a row.
FEW = 3

# What lies above each of several, as `_ABOVE` counts it for one: the list down to the worst of them is walked once.
_PLACED = (
    """
SELECT * FROM (
    SELECT s.subject_id, s.score, s.reached_at, s.correction,
           row_number() OVER (ORDER BY s.score {falling}, s.reached_at, s.subject_id) - 1 AS rows,
           rank() OVER tied - 1 AS better, dense_rank() OVER tied - 1 AS scores,
           first_value(s.score) OVER (tied GROUPS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS nearest
"""
    + standings.LISTED
    + """
      AND (s.score = $5::bigint OR s.score {better} $5)
    WINDOW tied AS (ORDER BY s.score {falling})
) AS placed WHERE subject_id = ANY($4::uuid[])
"""
)
_OWN_SCORES = (
    """
SELECT s.subject_id, s.score, s.reached_at, s.correction,
       s.subject_id IN (SELECT s.subject_id"""
    + standings.LISTED
    + """AND s.subject_id = ANY($4::uuid[])) AS is_listed
FROM board_score s
WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.subject_id = ANY($4::uuid[])
"""
)
STATEMENTS = all_written({"OWN_SCORES": _OWN_SCORES, "PLACED": _PLACED})


async def of_each(
    connection: Connection, subject_ids: Sequence[UUID], listing: Listing
) -> dict[UUID, StandingView]:
    """Return the standings of several subjects; who has none in this period is absent."""
    if len(subject_ids) <= FEW:
        single = {each: await standings.of(connection, listing, each) for each in subject_ids}
        return {each: view for each, view in single.items() if view is not None}
    rows = await standings.fetch(connection, _OWN_SCORES, listing, list(subject_ids))
    listed = [row["score"] for row in rows if row["is_listed"]]
    found = {row["subject_id"]: standings.standing(row, rank=None, gap=None) for row in rows}
    if listed:
        higher = listing.board.direction is MetricDirection.HIGHER_IS_BETTER
        worst = min(listed) if higher else max(listed)
        for row in await standings.fetch(connection, _PLACED, listing, list(subject_ids), worst):
            above = standings.Above(**{field: row[field] for field in _ABOVE_FIELDS})
            [found[row["subject_id"]]] = standings.walk(listing, [row], above)
    return found
