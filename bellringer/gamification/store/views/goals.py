"""Which goals a reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.store import goals
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found, found_each
from bellringer.models.database import Connection
from bellringer.words import SubjectKind


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


# a goal's team is its own or its owner's scoring team of the day; who leads a team shows it goals of visibility TEAM
SEEN = """
FROM goal g
LEFT JOIN membership s ON g.owner_kind = 'MEMBER' AND s.org_id = g.org_id AND s.member_id = g.owner_id
     AND s.starts_on <= $2 AND (s.ends_on IS NULL OR s.ends_on > $2)
CROSS JOIN LATERAL (SELECT CASE g.owner_kind WHEN 'TEAM' THEN g.owner_id ELSE s.team_id END AS team_id) o
WHERE g.org_id = $1
  AND ($3 OR g.visibility = 'ORGANIZATION' OR g.owner_kind = 'ORGANIZATION' OR g.owner_id = $4::uuid
       OR o.team_id = ANY($6::uuid[]) OR g.visibility = 'TEAM' AND (o.team_id = $5::uuid OR EXISTS (
         SELECT FROM team_lead l WHERE l.org_id = g.org_id AND l.team_id = $5 AND l.member_id = g.owner_id
            AND l.starts_on <= $2 AND (l.ends_on IS NULL OR l.ends_on > $2))))
"""
_COLUMNS = "SELECT g.goal_id, g.created_at" + SEEN
# what is agreed stays AGREED: that it runs or is over follows from its days
_CURRENT = """
  AND (NOT $7 OR g.state = 'PROPOSED' OR g.state = 'AGREED' AND EXISTS (
       SELECT FROM goal_agreement a
        WHERE a.org_id = $1 AND a.goal_id = g.goal_id AND a.agreement_no = g.agreement_no
          AND a.ends_on > $2))
"""
_OWNED = "  AND g.owner_id = ANY(asked.owners::uuid[])" + _CURRENT
# all that the reader may see, with or without a goal above, of one kind of owner or any
_LISTED = """
  AND ($8::text IS NULL OR g.owner_kind = $8) AND (NOT $9 OR g.parent_id IS NULL)
"""
_ALL_FORWARD, _ALL_BACKWARD = both_ways(
    _COLUMNS + _CURRENT + _LISTED + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("g.created_at", "g.goal_id"),
    ("timestamptz", "uuid"),
    start=10,
    descending=True,
)
_COUNT_ALL = "SELECT count(*)" + SEEN + _CURRENT + _LISTED
# several lists at once, each of one or more owners: arrays of arrays are all of one length, texts are not
_ASKED = " FROM unnest($8::text[]) WITH ORDINALITY AS asked (owners, number) CROSS JOIN LATERAL ("
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
    "SELECT own.rows" + _ASKED + "SELECT count(*) AS rows" + SEEN + _OWNED + ") AS own"
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
        only_current,
        _texts(lists),
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
        _COUNT, connection.org_id, *circle.arguments(), only_current, _texts(lists)
    )
    return {owners: row["rows"] for owners, row in zip(lists, rows, strict=True)}


async def page(
    connection: Connection,
    window: Window,
    circle: Circle,
    *,
    only_current: bool,
    owner_kind: SubjectKind | None,
    without_parent: bool,
) -> Page[GoalRecord]:
    """List all goals that the reader may see, the newest first."""
    sql = _ALL_BACKWARD if window.is_backward else _ALL_FORWARD
    rows = await connection.fetch(
        sql,
        connection.org_id,
        *circle.arguments(),
        only_current,
        owner_kind,
        without_parent,
        *asked(window, 2),
    )
    records = await goals.read(connection, [row["goal_id"] for row in rows]) if rows else {}
    return found(window, rows, lambda row: records[row["goal_id"]])


async def count(
    connection: Connection,
    circle: Circle,
    *,
    only_current: bool,
    owner_kind: SubjectKind | None,
    without_parent: bool,
) -> int:
    """Count what `page` lists."""
    number: int = await connection.fetchval(
        _COUNT_ALL,
        connection.org_id,
        *circle.arguments(),
        only_current,
        owner_kind,
        without_parent,
    )
    return number


def _texts(lists: Sequence[Owners]) -> list[str]:
    return [f"{{{','.join(map(str, owners))}}}" for owners in lists]
