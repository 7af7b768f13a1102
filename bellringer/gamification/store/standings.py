"""Standings of a board's period: any page, around a subject, a rank.

Rank and order have one definition for every query here: better score, then reached first, then lower id.
Hidden and former members and archived teams are no part of a board.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.playbook import Board
from bellringer.gamification.store.window import Page, Window
from bellringer.models.database import Connection
from bellringer.words import MetricDirection, PeriodState, SubjectKind, TiePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """A period of a board that something was ever counted in."""

    state: PeriodState
    starts_at: datetime | None
    ends_at: datetime | None
    final_at: datetime | None
    opened_at: datetime


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
class _Above:
    """What lies above a row: all rows, those with a better score, different better scores, the nearest."""

    rows: int
    better: int
    scores: int
    nearest: int | None


KEY = (int, datetime, UUID)

_POPULATION = {
    SubjectKind.MEMBER: """
JOIN member m ON m.org_id = s.org_id AND m.member_id = s.subject_id AND m.is_active AND NOT m.is_hidden
""",
    SubjectKind.TEAM: """
JOIN team t ON t.org_id = s.org_id AND t.team_id = s.subject_id AND t.archived_at IS NULL
""",
}
_LISTED = """
FROM board_score s {population}
WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.score IS NOT NULL
"""
_ROWS = "SELECT s.subject_id, s.score, s.reached_at, s.correction" + _LISTED
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
    + _LISTED
    + _AHEAD
)
_COUNT = "SELECT count(*)" + _LISTED
_TIED = "SELECT count(*) - 1" + _LISTED + "AND s.score = $4"
_OWN = (
    """
SELECT s.subject_id, s.score, s.reached_at, s.correction,
       EXISTS (SELECT"""
    + _LISTED
    + """AND s.subject_id = $4) AS is_listed
FROM board_score s WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.subject_id = $4
"""
)
_PERIOD = """
SELECT state, opened_at, starts_at, ends_at, final_at FROM board_period
WHERE org_id = $1 AND board_id = $2 AND starts_on = $3
"""


def written(template: str, board: Board) -> str:
    """Fill in what the board's kind of subject and direction make of a statement."""
    higher = board.direction is MetricDirection.HIGHER_IS_BETTER
    words = {
        "population": _POPULATION[board.subject_kind],
        "worse": "<" if higher else ">",
        "better": ">" if higher else "<",
        "falling": "DESC NULLS LAST" if higher else "ASC NULLS LAST",
        "rising": "ASC NULLS FIRST" if higher else "DESC NULLS FIRST",
        "closest": "min" if higher else "max",
    }
    for name, text in words.items():
        template = template.replace(f"{{{name}}}", text)
    return template


async def period(connection: Connection, board: Board, starts_on: date) -> PeriodView | None:
    """Return what is on record about a period; None where nothing was ever counted in it."""
    row = await connection.fetchrow(_PERIOD, connection.org_id, board.board_id, starts_on)
    return PeriodView(**{**dict(row), "state": PeriodState(row["state"])}) if row else None


async def page(
    connection: Connection, board: Board, starts_on: date, window: Window
) -> Page[StandingView]:
    """List standings, the best first."""
    sql = written(_BACKWARD if window.is_backward else _FORWARD, board)
    rows = await connection.fetch(
        sql,
        connection.org_id,
        board.board_id,
        starts_on,
        *(window.edge or (None, None, None)),
        window.limit + 1,
    )
    shown = rows[: window.limit]
    if window.is_backward:
        shown.reverse()
    more = len(rows) > window.limit
    is_top = window.edge is None and not window.is_backward
    return Page(
        rows=await _ranked(connection, board, starts_on, shown, is_top=is_top),
        has_before=more if window.is_backward else window.edge is not None,
        has_after=window.edge is not None if window.is_backward else more,
    )


async def count(connection: Connection, board: Board, starts_on: date) -> int:
    """Count the list."""
    return int(
        await connection.fetchval(
            written(_COUNT, board), connection.org_id, board.board_id, starts_on
        )
    )


async def of(
    connection: Connection, board: Board, starts_on: date, subject_id: UUID
) -> StandingView | None:
    """Return one subject's standing; None where it has none in this period."""
    row = await connection.fetchrow(
        written(_OWN, board), connection.org_id, board.board_id, starts_on, subject_id
    )
    if row is None:
        return None
    if not row["is_listed"]:
        return _standing(row, rank=None, gap=None)
    [standing] = await _ranked(connection, board, starts_on, [row], is_top=False)
    return standing


async def tied(connection: Connection, board: Board, starts_on: date, score: int) -> int:
    """Count the others with the same score as one in the list."""
    return int(
        await connection.fetchval(
            written(_TIED, board), connection.org_id, board.board_id, starts_on, score
        )
    )


async def around(
    connection: Connection, board: Board, starts_on: date, subject_id: UUID, radius: int
) -> tuple[StandingView, ...]:
    """Return the rows within `radius` places of a subject; none where it is not in the list."""
    of_board = (connection.org_id, board.board_id, starts_on)
    own = await connection.fetchrow(written(_OWN, board), *of_board, subject_id)
    if own is None or not own["is_listed"]:
        return ()
    edge = own["score"], own["reached_at"], own["subject_id"]
    ahead = await connection.fetch(written(_BACKWARD, board), *of_board, *edge, radius)
    behind = await connection.fetch(written(_FORWARD, board), *of_board, *edge, radius)
    return await _ranked(
        connection, board, starts_on, [*reversed(ahead), own, *behind], is_top=False
    )


async def _ranked(
    connection: Connection, board: Board, starts_on: date, rows: Sequence[Any], *, is_top: bool
) -> tuple[StandingView, ...]:
    """Rank neighbouring rows: what lies above the first is counted, the rest follows from it."""
    if not rows:
        return ()
    if is_top:
        above = _Above(rows=0, better=0, scores=0, nearest=None)
    else:
        first = rows[0]
        above = _Above(
            **dict(
                await connection.fetchrow(
                    written(_ABOVE, board),
                    connection.org_id,
                    board.board_id,
                    starts_on,
                    first["score"],
                    first["reached_at"],
                    first["subject_id"],
                    board.tie_policy is TiePolicy.DENSE,
                )
                or {}
            )
        )
    return tuple(_walk(board, rows, above))


def _walk(board: Board, rows: Sequence[Any], above: _Above) -> list[StandingView]:
    found: list[StandingView] = []
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
        if board.tie_policy is TiePolicy.ORDINAL and is_behind_equal:
            gap: int | None = 1
        else:
            gap = None if nearest is None else abs(nearest - row["score"]) + 1
        found.append(_standing(row, rank=rank + 1, gap=gap))
    return found


def _standing(row: Any, *, rank: int | None, gap: int | None) -> StandingView:
    return StandingView(
        subject_id=row["subject_id"],
        score=row["score"] or 0,
        reached_at=row["reached_at"],
        correction=row["correction"],
        rank=rank,
        gap_to_next=gap,
    )
