"""Activities as they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import ApprovalState


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
    approval: ApprovalState | None
    decided_by: UUID | None
    decided_at: datetime | None
    rejection: str | None


_COLUMNS = """
SELECT a.activity_id, a.kind, a.member_id, a.recorded_by, a.occurred_at, a.recorded_at, a.scored_at,
       a.org_on, a.quantity, a.amount_minor, a.original_amount_minor, a.original_currency,
       a.started_at, a.duration_seconds, a.customer_external_id, a.deal_external_id, a.external_id,
       a.tags, a.measured, a.reverses_id, b.activity_id AS reversed_by,
       CASE WHEN p.activity_id IS NULL THEN a.points_earned ELSE p.points_earned END AS points_earned,
       n.body AS note, p.state AS approval, p.decided_by, p.decided_at, r.body AS rejection
FROM activity a
LEFT JOIN activity b ON b.org_id = a.org_id AND b.reverses_id = a.activity_id
LEFT JOIN activity_note n ON n.org_id = a.org_id AND n.activity_id = a.activity_id
LEFT JOIN activity_approval p ON p.org_id = a.org_id AND p.activity_id = a.activity_id
LEFT JOIN approval_note r ON r.org_id = a.org_id AND r.activity_id = a.activity_id
WHERE a.org_id = $1
"""
_BY_ID = _COLUMNS + "AND a.activity_id = ANY($2)"
# read through the member's credits: a split deal stands in the list of each who shares it, and what waits
# for approval in those that will share it
_OWN = """
AND a.activity_id IN (SELECT activity_id FROM credit WHERE org_id = $1 AND member_id = $2
                      UNION ALL
                      SELECT activity_id FROM pending_credit WHERE org_id = $1 AND member_id = $2)
"""
_FORWARD, _BACKWARD = both_ways(
    _COLUMNS + _OWN + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("a.occurred_at", "a.activity_id"),
    ("timestamptz", "uuid"),
    start=3,
    descending=True,
)
# of one kind, over some of the organization's days; `$5` None is open
_OF_KIND = """
AND a.kind = $3 AND a.org_on >= $4 AND ($5::date IS NULL OR a.org_on < $5)
AND a.activity_id IN (SELECT activity_id FROM credit WHERE org_id = $1 AND member_id = $2)
"""
_BEHIND_FORWARD, _BEHIND_BACKWARD = both_ways(
    _COLUMNS + _OF_KIND + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("a.occurred_at", "a.activity_id"),
    ("timestamptz", "uuid"),
    start=6,
    descending=True,
)
_COUNT_BEHIND = "SELECT count(*) FROM activity a WHERE a.org_id = $1" + _OF_KIND  # noqa: S608 - both halves stand here
_COUNT = """
SELECT count(*) FROM (
  SELECT activity_id FROM credit WHERE org_id = $1 AND member_id = $2
   UNION
  SELECT activity_id FROM pending_credit WHERE org_id = $1 AND member_id = $2) AS own
"""
_SHARES = """
SELECT activity_id, member_id, share_bp, amount_minor FROM credit
WHERE org_id = $1 AND activity_id = ANY($2)
UNION
SELECT activity_id, member_id, share_bp, amount_minor FROM pending_credit
WHERE org_id = $1 AND activity_id = ANY($2) ORDER BY activity_id, share_bp DESC, member_id
"""
# by the team that the member was in then; who shares in it does not decide
_WAITING = """
AND p.state = 'PENDING'
AND ($2 OR EXISTS (SELECT FROM pending_credit c
                    WHERE c.org_id = $1 AND c.activity_id = a.activity_id
                      AND c.member_id = a.member_id AND c.team_id = ANY($3::uuid[])))
AND NOT EXISTS (SELECT FROM pending_credit c
                 WHERE c.org_id = $1 AND c.activity_id = a.activity_id AND c.member_id = $4)
"""
_WAITING_FORWARD, _WAITING_BACKWARD = both_ways(
    _COLUMNS + _WAITING + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("a.recorded_at", "a.activity_id"),
    ("timestamptz", "uuid"),
    start=5,
    descending=False,
)
_WAIT = """
SELECT count(*) FROM activity_approval p
  JOIN activity a ON a.org_id = p.org_id AND a.activity_id = p.activity_id WHERE p.org_id = $1
"""
_COUNT_WAITING = _WAIT + _WAITING
KEY = (datetime, UUID)


def _activity(row: Any) -> ActivityView:
    approval = row["approval"]
    return ActivityView(
        **{
            **dict(row),
            "tags": tuple(row["tags"]),
            "approval": None if approval is None else ApprovalState(approval),
        }
    )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A member's activities of one kind over the organization's days [since, until); None is open."""

    member_id: UUID
    kind: str
    since: date
    until: date | None

    def arguments(self) -> tuple[Any, ...]:
        """Return the parameters in the statement's order."""
        return self.member_id, self.kind, self.since, self.until


async def behind(connection: Connection, window: Window, which: Behind) -> Page[ActivityView]:
    """List the activities behind a member's score, the latest first."""
    sql = _BEHIND_BACKWARD if window.is_backward else _BEHIND_FORWARD
    rows = await connection.fetch(sql, connection.org_id, *which.arguments(), *asked(window, 2))
    return found(window, rows, _activity)


async def count_behind(connection: Connection, which: Behind) -> int:
    """Count what `behind` lists."""
    return int(await connection.fetchval(_COUNT_BEHIND, connection.org_id, *which.arguments()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """Who decides about what waits: an admin about all, a manager about own teams, nobody about own shares."""

    is_admin: bool
    leads: frozenset[UUID]
    member_id: UUID

    def arguments(self) -> tuple[Any, ...]:
        """Return the parameters in the statement's order."""
        return self.is_admin, list(self.leads), self.member_id


async def waiting(connection: Connection, window: Window, who: Decider) -> Page[ActivityView]:
    """List the activities that wait for a decision of the caller, the longest first."""
    sql = _WAITING_BACKWARD if window.is_backward else _WAITING_FORWARD
    rows = await connection.fetch(sql, connection.org_id, *who.arguments(), *asked(window, 2))
    return found(window, rows, _activity)


async def count_waiting(connection: Connection, who: Decider) -> int:
    """Count what `waiting` lists."""
    return int(await connection.fetchval(_COUNT_WAITING, connection.org_id, *who.arguments()))
