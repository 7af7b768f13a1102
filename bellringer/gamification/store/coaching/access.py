"""The access log: who looked at which detail of a member, and in which hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.commands.coaching.access import Look
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessView:
    """That somebody looked at a member's detail in an hour, once or more often."""

    hour_at: datetime
    viewer_id: UUID
    surface: Surface


# in the order of the key, so that two who look at the same never wait for each other in a circle
_RECORD = """
INSERT INTO access_log (org_id, viewer_id, member_id, surface, hour_at)
SELECT $1, $2, member_id, surface, $5
  FROM unnest($3::uuid[], $4::text[]) AS looked (member_id, surface)
 ORDER BY member_id, surface
ON CONFLICT DO NOTHING
"""
_LISTED = " FROM access_log WHERE org_id = $1 AND member_id = $2 "
_FORWARD, _BACKWARD = both_ways(
    "SELECT hour_at, viewer_id, surface" + _LISTED + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("hour_at", "viewer_id", "surface"),
    ("timestamptz", "uuid", "text"),
    start=3,
    descending=True,
)
_COUNT = "SELECT count(*)" + _LISTED

KEY = (datetime, UUID, str)


async def record(
    connection: Connection, viewer_id: UUID, looks: Iterable[Look], *, hour_at: datetime
) -> None:
    """Put looks on the log; those that are on it already stay as they are."""
    each = list(looks)
    await connection.execute(
        _RECORD,
        connection.org_id,
        viewer_id,
        [look.member_id for look in each],
        [look.surface.value for look in each],
        hour_at,
    )


async def page(connection: Connection, window: Window, member_id: UUID) -> Page[AccessView]:
    """List the looks at a member, the latest hour first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, member_id, *asked(window, 3))
    return found(window, rows, _view)


async def count(connection: Connection, member_id: UUID) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, member_id))


def _view(row: Any) -> AccessView:
    return AccessView(
        hour_at=row["hour_at"], viewer_id=row["viewer_id"], surface=Surface(row["surface"])
    )
