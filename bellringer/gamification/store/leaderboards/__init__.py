"""Leaderboards: their periods, and the closing of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bellringer.models.database import Connection
from bellringer.words import PeriodState


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRecord:
    """A period of a board, as it stands."""

    board_id: int
    starts_on: date
    ends_at: datetime
    opened_at: datetime
    state: PeriodState
    edition: int


_LOCK_DUE = """
SELECT board_id, starts_on, ends_at, opened_at, state, edition
  FROM board_period
 WHERE org_id = $1 AND state <> 'FINAL' AND ends_at <= $2
   AND (state = 'OPEN' OR greatest(ends_at, opened_at) <= $3)
 ORDER BY board_id, starts_on
 LIMIT $4
   FOR UPDATE
"""
_LOCK = """
SELECT board_id, starts_on, ends_at, opened_at, state, edition
  FROM board_period
 WHERE org_id = $1 AND board_id = $2 AND starts_on = $3 AND ends_at IS NOT NULL
   FOR UPDATE
"""
_SETTLE = """
UPDATE board_period
   SET state = settled.state, final_at = CASE settled.state WHEN 'FINAL' THEN $5::timestamptz END
  FROM unnest($2::smallint[], $3::date[], $4::text[]) AS settled (board_id, starts_on, state)
 WHERE board_period.org_id = $1
   AND board_period.board_id = settled.board_id AND board_period.starts_on = settled.starts_on
"""
_PERIODS = """
SELECT board_id, starts_on, ends_at, opened_at, state, edition
  FROM board_period
 WHERE org_id = $1 AND board_id = ANY($2::smallint[]) AND starts_on = $3 AND ends_at IS NOT NULL
 ORDER BY board_id
"""


async def lock_due(
    connection: Connection, *, now: datetime, in_grace_since: datetime, limit: int
) -> tuple[PeriodRecord, ...]:
    """Lock and return unsettled periods that may have to change their state, in the order of their keys."""
    rows = await connection.fetch(_LOCK_DUE, connection.org_id, now, in_grace_since, limit)
    return tuple(_period(row) for row in rows)


async def lock(connection: Connection, board_id: int, starts_on: date) -> PeriodRecord | None:
    """Lock a period with an end, so that nothing moves it meanwhile; None if nothing was ever counted in it."""
    row = await connection.fetchrow(_LOCK, connection.org_id, board_id, starts_on)
    return None if row is None else _period(row)


async def take_time(connection: Connection) -> None:
    """Let each step of this transaction take two minutes: they go over all who are ranked in a period."""
    await connection.execute(
        "SET LOCAL statement_timeout = '2min'; SET LOCAL idle_in_transaction_session_timeout = '2min'"
    )


async def settle(
    connection: Connection, settled: Sequence[tuple[PeriodRecord, PeriodState]], *, now: datetime
) -> None:
    """Write the states of locked periods."""
    await connection.execute(
        _SETTLE,
        connection.org_id,
        [period.board_id for period, _ in settled],
        [period.starts_on for period, _ in settled],
        [state for _, state in settled],
        now,
    )


async def periods(
    connection: Connection, board_ids: Collection[int], starts_on: date
) -> tuple[PeriodRecord, ...]:
    """Return the periods with an end that these boards have from that date on."""
    rows = await connection.fetch(_PERIODS, connection.org_id, list(board_ids), starts_on)
    return tuple(_period(row) for row in rows)


def _period(row: Any) -> PeriodRecord:
    return PeriodRecord(
        board_id=row["board_id"],
        starts_on=row["starts_on"],
        ends_at=row["ends_at"],
        opened_at=row["opened_at"],
        state=PeriodState(row["state"]),
        edition=row["edition"],
    )
