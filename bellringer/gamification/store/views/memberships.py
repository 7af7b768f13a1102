"""Who was in which team, and who led it, from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanView:
    """A member in, or at the head of, a team over [starts_on, ends_on)."""

    member_id: UUID
    team_id: UUID
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Which spans: of scoring or of leading, of a member or of a team."""

    is_lead: bool = False
    member_id: UUID | None = None
    team_id: UUID | None = None


_LISTING = """
SELECT member_id, team_id, starts_on, ends_on FROM {table}
WHERE org_id = $1 AND ($2::uuid IS NULL OR member_id = $2) AND ($3::uuid IS NULL OR team_id = $3)
"""
_COUNTING = """
SELECT count(*) FROM {table}
WHERE org_id = $1 AND ($2::uuid IS NULL OR member_id = $2) AND ($3::uuid IS NULL OR team_id = $3)
"""


def _both(table: str) -> tuple[str, str]:
    return both_ways(
        _LISTING.replace("{table}", table) + "AND {beyond} ORDER BY {order} LIMIT {limit}",
        ("starts_on", "member_id", "team_id"),
        ("date", "uuid", "uuid"),
        start=4,
        descending=True,
    )


_MEMBERS_FORWARD, _MEMBERS_BACKWARD = _both("membership")
_LEADS_FORWARD, _LEADS_BACKWARD = _both("team_lead")
_COUNT_MEMBERS = _COUNTING.replace("{table}", "membership")
_COUNT_LEADS = _COUNTING.replace("{table}", "team_lead")
_PAGES: Mapping[tuple[bool, bool], str] = {
    (False, False): _MEMBERS_FORWARD,
    (False, True): _MEMBERS_BACKWARD,
    (True, False): _LEADS_FORWARD,
    (True, True): _LEADS_BACKWARD,
}

KEY = (date, UUID, UUID)


def _view(row: Any) -> SpanView:
    return SpanView(**dict(row))


async def page(connection: Connection, window: Window, which: Spans) -> Page[SpanView]:
    """List spans, those that began last first."""
    sql = _PAGES[which.is_lead, window.is_backward]
    rows = await connection.fetch(
        sql, connection.org_id, which.member_id, which.team_id, *asked(window, 3)
    )
    return found(window, rows, _view)


async def count(connection: Connection, which: Spans) -> int:
    """Count what `page` lists."""
    sql = _COUNT_LEADS if which.is_lead else _COUNT_MEMBERS
    return int(await connection.fetchval(sql, connection.org_id, which.member_id, which.team_id))
