"""Meetings of teams, what is in their way, and what leads have done for them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bellringer.gamification.facts.coaching.meetings import (
    HurdleRecord,
    MeetingRecord,
    Outlook,
)
from bellringer.gamification.rules.coaching import meetings as documents
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found_each
from bellringer.models.database import Connection

_SHOWN = """
SELECT m.meeting_id, m.team_id, m.planned_at, m.created_by, m.created_at, m.held_at, m.cancelled_at
  FROM meeting AS m WHERE m.org_id = $1
"""
_BY_ID = _SHOWN + " AND m.meeting_id = ANY($2::uuid[])"
_LOCK = _SHOWN + " AND m.meeting_id = $2 FOR NO KEY UPDATE"
_INSERT = """
INSERT INTO meeting (org_id, meeting_id, team_id, planned_at, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
_UPDATE = "UPDATE meeting SET held_at = $3, cancelled_at = $4 WHERE org_id = $1 AND meeting_id = $2"
_OF_TEAM = " AND m.team_id = asked.team_id AND m.cancelled_at IS NULL"
_ASKED = " FROM unnest($2::uuid[]) AS asked (team_id) CROSS JOIN LATERAL ("
_FORWARD, _BACKWARD = both_ways(
    "SELECT own.*"
    + _ASKED
    + _SHOWN
    + _OF_TEAM
    + " AND {beyond} ORDER BY {order} LIMIT {limit}) AS own ORDER BY {outside}",
    ("m.planned_at", "m.meeting_id"),
    ("timestamptz", "uuid"),
    start=3,
    descending=True,
    outside=("own.planned_at", "own.meeting_id"),
)
_COUNT = """
SELECT team_id, count(*) AS rows FROM meeting
 WHERE org_id = $1 AND team_id = ANY($2::uuid[]) AND cancelled_at IS NULL GROUP BY team_id
"""
_KEEP = "INSERT INTO meeting_outlook (org_id, meeting_id, lines) VALUES ($1, $2, $3)"
_OUTLOOKS = """
SELECT meeting_id, lines FROM meeting_outlook WHERE org_id = $1 AND meeting_id = ANY($2::uuid[])
"""
_HURDLES = """
SELECT asked.meeting_id AS shown_in, h.meeting_id, h.hurdle_no, h.raised_by, h.raised_at, h.resolved_by,
       h.resolved_at, n.body AS text
  FROM meeting AS asked
  JOIN meeting AS m ON m.org_id = $1 AND m.team_id = asked.team_id AND m.cancelled_at IS NULL
  JOIN meeting_hurdle AS h ON h.org_id = $1 AND h.meeting_id = m.meeting_id
   AND (h.meeting_id = asked.meeting_id
        OR h.resolved_at IS NULL AND m.planned_at < asked.planned_at)
  LEFT JOIN meeting_hurdle_note AS n
    ON n.org_id = $1 AND n.meeting_id = h.meeting_id AND n.hurdle_no = h.hurdle_no
 WHERE asked.org_id = $1 AND asked.meeting_id = ANY($2::uuid[])
 ORDER BY asked.meeting_id, m.planned_at, h.raised_at, h.hurdle_no
"""
_RAISE = """
WITH made AS (
  INSERT INTO meeting_hurdle (org_id, meeting_id, hurdle_no, raised_by, raised_at)
  SELECT $1, $2, count(*) + 1, $3, $4 FROM meeting_hurdle WHERE org_id = $1 AND meeting_id = $2
  RETURNING org_id, meeting_id, hurdle_no
)
INSERT INTO meeting_hurdle_note (org_id, meeting_id, hurdle_no, body)
SELECT org_id, meeting_id, hurdle_no, $5 FROM made RETURNING hurdle_no
"""
_RESOLVE = """
UPDATE meeting_hurdle SET resolved_by = $4, resolved_at = $5
 WHERE org_id = $1 AND meeting_id = $2 AND hurdle_no = $3
"""

KEY = (datetime, UUID)


async def lock(connection: Connection, meeting_id: UUID) -> MeetingRecord | None:
    """Lock a meeting, and return it."""
    row = await connection.fetchrow(_LOCK, connection.org_id, meeting_id)
    return None if row is None else MeetingRecord(**dict(row))


async def insert(connection: Connection, meeting: MeetingRecord) -> None:
    """Write a meeting that is called."""
    await connection.execute(
        _INSERT,
        *(connection.org_id, meeting.meeting_id, meeting.team_id, meeting.planned_at),
        *(meeting.created_by, meeting.created_at),
    )


async def update(connection: Connection, meeting: MeetingRecord) -> None:
    """Write a meeting that is locked as it is now."""
    await connection.execute(
        _UPDATE, connection.org_id, meeting.meeting_id, meeting.held_at, meeting.cancelled_at
    )


async def read(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, MeetingRecord]:
    """Return meetings by id, of whatever team."""
    rows = await connection.fetch(_BY_ID, connection.org_id, list(ids))
    return {row["meeting_id"]: MeetingRecord(**dict(row)) for row in rows}


async def pages(
    connection: Connection, team_ids: Sequence[UUID], window: Window
) -> dict[UUID, Page[MeetingRecord]]:
    """List each team's meetings that were not called off, the latest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, list(team_ids), *asked(window, 2))
    return found_each(
        *(window, team_ids, rows),
        lambda row: row["team_id"],
        lambda row: MeetingRecord(**dict(row)),
    )


async def counts(connection: Connection, team_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Count what `pages` lists."""
    rows = await connection.fetch(_COUNT, connection.org_id, list(team_ids))
    return dict.fromkeys(team_ids, 0) | {row["team_id"]: row["rows"] for row in rows}


async def keep_outlook(connection: Connection, meeting_id: UUID, lines: Sequence[Outlook]) -> None:
    """Keep what the team's goals ask of each day as it is when the meeting begins."""
    await connection.execute(_KEEP, connection.org_id, meeting_id, documents.stored(lines))


async def outlooks(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[Outlook, ...]]:
    """Return what was kept with each meeting that was held."""
    rows = await connection.fetch(_OUTLOOKS, connection.org_id, list(ids))
    return {row["meeting_id"]: documents.read(row["lines"]) for row in rows}


async def hurdles(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[HurdleRecord]]:
    """Return what is raised in each meeting, and what earlier ones of the team have left unresolved."""
    made: dict[UUID, list[HurdleRecord]] = {each: [] for each in ids}
    for row in await connection.fetch(_HURDLES, connection.org_id, list(ids)):
        values = dict(row)
        made[values.pop("shown_in")].append(HurdleRecord(**values))
    return made


async def raise_hurdle(
    connection: Connection, meeting_id: UUID, text: str, *, by_member_id: UUID, now: datetime
) -> int:
    """Write what is in the way to a meeting that is locked; return its number."""
    number: int = await connection.fetchval(
        _RAISE, connection.org_id, meeting_id, by_member_id, now, text
    )
    return number


async def resolve_hurdle(
    connection: Connection,
    meeting_id: UUID,
    hurdle_no: int,
    *,
    by_member_id: UUID | None,
    at: datetime | None,
) -> None:
    """Say that a hurdle is not in the way any more or, with None, that it is again."""
    place = (connection.org_id, meeting_id, hurdle_no)
    await connection.execute(_RESOLVE, *place, by_member_id, at)
