"""Badges, and the awards of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found_each
from bellringer.models.database import Connection
from bellringer.words import AwardState, PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeView:
    """A badge as it is described to people."""

    badge_id: UUID
    badge_key: str
    title: str
    description: str
    symbol: str
    is_automatic: bool
    cap_period: PeriodKind | None
    bonus_points: int
    is_secret: bool
    is_archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardView:
    """One grant, with the words given with it."""

    award_id: UUID
    badge_id: UUID
    member_id: UUID
    state: AwardState
    is_automatic: bool
    awarded_at: datetime
    awarded_by: UUID | None
    activity_id: UUID | None
    revoked_at: datetime | None
    revoked_by: UUID | None
    reason: str | None
    revoke_reason: str | None


_DEFINITIONS = """
SELECT badge_id, badge_key, title, description, symbol,
       criteria IS NOT NULL AND criteria <> 'null' AS is_automatic,
       cap_period, bonus_points, is_secret, archived_at IS NOT NULL AS is_archived
FROM badge_definition
WHERE org_id = $1 AND ($2::uuid[] IS NULL AND archived_at IS NULL OR badge_id = ANY($2))
ORDER BY created_at, badge_key
"""
_AWARDS = """
SELECT a.award_id, a.badge_id, a.member_id, a.state, a.is_automatic, a.awarded_at, a.awarded_by,
       a.activity_id, a.revoked_at, a.revoked_by, n.reason, n.revoke_reason
FROM badge_award a
LEFT JOIN award_note n ON n.org_id = a.org_id AND n.award_id = a.award_id
WHERE a.org_id = $1
"""
_BY_ID = _AWARDS + "AND a.award_id = ANY($2)"
_ASKED = " FROM unnest($2::uuid[]) AS asked (member_id) CROSS JOIN LATERAL ("
_FORWARD, _BACKWARD = both_ways(
    "SELECT own.*"
    + _ASKED
    + _AWARDS
    + "AND a.member_id = asked.member_id AND ($3 OR a.state = 'GRANTED') "
    "AND {beyond} ORDER BY {order} LIMIT {limit}) AS own ORDER BY {outside}",
    ("a.awarded_at", "a.award_id"),
    ("timestamptz", "uuid"),
    start=4,
    descending=True,
    outside=("own.awarded_at", "own.award_id"),
)
_COUNT = """
SELECT a.member_id, count(*) FROM badge_award a
WHERE a.org_id = $1 AND a.member_id = ANY($2::uuid[]) AND ($3 OR a.state = 'GRANTED')
GROUP BY a.member_id
"""
# One taken back by hand is not earned again; one that a reversal took is.
_HAD = """
SELECT DISTINCT badge_id FROM badge_award
WHERE org_id = $1 AND member_id = $2 AND badge_id = ANY($3::uuid[])
  AND (state = 'GRANTED' OR revoked_by IS NOT NULL)
"""

KEY = (datetime, UUID)


def _award(row: Any) -> AwardView:
    values = dict(row)
    return AwardView(**{**values, "state": AwardState(values["state"])})


async def definitions(
    connection: Connection, ids: Sequence[UUID] | None = None
) -> dict[UUID, BadgeView]:
    """Return the badges of the given ids; None: all that are not archived, the oldest first."""
    rows = await connection.fetch(_DEFINITIONS, connection.org_id, ids)
    return {
        row["badge_id"]: BadgeView(
            **{**dict(row), "cap_period": row["cap_period"] and PeriodKind(row["cap_period"])}
        )
        for row in rows
    }


async def awards(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, AwardView]:
    """Return the awards of the given ids."""
    rows = await connection.fetch(_BY_ID, connection.org_id, ids)
    return {row["award_id"]: _award(row) for row in rows}


async def pages(
    connection: Connection, member_ids: Sequence[UUID], window: Window, with_revoked: bool
) -> dict[UUID, Page[AwardView]]:
    """List each member's awards, the newest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(
        sql, connection.org_id, member_ids, with_revoked, *asked(window, 2)
    )
    return found_each(window, member_ids, rows, lambda row: row["member_id"], _award)


async def counts(
    connection: Connection, member_ids: Sequence[UUID], with_revoked: bool
) -> dict[UUID, int]:
    """Count what `pages` lists."""
    rows = await connection.fetch(_COUNT, connection.org_id, member_ids, with_revoked)
    return dict.fromkeys(member_ids, 0) | {row["member_id"]: row["count"] for row in rows}


async def had(connection: Connection, member_id: UUID, badge_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of the badges a member has, or had until somebody took it back."""
    rows = await connection.fetch(_HAD, connection.org_id, member_id, badge_ids)
    return {row["badge_id"] for row in rows}
