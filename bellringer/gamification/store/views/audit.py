"""The audit log, as admins read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditView:
    """One administrative change: who did what, by ids and typed values."""

    audit_id: UUID
    at: datetime
    principal: str
    action: str
    details: Mapping[str, Any]


_LISTED = """
FROM audit_log WHERE org_id = $1 AND ($2::text IS NULL OR starts_with(action, $2))
"""
_FORWARD, _BACKWARD = both_ways(
    "SELECT audit_id, at, principal, action, details"
    + _LISTED
    + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("audit_id",),
    ("uuid",),
    start=3,
    descending=True,
)
_COUNT = "SELECT count(*)" + _LISTED

KEY = (UUID,)


def _view(row: Any) -> AuditView:
    return AuditView(**dict(row))


async def page(connection: Connection, window: Window, action: str | None) -> Page[AuditView]:
    """List changes, the latest first, those whose action begins so."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, action, *asked(window, 1))
    return found(window, rows, _view)


async def count(connection: Connection, action: str | None) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, action))
