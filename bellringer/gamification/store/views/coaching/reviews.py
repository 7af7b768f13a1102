"""What changed in a quarter: versions of rules, goals of teams and of all, boards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import StrategyArea

KEY = (datetime, UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One change; `what` is what people call it, `action` the verb."""

    at: datetime
    change_id: UUID
    area: StrategyArea
    action: str
    what: str | None


# $2 and $3 are the span, $4 the teams of the reader, or null for an admin
_CHANGES = """
  FROM (
    SELECT v.published_at AS at, v.rule_id AS change_id, 'RULE' AS area, 'publish' AS action,
           r.title AS what
      FROM point_rule_version AS v
      JOIN point_rule AS r ON r.org_id = $1 AND r.rule_id = v.rule_id
     WHERE v.org_id = $1 AND v.published_at >= $2 AND v.published_at < $3
     UNION ALL
    SELECT t.agreed_at, t.goal_id, 'GOAL', 'agree', g.title
      FROM goal_agreement AS t
      JOIN goal AS g ON g.org_id = $1 AND g.goal_id = t.goal_id AND g.owner_kind <> 'MEMBER'
     WHERE t.org_id = $1 AND t.agreed_at >= $2 AND t.agreed_at < $3
       AND (g.owner_kind = 'ORGANIZATION' OR $4::uuid[] IS NULL OR g.owner_id = ANY($4))
     UNION ALL
    SELECT l.at, l.audit_id, 'BOARD', split_part(l.action, '.', 2),
           b.title
      FROM audit_log AS l
      LEFT JOIN board AS b
        ON b.org_id = $1 AND b.board_id = (l.details ->> 'board_id')::smallint
     WHERE l.org_id = $1 AND starts_with(l.action, 'board.') AND l.at >= $2 AND l.at < $3
  ) AS c
"""
_FORWARD, _BACKWARD = both_ways(
    "SELECT c.at, c.change_id, c.area, c.action, c.what"
    + _CHANGES
    + " WHERE {beyond} ORDER BY {order} LIMIT {limit}",
    ("c.at", "c.change_id"),
    ("timestamptz", "uuid"),
    start=5,
    descending=False,
)
_COUNT = "SELECT count(*)" + _CHANGES
_LAST_PULSE = """
SELECT pulse_id FROM pulse
 WHERE org_id = $1 AND closed_at IS NOT NULL AND closes_at < $2 ORDER BY closes_at DESC LIMIT 1
"""


def _view(row: Any) -> ChangeView:
    return ChangeView(**{**dict(row), "area": StrategyArea(row["area"])})


async def changes(
    connection: Connection,
    window: Window,
    *,
    since: datetime,
    until: datetime,
    team_ids: Sequence[UUID] | None,
) -> Page[ChangeView]:
    """List what changed from one instant to another, the earliest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(
        sql, *(connection.org_id, since, until, team_ids), *asked(window, 2)
    )
    return found(window, rows, _view)


async def change_count(
    connection: Connection,
    *,
    since: datetime,
    until: datetime,
    team_ids: Sequence[UUID] | None,
) -> int:
    """Count what `changes` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, since, until, team_ids))


async def last_pulse(connection: Connection, *, before: datetime) -> UUID | None:
    """Return the last pulse that closed before an instant."""
    pulse_id: UUID | None = await connection.fetchval(_LAST_PULSE, connection.org_id, before)
    return pulse_id
