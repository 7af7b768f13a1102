"""Which goals a reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts import GoalRecord
from bellringer.gamification.store import goals
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found_each
from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """How far a reader sees on a day: own id, own team, teams led; an admin sees everything."""

    on: date
    member_id: UUID | None
    team_id: UUID | None
    leads: frozenset[UUID]
    is_admin: bool

    def arguments(self) -> tuple[Any, ...]:
        """Return the parameters in the statements' order."""
        return self.on, self.is_admin, self.member_id, self.team_id, list(self.leads)


# a goal's team is its own or its owner's scoring team of the day
_SEEN = """
FROM goal g
LEFT JOIN membership s ON g.owner_kind = 'MEMBER' AND s.org_id = g.org_id AND s.member_id = g.owner_id
     AND s.starts_on <= $2 AND (s.ends_on IS NULL OR s.ends_on > $2)
CROSS JOIN LATERAL (SELECT CASE g.owner_kind WHEN 'TEAM' THEN g.owner_id ELSE s.team_id END AS team_id) o
WHERE g.org_id = $1
  AND ($3 OR g.visibility = 'ORGANIZATION' OR g.owner_kind = 'ORGANIZATION' OR g.owner_id = $4::uuid
       OR o.team_id = ANY($6::uuid[]) OR g.visibility = 'TEAM' AND o.team_id = $5::uuid)
"""
_COLUMNS = "SELECT g.goal_id, g.created_at" + _SEEN
# what is agreed stays AGREED: that it runs or is over follows from its days
_OWNED = """
  AND g.owner_id = ANY(asked.owners::uuid[])
  AND (NOT $8 OR g.state = 'PROPOSED' OR g.state = 'AGREED' AND EXISTS (
       SELECT FROM goal_agreement a
        WHERE a.org_id = $1 AND a.goal_id = g.goal_id AND a.agreement_no = g.agreement_no
          AND a.ends_on > $2))
"""
# several lists at once, each of one or more owners: arrays of arrays are all of one length, texts are not
_ASKED = " FROM unnest($7::text[]) WITH ORDINALITY AS asked (owners, number) CROSS JOIN LATERAL ("
_BY_ID = _COLUMNS + "AND g.goal_id = ANY($7::uuid[])"
_FORWARD, _BACKWARD = both_ways(
    "SELECT asked.number, own.*"
    + _ASKED
    + _COLUMNS
    + _OWNED
    + " AND {beyond} ORDER BY {order} LIMIT {limit}) AS own ORDER BY {outside}",
    ("g.created_at", "g.goal_id"),
    ("timestamptz", "uuid"),
    start=9,
    descending=True,
    outside=("own.created_at", "own.goal_id"),
)
_COUNT = (
    "SELECT own.rows" + _ASKED + "SELECT count(*) AS rows" + _SEEN + _OWNED + ") AS own"
    " ORDER BY asked.number"
)

KEY = (datetime, UUID)

Owners = tuple[UUID, ...]


async def read(
    connection: Connection, ids: Sequence[UUID], circle: Circle
) -> dict[UUID, GoalRecord]:
    """Return the goals of the given ids that the reader may see."""
    rows = await connection.fetch(_BY_ID, connection.org_id, *circle.arguments(), list(ids))
    return dict(await goals.read(connection, [row["goal_id"] for row in rows])) if rows else {}


async def pages(
    connection: Connection,
    lists: Sequence[Owners],
    window: Window,
    circle: Circle,
    only_current: bool,
) -> dict[Owners, Page[GoalRecord]]:
    """List each group of owners' goals that the reader may see, the newest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(
        sql,
        connection.org_id,
        *circle.arguments(),
        _texts(lists),
        only_current,
        *asked(window, 2),
    )
    records = await goals.read(connection, [row["goal_id"] for row in rows]) if rows else {}
    return found_each(
        window,
        lists,
        rows,
        lambda row: lists[row["number"] - 1],
        lambda row: records[row["goal_id"]],
    )


async def counts(
    connection: Connection, lists: Sequence[Owners], circle: Circle, only_current: bool
) -> dict[Owners, int]:
    """Count what `pages` lists."""
    rows = await connection.fetch(
        _COUNT, connection.org_id, *circle.arguments(), _texts(lists), only_current
    )
    return {owners: row["rows"] for owners, row in zip(lists, rows, strict=True)}


def _texts(lists: Sequence[Owners]) -> list[str]:
    return [f"{{{','.join(map(str, owners))}}}" for owners in lists]
