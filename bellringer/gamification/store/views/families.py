"""The parts of goals that a reader may see, and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.store import goals
from bellringer.gamification.store.views.goals import SEEN, Circle
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found_each
from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsView:
    """What the parts of a goal add up to from baseline to target, of its own owner and of others."""

    own_total: int = 0
    own_count: int = 0
    others_total: int = 0
    others_count: int = 0


_ASKED = " FROM unnest($7::uuid[]) AS asked (parent_id) CROSS JOIN LATERAL ("
_PART = "AND g.parent_id = asked.parent_id AND g.state <> 'CANCELLED'"
_FORWARD, _BACKWARD = both_ways(
    "SELECT asked.parent_id, own.*"
    + _ASKED
    + "SELECT g.goal_id"
    + SEEN
    + _PART
    + " AND {beyond} ORDER BY {order} LIMIT {limit}) AS own ORDER BY {outside}",
    ("g.goal_id",),
    ("uuid",),
    start=8,
    descending=False,
    outside=("own.goal_id",),
)
_COUNT = "SELECT asked.parent_id, own.rows" + _ASKED + "SELECT count(*) AS rows" + SEEN + _PART
_COUNT += ") AS own"
_SUM = """(SELECT
  coalesce(sum(a.target - a.baseline) FILTER (WHERE g.owner_id = p.owner_id), 0)::bigint AS own_total,
  count(*) FILTER (WHERE g.owner_id = p.owner_id) AS own_count,
  coalesce(sum(a.target - a.baseline) FILTER (WHERE g.owner_id <> p.owner_id), 0)::bigint AS others_total,
  count(*) FILTER (WHERE g.owner_id <> p.owner_id) AS others_count
"""
# the terms in force or, before there are any, the latest proposed
_TERMS = """(
  SELECT t.target, t.baseline FROM goal_agreement t
   WHERE t.org_id = $1 AND t.goal_id = g.goal_id
   ORDER BY t.agreement_no <> g.agreement_no, t.agreement_no DESC LIMIT 1)
"""
_SUMMED = """
  FROM unnest($7::uuid[]) AS asked (parent_id)
  JOIN goal p ON p.org_id = $1 AND p.goal_id = asked.parent_id
 CROSS JOIN LATERAL """
_PARTS = " FROM (SELECT g.goal_id, g.owner_id, g.agreement_no"
_SUMS = "SELECT asked.parent_id, added.*" + _SUMMED + _SUM + _PARTS + SEEN + _PART
_SUMS += ") AS g JOIN LATERAL " + _TERMS + " AS a ON true) AS added"

KEY = (UUID,)


async def pages(
    connection: Connection, parents: Sequence[UUID], window: Window, circle: Circle
) -> dict[UUID, Page[GoalRecord]]:
    """List the parts of each goal that the reader may see and that are not called off, as they were made."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(
        sql, connection.org_id, *circle.arguments(), list(parents), *asked(window, 1)
    )
    records = await goals.read(connection, [row["goal_id"] for row in rows]) if rows else {}
    return found_each(
        window,
        parents,
        rows,
        lambda row: row["parent_id"],
        lambda row: records[row["goal_id"]],
    )


async def counts(
    connection: Connection, parents: Sequence[UUID], circle: Circle
) -> dict[UUID, int]:
    """Count what `pages` lists."""
    rows = await connection.fetch(_COUNT, connection.org_id, *circle.arguments(), list(parents))
    return {row["parent_id"]: row["rows"] for row in rows}


async def sums(
    connection: Connection, parents: Sequence[UUID], circle: Circle
) -> dict[UUID, PartsView]:
    """Add up the parts of each goal that the reader may see."""
    rows = await connection.fetch(_SUMS, connection.org_id, *circle.arguments(), list(parents))
    return {
        row["parent_id"]: PartsView(
            own_total=row["own_total"],
            own_count=row["own_count"],
            others_total=row["others_total"],
            others_count=row["others_count"],
        )
        for row in rows
    }
