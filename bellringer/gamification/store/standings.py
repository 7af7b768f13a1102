"""Standings of a board's period: any page, around a subject, a rank.

Rank and order have one definition for every query here: better score, then reached first, then lower id.
A listing with a depth is its top alone: every window is cut out of that, and what lies below is not told, except
where the subject itself stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.rules.leaderboards.ranking import Standing, order
from bellringer.gamification.store.populations import Listing, all_written, written
from bellringer.gamification.store.window import Page, Window, sliced
from bellringer.models.database import Connection
from bellringer.words import TiePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingView:
    """A subject's score and where it stands; rank None: not in the list."""

    subject_id: UUID
    score: int
    reached_at: datetime | None
    correction: int
    rank: int | None
    gap_to_next: int | None

    @property
    def key(self) -> tuple[int, datetime | None, UUID]:
        """Return what the list is sorted by."""
        return self.score, self.reached_at, self.subject_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """What lies above a row: all rows, those with a better score, different better scores, the nearest."""

    rows: int
    better: int
    scores: int
    nearest: int | None


KEY = (int, datetime, UUID)

LISTED = """
FROM board_score s {population}
WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.score IS NOT NULL
"""
_ROWS = "SELECT s.subject_id, s.score, s.reached_at, s.correction" + LISTED
# `$4` None is the list's edge; a row that never rose has no reached_at and comes last among equals
_BELOW = """
AND ($4::bigint IS NULL OR s.score {worse}= $4 AND (s.score {worse} $4
     OR (coalesce(s.reached_at, 'infinity'), s.subject_id) > (coalesce($5::timestamptz, 'infinity'), $6::uuid)))
"""
_AHEAD = """
AND ($4::bigint IS NULL OR s.score {better}= $4 AND (s.score {better} $4
     OR (coalesce(s.reached_at, 'infinity'), s.subject_id) < (coalesce($5::timestamptz, 'infinity'), $6::uuid)))
"""
_FORWARD = _ROWS + _BELOW + "ORDER BY s.score {falling}, s.reached_at, s.subject_id LIMIT $7"
_BACKWARD = (
    _ROWS + _AHEAD + "ORDER BY s.score {rising}, s.reached_at DESC, s.subject_id DESC LIMIT $7"
)
_ABOVE = (
    """
SELECT count(*) AS rows, count(*) FILTER (WHERE s.score {better} $4) AS better,
       count(DISTINCT CASE WHEN $7 AND s.score {better} $4 THEN s.score END) AS scores,
       {closest}(s.score) FILTER (WHERE s.score {better} $4) AS nearest
"""
    + LISTED
    + _AHEAD
)
_COUNT = "SELECT count(*)" + LISTED
_TIED = (
    """
SELECT count(*) AS others, count(*) FILTER (WHERE s.reached_at IS NOT DISTINCT FROM $5) AS at_once
"""
    + LISTED
    + "AND s.score = $4 AND s.subject_id <> $6"
)
_OWN = (
    """
SELECT s.subject_id, s.score, s.reached_at, s.correction,
       EXISTS (SELECT"""
    + LISTED
    + """AND s.subject_id = $4) AS is_listed
FROM board_score s WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.subject_id = $4
"""
)
STATEMENTS = all_written(
    {
        "FORWARD": _FORWARD,
        "BACKWARD": _BACKWARD,
        "ABOVE": _ABOVE,
        "COUNT": _COUNT,
        "TIED": _TIED,
        "OWN": _OWN,
    }
)


async def page(connection: Connection, listing: Listing, window: Window) -> Page[StandingView]:
    """List standings, the best first."""
    if listing.depth is not None:
        edge = window.edge
        if edge is not None:
            edge = None if edge[0] is None else _place(listing.board, edge)
        top = await _top(connection, listing, listing.depth)
        cut = replace(window, edge=edge)
        return sliced(top, cut, lambda each: _place(listing.board, each.key))
    rows = await fetch(
        connection,
        _BACKWARD if window.is_backward else _FORWARD,
        listing,
        *(window.edge or (None, None, None)),
        window.limit + 1,
    )
    shown = list(rows[: window.limit])
    if window.is_backward:
        shown.reverse()
    more = len(rows) > window.limit
    is_top = window.edge is None and not window.is_backward
    return Page(
        rows=await _ranked(connection, listing, shown, is_top=is_top),
        has_before=more if window.is_backward else window.edge is not None,
        has_after=window.edge is not None if window.is_backward else more,
    )


async def count(connection: Connection, listing: Listing) -> int:
    """Count the list, as far as it is shown."""
    [row] = await fetch(connection, _COUNT, listing)
    return int(row["count"] if listing.depth is None else min(row["count"], listing.depth))


async def of(connection: Connection, listing: Listing, subject_id: UUID) -> StandingView | None:
    """Return one subject's standing; None where it has none in this period."""
    rows = await fetch(connection, _OWN, listing, subject_id)
    if not rows:
        return None
    if not rows[0]["is_listed"]:
        return standing(rows[0], rank=None, gap=None)
    [view] = await _ranked(connection, listing, rows, is_top=False)
    return view


async def pages(
    connection: Connection, windows: Sequence[Window], listing: Listing
) -> dict[Window, Page[StandingView]]:
    """List standings, as `page` does; whoever looks at a board mostly looks at the same page."""
    return {window: await page(connection, listing, window) for window in windows}


async def tied(connection: Connection, listing: Listing, view: StandingView) -> tuple[int, int]:
    """Count the others with the score of one in the list, and who reached it at the same moment, as far as shown."""
    if listing.depth is not None:
        top = await _top(connection, listing, listing.depth)
        others = [
            each for each in top if each.score == view.score and each.subject_id != view.subject_id
        ]
        return len(others), sum(each.reached_at == view.reached_at for each in others)
    [row] = await fetch(connection, _TIED, listing, view.score, view.reached_at, view.subject_id)
    return row["others"], row["at_once"]


async def around(
    connection: Connection, listing: Listing, subject_id: UUID, radius: int
) -> tuple[StandingView, ...]:
    """Return the rows within `radius` places of a subject; none where it is not in the list.

    One that stands below what is shown is shown alone.
    """
    if listing.depth is not None:
        return await _around_top(connection, listing, subject_id, radius, depth=listing.depth)
    own = await fetch(connection, _OWN, listing, subject_id)
    if not own or not own[0]["is_listed"]:
        return ()
    edge = own[0]["score"], own[0]["reached_at"], own[0]["subject_id"]
    ahead = await fetch(connection, _BACKWARD, listing, *edge, radius)
    behind = await fetch(connection, _FORWARD, listing, *edge, radius)
    return await _ranked(connection, listing, [*reversed(ahead), *own, *behind], is_top=False)


async def shown(connection: Connection, listing: Listing) -> list[UUID] | None:
    """Return whom a listing with a depth shows; None where that is everybody."""
    if listing.depth is None:
        return None
    return [each.subject_id for each in await _top(connection, listing, listing.depth)]


async def _top(connection: Connection, listing: Listing, depth: int) -> tuple[StandingView, ...]:
    rows = await fetch(connection, _FORWARD, listing, None, None, None, depth)
    return await _ranked(connection, listing, rows, is_top=True)


async def _around_top(
    connection: Connection, listing: Listing, subject_id: UUID, radius: int, *, depth: int
) -> tuple[StandingView, ...]:
    top = await _top(connection, listing, depth)
    for at, each in enumerate(top):
        if each.subject_id == subject_id:
            return top[max(0, at - radius) : at + radius + 1]
    own = await of(connection, listing, subject_id)
    return () if own is None or own.rank is None else (own,)


def _place(board: Board, key: tuple[Any, ...]) -> tuple[Any, ...]:
    score, reached_at, subject_id = key
    subject_id = subject_id or UUID(int=0)
    standing = Standing(subject_id=subject_id, score=score, reached_at=reached_at)
    return order(standing, board.direction)


async def fetch(
    connection: Connection, template: str, listing: Listing, *more: Any
) -> Sequence[Any]:
    """Run a statement about a board's period, filled in for the listing; `more` are its parameters from `$4` on."""
    sql, scope = written(template, listing)
    of_list = (connection.org_id, listing.board.sums_id, listing.starts_on)
    return await connection.fetch(sql, *of_list, *more, *scope)


async def _ranked(
    connection: Connection, listing: Listing, rows: Sequence[Any], *, is_top: bool
) -> tuple[StandingView, ...]:
    """Rank neighbouring rows: what lies above the first is counted, the rest follows from it."""
    if not rows:
        return ()
    above = Above(rows=0, better=0, scores=0, nearest=None)
    if not is_top:
        first = rows[0]
        [found] = await fetch(
            connection,
            _ABOVE,
            listing,
            first["score"],
            first["reached_at"],
            first["subject_id"],
            listing.board.tie_policy is TiePolicy.DENSE,
        )
        above = Above(**dict(found))
    return tuple(walk(listing, rows, above))


def walk(listing: Listing, rows: Sequence[Any], above: Above) -> list[StandingView]:
    """Rank neighbouring rows by what lies above the first."""
    board, found = listing.board, list[StandingView]()
    better, scores, nearest = above.better, above.scores, above.nearest
    for at, row in enumerate(rows):
        if at and row["score"] != rows[at - 1]["score"]:
            better, scores, nearest = above.rows + at, scores + 1, rows[at - 1]["score"]
        rank = {
            TiePolicy.COMPETITION: better,
            TiePolicy.DENSE: scores,
            TiePolicy.ORDINAL: above.rows + at,
        }[board.tie_policy]
        is_behind_equal = above.rows + at > better
        next_at = better  # the place of who is ranked next above
        if board.tie_policy is TiePolicy.ORDINAL and is_behind_equal:
            gap: int | None = 1
            next_at = above.rows + at
        else:
            gap = None if nearest is None else abs(nearest - row["score"]) + 1
        if listing.depth is not None and next_at > listing.depth:
            gap = None
        found.append(standing(row, rank=rank + 1, gap=gap))
    return found


def standing(row: Any, *, rank: int | None, gap: int | None) -> StandingView:
    """Show a row."""
    return StandingView(
        subject_id=row["subject_id"],
        score=row["score"] or 0,
        reached_at=row["reached_at"],
        correction=row["correction"],
        rank=rank,
        gap_to_next=gap,
    )
