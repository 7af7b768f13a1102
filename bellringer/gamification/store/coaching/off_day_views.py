"""Off-days as they are shown: pages of flags, and the notes and nudges of days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts.coaching.off_days import OffDayFlag
from bellringer.gamification.store.coaching.off_days import FLAGS, Day, flag_of
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """What a member said of a day."""

    member_id: UUID
    on: date
    text: str
    excuses: bool
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeView:
    """Who nudged a member on a day, and when."""

    member_id: UUID
    on: date
    given_by: UUID
    given_at: datetime


_FORWARD, _BACKWARD = both_ways(
    FLAGS + "AND flag.member_id = ANY($2::uuid[]) AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("flag.on_date", "flag.flag_id"),
    ("date", "uuid"),
    start=3,
    descending=True,
)
_COUNT = """
SELECT count(*) FROM off_day_flag
 WHERE org_id = $1 AND withdrawn_at IS NULL AND member_id = ANY($2::uuid[])
"""
_NOTES = """
SELECT note.member_id, note.on_date AS on, note.body AS text, note.excuses, note.written_at
  FROM unnest($2::uuid[], $3::date[]) AS day (member_id, on_date)
  JOIN day_note AS note ON note.org_id = $1 AND note.member_id = day.member_id AND note.on_date = day.on_date
"""
_NUDGES = """
SELECT nudge.member_id, nudge.on_date AS on, nudge.given_by, nudge.given_at
  FROM unnest($2::uuid[], $3::date[]) AS day (member_id, on_date)
  JOIN nudge ON nudge.org_id = $1 AND nudge.member_id = day.member_id AND nudge.on_date = day.on_date
"""

KEY = (date, UUID)


async def page(
    connection: Connection, window: Window, member_ids: Collection[UUID]
) -> Page[OffDayFlag]:
    """List flags of members that stand, the latest day first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, list(member_ids), *asked(window, 2))
    return found(window, rows, flag_of)


async def count(connection: Connection, member_ids: Collection[UUID]) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, list(member_ids)))


async def notes(connection: Connection, days: Collection[Day]) -> dict[Day, NoteView]:
    """Return what members said of days; days of which nothing was said are absent."""
    rows = await connection.fetch(
        _NOTES, connection.org_id, [each for each, _ in days], [on for _, on in days]
    )
    return {(row["member_id"], row["on"]): NoteView(**dict(row)) for row in rows}


async def nudges(connection: Connection, days: Collection[Day]) -> dict[Day, NudgeView]:
    """Return who was nudged on days; days without a nudge are absent."""
    rows = await connection.fetch(
        _NUDGES, connection.org_id, [each for each, _ in days], [on for _, on in days]
    )
    return {(row["member_id"], row["on"]): NudgeView(**dict(row)) for row in rows}
