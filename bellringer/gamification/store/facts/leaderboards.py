"""What boards and day sums say before a batch: settled periods, totals and whole histories."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.facts.leaderboards import TotalKey, TouchedPeriod
from bellringer.models.database import Connection
from bellringer.words import PeriodState

_HOLD = """
SELECT held.board_id, held.starts_on, held.state
  FROM unnest($2::smallint[], $3::date[]) AS asked (board_id, starts_on)
  JOIN board_period AS held ON held.org_id = $1
   AND held.board_id = asked.board_id AND held.starts_on = asked.starts_on
 ORDER BY held.board_id, held.starts_on
   FOR SHARE OF held
"""
_TOTALS = """
SELECT found.total
  FROM unnest($2::uuid[], $3::text[], $4::date[], $5::date[])
       WITH ORDINALITY AS asked (member_id, metric_key, starts_on, ends_on, place)
 CROSS JOIN LATERAL (
  SELECT coalesce(sum(total), 0)::bigint AS total
    FROM subject_day
   WHERE org_id = $1 AND subject_id = asked.member_id AND metric_key = asked.metric_key
     AND on_date >= coalesce(asked.starts_on, '-infinity')
     AND on_date < coalesce(asked.ends_on, 'infinity')) AS found
 ORDER BY asked.place
"""
_HISTORIES = """
SELECT day.subject_id, day.metric_key, day.on_date, day.total
  FROM unnest($2::uuid[], $3::text[]) AS asked (member_id, metric_key)
  JOIN subject_day AS day ON day.org_id = $1
   AND day.subject_id = asked.member_id AND day.metric_key = asked.metric_key
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPeriods:
    """What is known of the touched periods: which are FINAL, and which have no row yet."""

    finals: frozenset[tuple[int, date]] = frozenset()
    unopened: frozenset[TouchedPeriod] = frozenset()


async def hold_periods(connection: Connection, touched: Collection[TouchedPeriod]) -> HeldPeriods:
    """Hold the periods FOR SHARE, so that none of them is closed meanwhile."""
    if not touched:
        return HeldPeriods()
    rows = await connection.fetch(
        _HOLD,
        connection.org_id,
        [period.board_id for period in touched],
        [period.starts_on for period in touched],
    )
    states = {(row["board_id"], row["starts_on"]): row["state"] for row in rows}
    return HeldPeriods(
        finals=frozenset(key for key, state in states.items() if state == PeriodState.FINAL),
        unopened=frozenset(
            period for period in touched if (period.board_id, period.starts_on) not in states
        ),
    )


async def totals(connection: Connection, wanted: Collection[TotalKey]) -> Mapping[TotalKey, int]:
    """Return the sums of the days that each key spans."""
    if not wanted:
        return {}
    keys = list(wanted)
    rows = await connection.fetch(
        _TOTALS,
        connection.org_id,
        [key.member_id for key in keys],
        [key.metric_key for key in keys],
        [key.starts_on for key in keys],
        [key.ends_on for key in keys],
    )
    return {key: row["total"] for key, row in zip(keys, rows, strict=True)}


async def histories(
    connection: Connection, wanted: Collection[tuple[UUID, str]]
) -> Mapping[tuple[UUID, str], Mapping[date, int]]:
    """Return all days of each (member, metric)."""
    if not wanted:
        return {}
    found: dict[tuple[UUID, str], dict[date, int]] = {pair: {} for pair in wanted}
    rows = await connection.fetch(
        _HISTORIES,
        connection.org_id,
        [member_id for member_id, _ in found],
        [metric_key for _, metric_key in found],
    )
    for row in rows:
        found[row["subject_id"], row["metric_key"]][row["on_date"]] = row["total"]
    return found
