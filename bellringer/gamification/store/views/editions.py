"""Former editions of a period's standings, as they were kept when it was opened again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.populations import Listing
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """Standings that were FINAL until the period was opened again; the reason is None once it is erased."""

    edition: int
    final_at: datetime | None
    reopened_at: datetime
    reopened_by: UUID | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerView:
    """A subject's score and rank in a former edition, and its place in the list."""

    place: int
    rank: int
    subject_id: UUID
    score: int
    reached_at: datetime | None
    correction: int


KEY = (int,)

_EDITIONS, _EDITIONS_BACKWARD = both_ways(
    """
SELECT edition, final_at, reopened_at, reopened_by, body AS reason
FROM board_edition
LEFT JOIN board_edition_note USING (org_id, board_id, starts_on, edition)
WHERE org_id = $1 AND board_id = $2 AND starts_on = $3 AND {beyond}
ORDER BY {order} LIMIT {limit}
""",
    ("edition",),
    ("bigint",),
    start=4,
    descending=True,
)
_COUNT_EDITIONS = """
SELECT count(*) FROM board_edition WHERE org_id = $1 AND board_id = $2 AND starts_on = $3
"""
# `$5` is how many places from the top are shown, `$6` whether who hides today is left out
_LIST = """
FROM former_standing f
WHERE f.org_id = $1 AND f.board_id = $2 AND f.starts_on = $3 AND f.edition = $4
  AND ($5::int IS NULL OR f.place <= $5)
  AND NOT ($6::bool AND EXISTS (
        SELECT FROM member m WHERE m.org_id = $1 AND m.member_id = f.subject_id AND m.is_hidden))
"""
_ROWS = "SELECT f.place, f.rank, f.subject_id, f.score, f.reached_at, f.correction"
_FORWARD, _BACKWARD = both_ways(
    _ROWS + _LIST + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("f.place",),
    ("bigint",),
    start=7,
    descending=False,
)
_COUNT = "SELECT count(*)" + _LIST
_OF = (
    _ROWS
    + """
FROM former_standing f
WHERE f.org_id = $1 AND f.board_id = $2 AND f.starts_on = $3 AND f.edition = $4 AND f.subject_id = $5
"""
)


async def editions(
    connection: Connection, board_id: int, starts_on: date, window: Window
) -> Page[EditionView]:
    """List the former editions of a period of a board's sums, the latest first."""
    sql = _EDITIONS_BACKWARD if window.is_backward else _EDITIONS
    rows = await connection.fetch(sql, connection.org_id, board_id, starts_on, *asked(window, 1))
    return found(window, rows, lambda row: EditionView(**dict(row)))


async def count_editions(connection: Connection, board_id: int, starts_on: date) -> int:
    """Count the former editions of a period."""
    return int(await connection.fetchval(_COUNT_EDITIONS, connection.org_id, board_id, starts_on))


async def page(
    connection: Connection, listing: Listing, edition: int, window: Window
) -> Page[FormerView]:
    """List a board's standings of a former edition, the best first, as far as they are shown."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, *_list(connection, listing, edition), *asked(window, 1))
    return found(window, rows, lambda row: FormerView(**dict(row)))


async def count(connection: Connection, listing: Listing, edition: int) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, *_list(connection, listing, edition)))


async def of(
    connection: Connection, listing: Listing, edition: int, subject_id: UUID
) -> FormerView | None:
    """Return one subject's former standing; None where it had none."""
    place = (connection.org_id, listing.board.board_id, listing.starts_on, edition)
    row = await connection.fetchrow(_OF, *place, subject_id)
    return None if row is None else FormerView(**dict(row))


def _list(connection: Connection, listing: Listing, edition: int) -> tuple[Any, ...]:
    board = listing.board
    hides = board.allows_hiding and board.subject_kind is SubjectKind.MEMBER
    return (connection.org_id, board.board_id, listing.starts_on, edition, listing.depth, hides)
