"""Streaks after a batch: the days that counted, and the runs that follow from them."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from bellringer.gamification.facts.streaks import StreakRun
from bellringer.gamification.outcome.consequences import StreakMove
from bellringer.models.database import Connection

_ADD_TO_DAYS = """
INSERT INTO streak_day AS held (org_id, streak_id, member_id, on_date, total)
SELECT $1, streak_id, member_id, on_date, delta
  FROM unnest($2::uuid[], $3::uuid[], $4::date[], $5::bigint[])
       AS moved (streak_id, member_id, on_date, delta)
 ORDER BY streak_id, member_id, on_date
ON CONFLICT (org_id, streak_id, member_id, on_date) DO UPDATE
   SET total = held.total + excluded.total
"""
_KEEP_RUNS = """
INSERT INTO streak_state (
  org_id, streak_id, member_id, current, started_on, last_on, longest, freezes_left)
SELECT $1, streak_id, member_id, current, started_on, last_on, longest, freezes_left
  FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::date[], $6::date[], $7::int[], $8::smallint[])
       AS kept (streak_id, member_id, current, started_on, last_on, longest, freezes_left)
 ORDER BY streak_id, member_id
ON CONFLICT (org_id, streak_id, member_id) DO UPDATE
   SET current = excluded.current, started_on = excluded.started_on, last_on = excluded.last_on,
       longest = excluded.longest, freezes_left = excluded.freezes_left
"""


async def move(connection: Connection, moves: Sequence[StreakMove]) -> None:
    """Add to the days, and keep each streak's latest run where it has changed."""
    if not moves:
        return
    deltas: dict[tuple[UUID, UUID, date], int] = {}
    runs: dict[tuple[UUID, UUID], StreakRun] = {}
    for each in moves:
        day = (each.streak_id, each.member_id, each.on)
        deltas[day] = deltas.get(day, 0) + each.delta
        if each.run is not None:
            runs[each.streak_id, each.member_id] = each.run
    days = [(*day, delta) for day, delta in deltas.items()]
    await connection.execute(_ADD_TO_DAYS, connection.org_id, *zip(*days, strict=True))
    await keep(connection, runs)


async def keep(connection: Connection, runs: Mapping[tuple[UUID, UUID], StreakRun]) -> None:
    """Keep the runs of (streak, member) as they are now; the members are under lock."""
    if not runs:
        return
    kept = [
        (*pair, run.current, run.started_on, run.last_on, run.longest, run.freezes_left)
        for pair, run in runs.items()
    ]
    await connection.execute(_KEEP_RUNS, connection.org_id, *zip(*kept, strict=True))
