"""Activities as they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareView:
    """A member's part of an activity."""

    member_id: UUID
    share_bp: int
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityView:
    """A recorded activity, with the words noted with it."""

    activity_id: UUID
    kind: str
    member_id: UUID
    recorded_by: UUID | None
    occurred_at: datetime
    recorded_at: datetime
    scored_at: datetime | None
    org_on: date
    quantity: int
    amount_minor: int | None
    original_amount_minor: int | None
    original_currency: str | None
    started_at: datetime | None
    duration_seconds: int | None
    customer_external_id: str | None
    deal_external_id: str | None
    external_id: str | None
    tags: tuple[str, ...]
    measured: dict[str, int]
    reverses_id: UUID | None
    reversed_by: UUID | None
    points_earned: int | None
    note: str | None


_COLUMNS = """
SELECT a.activity_id, a.kind, a.member_id, a.recorded_by, a.occurred_at, a.recorded_at, a.scored_at,
       a.org_on, a.quantity, a.amount_minor, a.original_amount_minor, a.original_currency,
       a.started_at, a.duration_seconds, a.customer_external_id, a.deal_external_id, a.external_id,
       a.tags, a.measured, a.reverses_id, b.activity_id AS reversed_by, a.points_earned, n.body AS note
FROM activity a
LEFT JOIN activity b ON b.org_id = a.org_id AND b.reverses_id = a.activity_id
LEFT JOIN activity_note n ON n.org_id = a.org_id AND n.activity_id = a.activity_id
WHERE a.org_id = $1
"""
_BY_ID = _COLUMNS + "AND a.activity_id = ANY($2)"
# read through the member's credits: a split deal stands in the list of each who shares it
_OWN = """
AND EXISTS (SELECT FROM credit c WHERE c.org_id = a.org_id AND c.activity_id = a.activity_id
            AND c.member_id = $2)
"""
_FORWARD, _BACKWARD = both_ways(
    _COLUMNS + _OWN + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("a.occurred_at", "a.activity_id"),
    ("timestamptz", "uuid"),
    start=3,
    descending=True,
)
_COUNT = "SELECT count(*) FROM credit c WHERE c.org_id = $1 AND c.member_id = $2"
_SHARES = """
SELECT activity_id, member_id, share_bp, amount_minor FROM credit
WHERE org_id = $1 AND activity_id = ANY($2) ORDER BY activity_id, share_bp DESC, member_id
"""

KEY = (datetime, UUID)


def _activity(row: Any) -> ActivityView:
    return ActivityView(**{**dict(row), "tags": tuple(row["tags"])})


async def read(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, ActivityView]:
    """Return the activities of the given ids."""
    rows = await connection.fetch(_BY_ID, connection.org_id, ids)
    return {row["activity_id"]: _activity(row) for row in rows}


async def shares(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[ShareView]]:
    """Return who is credited with each activity, the largest share first."""
    found_shares: dict[UUID, list[ShareView]] = {each: [] for each in ids}
    for row in await connection.fetch(_SHARES, connection.org_id, ids):
        values = dict(row)
        found_shares[values.pop("activity_id")].append(ShareView(**values))
    return found_shares


async def page(connection: Connection, window: Window, member_id: UUID) -> Page[ActivityView]:
    """List the activities a member is credited with, the latest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, member_id, *asked(window, 2))
    return found(window, rows, _activity)


async def count(connection: Connection, member_id: UUID) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, member_id))
