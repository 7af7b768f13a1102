"""The streaks that a batch touches: cached runs, and the days that a decision may need."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

import asyncpg

from bellringer.gamification.facts.streaks import StreakFacts, StreakRun, Targets
from bellringer.models.database import Connection

# From the touched day on is enough where the run ends on or before it; else the walk needs all days.
_READ = """
SELECT asked.streak_id, asked.member_id,
       coalesce(state.current, 0) AS current, state.started_on, state.last_on,
       coalesce(state.longest, 0) AS longest, coalesce(state.freezes_left, 0) AS freezes_left,
       needs.is_whole, days.on_dates, days.totals
  FROM unnest($2::uuid[], $3::uuid[], $4::date[], $5::boolean[])
       AS asked (streak_id, member_id, first_on, is_whole)
  LEFT JOIN streak_state AS state ON state.org_id = $1
   AND state.streak_id = asked.streak_id AND state.member_id = asked.member_id
 CROSS JOIN LATERAL (
  SELECT asked.is_whole OR coalesce(asked.first_on < state.last_on, false) AS is_whole) AS needs
 CROSS JOIN LATERAL (
  SELECT array_agg(on_date) AS on_dates, array_agg(total) AS totals
    FROM streak_day
   WHERE org_id = $1 AND streak_id = asked.streak_id AND member_id = asked.member_id
     AND on_date >= CASE WHEN needs.is_whole THEN '-infinity' ELSE asked.first_on END) AS days
"""


# Who agrees to a member's goal, or calls it off, locks the member. A goal with a floor asks for more than
# a streak counts: it stands for none.
_TARGETS = """
SELECT streak.streak_id, goal.owner_id AS member_id, agreement.starts_on, agreement.ends_on,
       agreement.target - agreement.baseline AS needed
  FROM unnest($2::uuid[], $3::uuid[]) AS asked (streak_id, member_id)
  JOIN streak ON streak.org_id = $1 AND streak.streak_id = asked.streak_id
  JOIN goal ON goal.org_id = $1 AND goal.owner_id = asked.member_id
   AND goal.metric_key = streak.metric_key AND goal.owner_kind = 'MEMBER' AND goal.kind = 'NUMBER'
   AND goal.state <> 'CANCELLED' AND NOT goal.is_self_set AND goal.floor_metric_key IS NULL
  JOIN goal_agreement AS agreement ON agreement.org_id = $1
   AND agreement.goal_id = goal.goal_id AND agreement.agreement_no = goal.agreement_no
 ORDER BY goal.goal_id
"""


async def read(
    connection: Connection,
    touched: Collection[tuple[UUID, UUID, date]],
    takes_back: Collection[tuple[UUID, UUID]],
    of_goals: Collection[UUID] = frozenset(),
) -> Mapping[tuple[UUID, UUID], StreakFacts]:
    """Return the (streak, member) of the touched (streak, member, first day).

    All days come with those that are taken back from or touched before the run's last day, and what their
    goals ask for with the streaks `of_goals`.
    """
    days: dict[tuple[UUID, UUID], list[date]] = {pair: [] for pair in takes_back}
    for streak_id, member_id, on in touched:
        days.setdefault((streak_id, member_id), []).append(on)
    if not days:
        return {}
    rows = await connection.fetch(
        _READ,
        connection.org_id,
        [streak_id for streak_id, _ in days],
        [member_id for _, member_id in days],
        [min(dates, default=None) for dates in days.values()],
        [pair in takes_back for pair in days],
    )
    asking = await targets(connection, [pair for pair in days if pair[0] in of_goals])
    return {
        (row["streak_id"], row["member_id"]): _facts(
            row, asking.get((row["streak_id"], row["member_id"]), {})
        )
        for row in rows
    }


async def whole(
    connection: Connection, pairs: Collection[tuple[UUID, UUID]], of_goals: Collection[UUID]
) -> Mapping[tuple[UUID, UUID], StreakFacts]:
    """Return each (streak, member) with all days, and with what goals ask for where it is one `of_goals`."""
    return await read(connection, (), pairs, of_goals)


async def targets(
    connection: Connection, asked: Collection[tuple[UUID, UUID]]
) -> Mapping[tuple[UUID, UUID], Targets]:
    """Return what the agreed goals of each (streak, member) ask for; of two for one period, the first."""
    if not asked:
        return {}
    found: dict[tuple[UUID, UUID], dict[tuple[date, date], int]] = {}
    rows = await connection.fetch(
        _TARGETS,
        connection.org_id,
        [streak_id for streak_id, _ in asked],
        [member_id for _, member_id in asked],
    )
    for row in rows:
        of_pair = found.setdefault((row["streak_id"], row["member_id"]), {})
        of_pair.setdefault((row["starts_on"], row["ends_on"]), row["needed"])
    return found


def _facts(row: asyncpg.Record, asking: Targets) -> StreakFacts:
    return StreakFacts(
        targets=asking,
        run=run_of(row),
        days=dict(zip(row["on_dates"] or (), row["totals"] or (), strict=True)),
        is_complete=row["is_whole"],
    )


def run_of(row: asyncpg.Record) -> StreakRun:
    """Return the cached run that a row holds."""
    return StreakRun(
        current=row["current"],
        started_on=row["started_on"],
        last_on=row["last_on"],
        longest=row["longest"],
        freezes_left=row["freezes_left"],
    )
