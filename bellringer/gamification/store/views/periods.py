"""Periods of boards that something was ever counted in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import PeriodState


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """A period of a board that something was ever counted in."""

    state: PeriodState
    starts_at: datetime | None
    ends_at: datetime | None
    final_at: datetime | None
    opened_at: datetime
    edition: int = 1


_PERIODS = """
SELECT period.board_id, period.starts_on, state, opened_at, starts_at, ends_at, final_at, edition
FROM unnest($2::smallint[], $3::date[]) AS asked (board_id, starts_on)
JOIN board_period period ON period.org_id = $1
 AND period.board_id = asked.board_id AND period.starts_on = asked.starts_on
"""
_PAST, _PAST_BACKWARD = both_ways(
    """
SELECT starts_on, state, opened_at, starts_at, ends_at, final_at, edition
FROM board_period
WHERE org_id = $1 AND board_id = $2 AND starts_on < $3 AND {beyond}
ORDER BY {order} LIMIT {limit}
""",
    ("starts_on",),
    ("date",),
    start=4,
    descending=True,
)
_COUNT_PAST = """
SELECT count(*) FROM board_period WHERE org_id = $1 AND board_id = $2 AND starts_on < $3
"""

KEY = (date,)


async def read(
    connection: Connection, keys: Sequence[tuple[Board, date]]
) -> dict[tuple[int, date], PeriodView]:
    """Return what is on record about periods, by whose sums they are; nothing was ever counted in others."""
    rows = await connection.fetch(
        _PERIODS,
        connection.org_id,
        [board.sums_id for board, _ in keys],
        [starts_on for _, starts_on in keys],
    )
    return {(row["board_id"], row["starts_on"]): _view(row) for row in rows}


async def past(
    connection: Connection, board: Board, before: date, window: Window
) -> Page[tuple[date, PeriodView]]:
    """List the periods that begin before a date, each by its first day, the latest first; the key is that day."""
    sql = _PAST_BACKWARD if window.is_backward else _PAST
    rows = await connection.fetch(sql, connection.org_id, board.sums_id, before, *asked(window, 1))
    return found(window, rows, lambda row: (row["starts_on"], _view(row)))


async def count_past(connection: Connection, board: Board, before: date) -> int:
    """Count what `past` lists."""
    return int(await connection.fetchval(_COUNT_PAST, connection.org_id, board.sums_id, before))


def _view(row: Any) -> PeriodView:
    return PeriodView(
        state=PeriodState(row["state"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        final_at=row["final_at"],
        opened_at=row["opened_at"],
        edition=row["edition"],
    )
