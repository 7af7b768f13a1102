"""Dead letters, as admins read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import Channel, NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterView:
    """A delivery that was given up, and why; never what it said."""

    delivery_id: UUID
    member_id: UUID
    kind: NotificationKind
    channel: Channel
    code: str
    attempts: int
    died_at: datetime


KEY = (UUID,)

_LISTED = """
FROM delivery JOIN notification USING (org_id, notification_id) JOIN announcement USING (org_id, announcement_id)
WHERE org_id = $1 AND state = 'DEAD'
"""
_FORWARD, _BACKWARD = both_ways(
    "SELECT delivery_id, member_id, announcement.kind, channel, outcome AS code, attempts, settled_at AS died_at"
    + _LISTED
    + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("delivery_id",),
    ("uuid",),
    start=2,
    descending=True,
)
_COUNT = "SELECT count(*) FROM delivery WHERE org_id = $1 AND state = 'DEAD'"


async def dead_letters(connection: Connection, window: Window) -> Page[DeadLetterView]:
    """List dead letters, the latest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, *asked(window, 1))
    return found(window, rows, _view)


async def count_dead(connection: Connection) -> int:
    """Count the dead letters."""
    return int(await connection.fetchval(_COUNT, connection.org_id))


def _view(row: Any) -> DeadLetterView:
    return DeadLetterView(
        **dict(row) | {"kind": NotificationKind(row["kind"]), "channel": Channel(row["channel"])}
    )
