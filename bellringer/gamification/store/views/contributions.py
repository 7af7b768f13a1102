"""Contributions: what each member brought to a goal of a team or of the organization."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found_each
from bellringer.models.database import Connection
from bellringer.words import SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """What a goal gathers: whose metric, over which of the organization's days [starts_on, ends_on)."""

    owner_kind: SubjectKind
    owner_id: UUID
    metric_key: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionView:
    """What one member brought, in the metric's unit."""

    member_id: UUID
    total: int


# A team has what its members did on the days on which they scored for it, as intake counts it.
_BROUGHT = """ FROM (
SELECT brought.member_id, sum(brought.total)::bigint AS total
  FROM (
    SELECT d.subject_id AS member_id, d.total
      FROM membership s
      JOIN subject_day d ON d.org_id = $1 AND d.subject_id = s.member_id
       AND d.metric_key = asked.metric_key
       AND d.on_date >= greatest(asked.starts_on, s.starts_on)
       AND d.on_date < least(asked.ends_on, coalesce(s.ends_on, asked.ends_on))
     WHERE asked.owner_kind = 'TEAM' AND s.org_id = $1 AND s.team_id = asked.owner_id
     UNION ALL
    SELECT d.subject_id, d.total
      FROM member m
      JOIN subject_day d ON d.org_id = $1 AND d.subject_id = m.member_id
       AND d.metric_key = asked.metric_key
       AND d.on_date >= asked.starts_on AND d.on_date < asked.ends_on
     WHERE asked.owner_kind = 'ORGANIZATION' AND m.org_id = $1
  ) AS brought
 GROUP BY brought.member_id HAVING sum(brought.total) <> 0) AS one
"""
_ASKED = """
  FROM unnest($2::text[], $3::uuid[], $4::text[], $5::date[], $6::date[]) WITH ORDINALITY
       AS asked (owner_kind, owner_id, metric_key, starts_on, ends_on, number)
 CROSS JOIN LATERAL (
"""
_FORWARD, _BACKWARD = both_ways(
    "SELECT asked.number, own.*"
    + _ASKED
    + "SELECT one.member_id, one.total"
    + _BROUGHT
    + " WHERE {beyond} ORDER BY {order} LIMIT {limit}) AS own ORDER BY {outside}",
    ("one.total", "one.member_id"),
    ("bigint", "uuid"),
    start=7,
    descending=True,
    outside=("own.total", "own.member_id"),
)
_COUNT = (
    "SELECT own.rows"
    + _ASKED
    + "SELECT count(*) AS rows"
    + _BROUGHT
    + ") AS own ORDER BY asked.number"
)

KEY = (int, UUID)


async def pages(
    connection: Connection, gatherings: Sequence[Gathering], window: Window
) -> dict[Gathering, Page[ContributionView]]:
    """List who brought what to each goal, the most first; a member's own goal has nobody beside the owner."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, *_columns(gatherings), *asked(window, 2))
    return found_each(
        window,
        gatherings,
        rows,
        lambda row: gatherings[row["number"] - 1],
        lambda row: ContributionView(member_id=row["member_id"], total=row["total"]),
    )


async def counts(connection: Connection, gatherings: Sequence[Gathering]) -> dict[Gathering, int]:
    """Count what `pages` lists."""
    rows = await connection.fetch(_COUNT, connection.org_id, *_columns(gatherings))
    return {each: row["rows"] for each, row in zip(gatherings, rows, strict=True)}


def _columns(gatherings: Sequence[Gathering]) -> tuple[list[object], ...]:
    return (
        [each.owner_kind for each in gatherings],
        [each.owner_id for each in gatherings],
        [each.metric_key for each in gatherings],
        [each.starts_on for each in gatherings],
        [each.ends_on for each in gatherings],
    )
