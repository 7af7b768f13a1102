"""One-to-ones: the talks of two people, their agenda and notes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.coaching.one_on_ones import (
    NoteRecord,
    OneOnOneRecord,
    TopicRecord,
)
from bellringer.gamification.rules.coaching import figures as documents
from bellringer.gamification.rules.coaching.figures import Kept
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import OneOnOneKind, OneOnOneNoteKind

_SHOWN = """
SELECT o.one_on_one_id, o.kind, o.lead_id, o.member_id, o.planned_at, o.created_by, o.created_at,
       o.held_at, o.review_on, o.version, o.acknowledged_at, o.lead_signed_at, o.member_signed_at,
       o.cancelled_at
  FROM one_on_one AS o WHERE o.org_id = $1
"""
_BY_ID = _SHOWN + " AND o.one_on_one_id = ANY($2::uuid[])"
_LOCK = _SHOWN + " AND o.one_on_one_id = $2 FOR NO KEY UPDATE"
_INSERT = """
INSERT INTO one_on_one (org_id, one_on_one_id, kind, lead_id, member_id, planned_at, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_UPDATE = """
UPDATE one_on_one
   SET planned_at = $3, held_at = $4, review_on = $5, version = $6, acknowledged_at = $7,
       lead_signed_at = $8, member_signed_at = $9, cancelled_at = $10
 WHERE org_id = $1 AND one_on_one_id = $2
"""
# $2 is the reader, one of the two; $3 the other, or null for any
_LISTED = """
   AND $2::uuid IN (o.lead_id, o.member_id) AND o.cancelled_at IS NULL
   AND ($3::uuid IS NULL OR $3 IN (o.lead_id, o.member_id))
"""
_FORWARD, _BACKWARD = both_ways(
    _SHOWN + _LISTED + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("o.planned_at", "o.one_on_one_id"),
    ("timestamptz", "uuid"),
    start=4,
    descending=True,
)
_ALL = " FROM one_on_one AS o WHERE o.org_id = $1"
_COUNT = "SELECT count(*)" + _ALL + _LISTED
_LAST_SIGNED = """
SELECT one_on_one_id FROM one_on_one
 WHERE org_id = $1 AND lead_id = $2 AND member_id = $3 AND lead_signed_at IS NOT NULL
   AND member_signed_at IS NOT NULL
 ORDER BY held_at DESC, one_on_one_id DESC LIMIT 1
"""
_NEXT_PLANNED = """
SELECT one_on_one_id FROM one_on_one
 WHERE org_id = $1 AND lead_id = $2 AND member_id = $3 AND held_at IS NULL AND cancelled_at IS NULL
 ORDER BY planned_at, one_on_one_id LIMIT 1
"""
# once, to one talk; unsaid words of a topic go along
_CARRY = """
WITH open AS (
  SELECT t.raised_by, n.body, row_number() OVER (ORDER BY t.topic_no)
         + (SELECT count(*) FROM one_on_one_topic WHERE org_id = $1 AND one_on_one_id = $3) AS topic_no
    FROM one_on_one_topic AS t
    LEFT JOIN one_on_one_topic_note AS n
      ON n.org_id = $1 AND n.one_on_one_id = t.one_on_one_id AND n.topic_no = t.topic_no
   WHERE t.org_id = $1 AND t.one_on_one_id = $2 AND NOT t.is_covered
     AND NOT EXISTS (SELECT FROM one_on_one AS o
                       JOIN one_on_one_topic AS c ON c.org_id = $1 AND c.one_on_one_id = o.one_on_one_id
                      WHERE o.org_id = $1 AND o.lead_id = $4 AND o.member_id = $5
                        AND o.cancelled_at IS NULL AND c.carried_from = $2)
), made AS (
  INSERT INTO one_on_one_topic (org_id, one_on_one_id, topic_no, raised_by, carried_from)
  SELECT $1, $3, topic_no, raised_by, $2 FROM open
)
INSERT INTO one_on_one_topic_note (org_id, one_on_one_id, topic_no, body)
SELECT $1, $3, topic_no, body FROM open WHERE body IS NOT NULL
"""
_TOPICS = """
SELECT t.one_on_one_id, t.topic_no, t.raised_by, t.is_covered, t.carried_from, n.body AS text
  FROM one_on_one_topic AS t
  LEFT JOIN one_on_one_topic_note AS n
    ON n.org_id = $1 AND n.one_on_one_id = t.one_on_one_id AND n.topic_no = t.topic_no
 WHERE t.org_id = $1 AND t.one_on_one_id = ANY($2::uuid[]) ORDER BY t.one_on_one_id, t.topic_no
"""
_ADD_TOPIC = """
WITH made AS (
  INSERT INTO one_on_one_topic (org_id, one_on_one_id, topic_no, raised_by)
  SELECT $1, $2, count(*) + 1, $3 FROM one_on_one_topic WHERE org_id = $1 AND one_on_one_id = $2
  RETURNING org_id, one_on_one_id, topic_no
)
INSERT INTO one_on_one_topic_note (org_id, one_on_one_id, topic_no, body)
SELECT org_id, one_on_one_id, topic_no, $4 FROM made RETURNING topic_no
"""
_COVER = """
UPDATE one_on_one_topic SET is_covered = $4
 WHERE org_id = $1 AND one_on_one_id = $2 AND topic_no = $3 RETURNING true
"""
# a private note is for its author alone: nobody else's are read at all
_NOTES = """
SELECT one_on_one_id, author_id, kind, body AS text, written_at FROM one_on_one_note
 WHERE org_id = $1 AND one_on_one_id = ANY($2::uuid[]) AND (kind <> 'PRIVATE' OR author_id = $3)
 ORDER BY one_on_one_id, kind, author_id
"""
_KINDS = """
SELECT DISTINCT kind FROM one_on_one_note WHERE org_id = $1 AND one_on_one_id = $2 AND kind <> 'PRIVATE'
"""
_WRITE = """
INSERT INTO one_on_one_note (org_id, one_on_one_id, author_id, kind, body, written_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (org_id, one_on_one_id, author_id, kind) DO UPDATE
   SET body = excluded.body, written_at = excluded.written_at
"""
_ERASE = """
DELETE FROM one_on_one_note WHERE org_id = $1 AND one_on_one_id = $2 AND author_id = $3 AND kind = $4
"""
_KEEP = """
INSERT INTO one_on_one_figures (org_id, one_on_one_id, figures) VALUES ($1, $2, $3)
"""
_FIGURES = """
SELECT one_on_one_id, figures FROM one_on_one_figures
 WHERE org_id = $1 AND one_on_one_id = ANY($2::uuid[])
"""

KEY = (datetime, UUID)


async def lock(connection: Connection, one_on_one_id: UUID) -> OneOnOneRecord | None:
    """Lock a talk, and return it."""
    row = await connection.fetchrow(_LOCK, connection.org_id, one_on_one_id)
    return None if row is None else _record(row)


async def insert(connection: Connection, talk: OneOnOneRecord) -> None:
    """Write a talk that is planned."""
    await connection.execute(
        _INSERT,
        *(connection.org_id, talk.one_on_one_id, talk.kind, talk.lead_id, talk.member_id),
        *(talk.planned_at, talk.created_by, talk.created_at),
    )


async def update(connection: Connection, talk: OneOnOneRecord) -> None:
    """Write a talk that is locked as it is now."""
    await connection.execute(
        _UPDATE,
        *(connection.org_id, talk.one_on_one_id, talk.planned_at, talk.held_at, talk.review_on),
        *(talk.version, talk.acknowledged_at, talk.lead_signed_at, talk.member_signed_at),
        talk.cancelled_at,
    )


async def read(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, OneOnOneRecord]:
    """Return talks by id, whosever they are."""
    rows = await connection.fetch(_BY_ID, connection.org_id, list(ids))
    return {row["one_on_one_id"]: _record(row) for row in rows}


async def page(
    connection: Connection, window: Window, *, side: UUID, with_id: UUID | None
) -> Page[OneOnOneRecord]:
    """List the talks of one side, or those of two, that were not called off, the latest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, side, with_id, *asked(window, 2))
    return found(window, rows, _record)


async def count(connection: Connection, *, side: UUID, with_id: UUID | None) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, side, with_id))


async def last_signed(connection: Connection, lead_id: UUID, member_id: UUID) -> UUID | None:
    """Return the last talk that the two have signed."""
    last: UUID | None = await connection.fetchval(
        _LAST_SIGNED, connection.org_id, lead_id, member_id
    )
    return last


async def next_planned(connection: Connection, lead_id: UUID, member_id: UUID) -> UUID | None:
    """Return the next talk that the two have planned."""
    coming: UUID | None = await connection.fetchval(
        _NEXT_PLANNED, connection.org_id, lead_id, member_id
    )
    return coming


async def carry(
    connection: Connection, since_id: UUID, to_id: UUID, *, lead_id: UUID, member_id: UUID
) -> None:
    """Put what was not covered in one talk of two on the agenda of another, unless one has it already."""
    await connection.execute(_CARRY, connection.org_id, since_id, to_id, lead_id, member_id)


async def topics(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[TopicRecord]]:
    """Return the agenda of each talk."""
    made: dict[UUID, list[TopicRecord]] = {each: [] for each in ids}
    for row in await connection.fetch(_TOPICS, connection.org_id, list(ids)):
        values = dict(row)
        made[values.pop("one_on_one_id")].append(TopicRecord(**values))
    return made


async def add_topic(
    connection: Connection, one_on_one_id: UUID, text: str, *, by_member_id: UUID
) -> int:
    """Put something on the agenda of a talk that is locked; return its number."""
    number: int = await connection.fetchval(
        _ADD_TOPIC, connection.org_id, one_on_one_id, by_member_id, text
    )
    return number


async def cover(
    connection: Connection, one_on_one_id: UUID, topic_no: int, *, is_covered: bool
) -> bool:
    """Tick a topic off, or put it back; False if there is none of this number."""
    return bool(
        await connection.fetchval(_COVER, connection.org_id, one_on_one_id, topic_no, is_covered)
    )


async def notes(
    connection: Connection, ids: Sequence[UUID], reader_id: UUID
) -> dict[UUID, list[NoteRecord]]:
    """Return what was noted in each talk for both, and by the reader for itself."""
    made: dict[UUID, list[NoteRecord]] = {each: [] for each in ids}
    for row in await connection.fetch(_NOTES, connection.org_id, list(ids), reader_id):
        values = {**row, "kind": OneOnOneNoteKind(row["kind"])}
        made[values.pop("one_on_one_id")].append(NoteRecord(**values))
    return made


async def kinds_noted(connection: Connection, one_on_one_id: UUID) -> frozenset[OneOnOneNoteKind]:
    """Return of which kinds there are notes for both."""
    rows = await connection.fetch(_KINDS, connection.org_id, one_on_one_id)
    return frozenset(OneOnOneNoteKind(row["kind"]) for row in rows)


async def write_note(
    connection: Connection,
    one_on_one_id: UUID,
    author_id: UUID,
    kind: OneOnOneNoteKind,
    text: str | None,
    *,
    now: datetime,
) -> None:
    """Put words in the place of a note, or take it away; the talk is locked."""
    place = (connection.org_id, one_on_one_id, author_id, kind)
    if text is None:
        await connection.execute(_ERASE, *place)
    else:
        await connection.execute(_WRITE, *place, text, now)


async def keep_figures(connection: Connection, one_on_one_id: UUID, kept: Kept) -> None:
    """Keep the member's numbers as they are, for good."""
    await connection.execute(_KEEP, connection.org_id, one_on_one_id, documents.stored(kept))


async def figures(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Kept]:
    """Return the numbers that were kept with each talk."""
    rows = await connection.fetch(_FIGURES, connection.org_id, list(ids))
    return {row["one_on_one_id"]: documents.read(row["figures"]) for row in rows}


def _record(row: Any) -> OneOnOneRecord:
    return OneOnOneRecord(**{**row, "kind": OneOnOneKind(row["kind"])})
