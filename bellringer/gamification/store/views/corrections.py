"""Corrections: what came late for a FINAL period, subject by subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.store.populations import Listing, all_written, written
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """What came late for one subject, beside the score that stands; None is none."""

    subject_id: UUID
    score: int | None
    correction: int

    @property
    def key(self) -> tuple[int, UUID]:
        """Return what the list is sorted by."""
        return abs(self.correction), self.subject_id


KEY = (int, UUID)

# `$4` None is everybody in the board's population
_LATE = """
FROM board_score s {population}
WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.correction <> 0
  AND ($4::uuid[] IS NULL OR s.subject_id = ANY($4))
"""
_FORWARD, _BACKWARD = both_ways(
    "SELECT s.subject_id, s.score, s.correction"
    + _LATE
    + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("abs(s.correction)", "s.subject_id"),
    ("bigint", "uuid"),
    start=5,
    descending=True,
)
_COUNT = "SELECT count(*)" + _LATE
STATEMENTS = all_written({"FORWARD": _FORWARD, "BACKWARD": _BACKWARD, "COUNT": _COUNT})


async def page(
    connection: Connection, listing: Listing, window: Window, *, only: Sequence[UUID] | None
) -> Page[CorrectionView]:
    """List what came late, the most first, of everybody or of some only."""
    sql, scope = written(_BACKWARD if window.is_backward else _FORWARD, listing)
    period = (connection.org_id, listing.board.sums_id, listing.starts_on)
    rows = await connection.fetch(sql, *period, only, *asked(window, 2), *scope)
    return found(window, rows, lambda row: CorrectionView(**dict(row)))


async def count(connection: Connection, listing: Listing, *, only: Sequence[UUID] | None) -> int:
    """Count what `page` lists."""
    sql, scope = written(_COUNT, listing)
    period = (connection.org_id, listing.board.sums_id, listing.starts_on)
    return int(await connection.fetchval(sql, *period, only, *scope))
