"""Celebrations and the list of what to mention, as those read them whom they concern."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import CelebrationKind

KEY = (datetime, UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class CelebrationView:
    """A celebration of a team, or of all; its words are gone where they were erased."""

    celebration_id: UUID
    kind: CelebrationKind
    team_id: UUID | None
    starts_at: datetime
    created_by: UUID | None
    cancelled_at: datetime | None
    title: str | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionView:
    """An award that is to be mentioned in the next meeting."""

    award_id: UUID
    asked_by: UUID | None
    asked_at: datetime
    mentioned_at: datetime | None


_SHOWN = """
SELECT c.celebration_id, c.kind, c.team_id, c.starts_at, c.created_by, c.cancelled_at,
       n.title, n.body AS text
  FROM celebration AS c
  LEFT JOIN celebration_note AS n ON n.org_id = $1 AND n.celebration_id = c.celebration_id
 WHERE c.org_id = $1
"""
_BY_ID = _SHOWN + "AND c.celebration_id = ANY($2::uuid[])"
# $2 are the teams of the reader, or null for an admin; $3 is the instant from which on they are listed
_LISTED = """
   AND c.cancelled_at IS NULL AND ($3::timestamptz IS NULL OR c.starts_at >= $3)
   AND (c.team_id IS NULL OR $2::uuid[] IS NULL OR c.team_id = ANY($2))
"""
_FORWARD, _BACKWARD = both_ways(
    _SHOWN + _LISTED + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("c.starts_at", "c.celebration_id"),
    ("timestamptz", "uuid"),
    start=4,
    descending=False,
)
_ALL = " FROM celebration AS c WHERE c.org_id = $1"
_COUNT = "SELECT count(*)" + _ALL + _LISTED
_AWARDS = """
SELECT celebration_id, award_id FROM celebration_award
 WHERE org_id = $1 AND celebration_id = ANY($2::uuid[]) ORDER BY celebration_id, award_id
"""
# $2 are the teams that the reader leads, or null for an admin
_WAITING = """
  FROM award_mention AS m
  JOIN badge_award AS a ON a.org_id = $1 AND a.award_id = m.award_id AND a.state = 'GRANTED'
  LEFT JOIN membership AS s ON s.org_id = $1 AND s.member_id = a.member_id
   AND s.starts_on <= $3 AND (s.ends_on IS NULL OR s.ends_on > $3)
 WHERE m.org_id = $1 AND m.mentioned_at IS NULL
   AND ($2::uuid[] IS NULL OR coalesce(a.team_id, s.team_id) = ANY($2))
"""
_MENTIONS, _MENTIONS_BACKWARD = both_ways(
    "SELECT m.award_id, m.asked_by, m.asked_at, m.mentioned_at"
    + _WAITING
    + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("m.asked_at", "m.award_id"),
    ("timestamptz", "uuid"),
    start=4,
    descending=False,
)
_MENTION_COUNT = "SELECT count(*)" + _WAITING
_MENTION = """
SELECT award_id, asked_by, asked_at, mentioned_at FROM award_mention
 WHERE org_id = $1 AND award_id = $2
"""


def _view(row: Any) -> CelebrationView:
    return CelebrationView(**{**dict(row), "kind": CelebrationKind(row["kind"])})


def _mention(row: Any) -> MentionView:
    return MentionView(**dict(row))


async def read(
    connection: Connection, celebration_ids: Sequence[UUID]
) -> dict[UUID, CelebrationView]:
    """Return celebrations by id, whoever may see them, those called off too."""
    rows = await connection.fetch(_BY_ID, connection.org_id, list(celebration_ids))
    return {row["celebration_id"]: _view(row) for row in rows}


async def page(
    connection: Connection,
    window: Window,
    *,
    team_ids: Sequence[UUID] | None,
    since: datetime | None,
) -> Page[CelebrationView]:
    """List what all and these teams (None: every team) celebrate from an instant on, the soonest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, team_ids, since, *asked(window, 2))
    return found(window, rows, _view)


async def count(
    connection: Connection, *, team_ids: Sequence[UUID] | None, since: datetime | None
) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, team_ids, since))


async def awards(connection: Connection, celebration_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Return the awards that celebrations honour, oldest first."""
    honoured: dict[UUID, list[UUID]] = {each: [] for each in celebration_ids}
    for row in await connection.fetch(_AWARDS, connection.org_id, list(celebration_ids)):
        honoured[row["celebration_id"]].append(row["award_id"])
    return honoured


async def mentions(
    connection: Connection, window: Window, *, team_ids: Sequence[UUID] | None, on: date
) -> Page[MentionView]:
    """List what is to be mentioned to these teams (None: every team), what waits longest first."""
    sql = _MENTIONS_BACKWARD if window.is_backward else _MENTIONS
    rows = await connection.fetch(sql, connection.org_id, team_ids, on, *asked(window, 2))
    return found(window, rows, _mention)


async def mention_count(
    connection: Connection, *, team_ids: Sequence[UUID] | None, on: date
) -> int:
    """Count what `mentions` lists."""
    return int(await connection.fetchval(_MENTION_COUNT, connection.org_id, team_ids, on))


async def mention_of(connection: Connection, award_id: UUID) -> MentionView | None:
    """Return whether an award is, or was, to be mentioned."""
    row = await connection.fetchrow(_MENTION, connection.org_id, award_id)
    return None if row is None else _mention(row)
