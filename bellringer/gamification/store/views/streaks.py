"""Streaks as members see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakView:
    """One member's streak, as it stood on its last counted day, and the days of its run."""

    streak_id: UUID
    member_id: UUID
    current: int
    longest: int
    started_on: date | None
    last_on: date | None
    freezes_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakDayView:
    """What one of the member's own days added to the streak's metric."""

    on: date
    total: int


_STATES = """
SELECT streak_id, member_id, current, longest, started_on, last_on, freezes_left
FROM streak_state WHERE org_id = $1 AND member_id = ANY($2)
"""
_DAYS = """
SELECT on_date AS on, total FROM streak_day
WHERE org_id = $1 AND streak_id = $2 AND member_id = $3 AND on_date >= $4 AND total > 0
ORDER BY on_date DESC LIMIT $5
"""


async def read(
    connection: Connection, members: Sequence[UUID]
) -> dict[UUID, dict[UUID, StreakView]]:
    """Return each member's streaks by streak; one never begun is absent."""
    found: dict[UUID, dict[UUID, StreakView]] = {member: {} for member in members}
    for row in await connection.fetch(_STATES, connection.org_id, members):
        found[row["member_id"]][row["streak_id"]] = StreakView(**dict(row))
    return found


async def days(
    connection: Connection, streak_id: UUID, member_id: UUID, *, since: date, limit: int
) -> list[StreakDayView]:
    """List the days of a run that counted, the newest first."""
    rows = await connection.fetch(_DAYS, connection.org_id, streak_id, member_id, since, limit)
    return [StreakDayView(**dict(row)) for row in rows]
