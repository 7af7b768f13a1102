"""Threads as those read them who take part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.coaching.threads import SubjectKey
from bellringer.gamification.store.window import (
    Page,
    Window,
    asked,
    both_ways,
    found,
    found_each,
)
from bellringer.models.database import Connection
from bellringer.words import ThreadSubject

KEY = (datetime, UUID)
MESSAGE_KEY = (UUID,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """A thread about something of a member's."""

    thread_id: UUID
    member_id: UUID
    about: SubjectKey
    opened_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A message; its words are gone where they were erased."""

    message_id: UUID
    thread_id: UUID
    by_member_id: UUID
    written_at: datetime
    text: str | None


_COLUMNS = "SELECT t.thread_id, t.member_id, t.subject, t.subject_key, t.opened_at, t.last_at"
# $2 is the reader, $3 the teams that the reader leads, or null for an admin, $4 the day
_SEEN = """
  FROM thread AS t
 WHERE t.org_id = $1
   AND (t.member_id = $2 OR $3::uuid[] IS NULL
        OR EXISTS (SELECT FROM membership AS s
                    WHERE s.org_id = $1 AND s.member_id = t.member_id AND s.team_id = ANY($3)
                      AND s.starts_on <= $4 AND (s.ends_on IS NULL OR s.ends_on > $4)))
"""
_BY_ID = _COLUMNS + _SEEN + " AND t.thread_id = ANY($5::uuid[])"
_LISTED = """
   AND ($5::uuid IS NULL OR t.member_id = $5)
   AND ($6::text IS NULL OR t.subject = $6 AND t.subject_key = $7::text)
"""
_FORWARD, _BACKWARD = both_ways(
    _COLUMNS + _SEEN + _LISTED + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("t.last_at", "t.thread_id"),
    ("timestamptz", "uuid"),
    start=8,
    descending=True,
)
_COUNT = "SELECT count(*)" + _SEEN + _LISTED
_MESSAGES_FORWARD, _MESSAGES_BACKWARD = both_ways(
    """
SELECT own.* FROM unnest($2::uuid[]) AS asked (thread_id) CROSS JOIN LATERAL (
  SELECT m.message_id, m.thread_id, m.by_member_id, m.written_at, n.body AS text
    FROM thread_message AS m
    LEFT JOIN thread_note AS n ON n.org_id = $1 AND n.message_id = m.message_id
   WHERE m.org_id = $1 AND m.thread_id = asked.thread_id AND {beyond}
   ORDER BY {order} LIMIT {limit}) AS own ORDER BY {outside}
""",
    ("m.message_id",),
    ("uuid",),
    start=3,
    descending=False,
    outside=("own.message_id",),
)
_MESSAGE_COUNT = """
SELECT thread_id, count(*) AS number FROM thread_message
 WHERE org_id = $1 AND thread_id = ANY($2::uuid[]) GROUP BY thread_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: a member, the teams led (None: all), and the day."""

    member_id: UUID
    team_ids: tuple[UUID, ...] | None
    on: date


def _seen(reader: Reader) -> tuple[Any, ...]:
    return reader.member_id, reader.team_ids, reader.on


def _view(row: Any) -> ThreadView:
    return ThreadView(
        thread_id=row["thread_id"],
        member_id=row["member_id"],
        about=SubjectKey(subject=ThreadSubject(row["subject"]), key=row["subject_key"]),
        opened_at=row["opened_at"],
        last_at=row["last_at"],
    )


async def read(
    connection: Connection, thread_ids: Sequence[UUID], reader: Reader
) -> dict[UUID, ThreadView]:
    """Return those of the threads that the reader takes part in."""
    rows = await connection.fetch(_BY_ID, connection.org_id, *_seen(reader), list(thread_ids))
    return {row["thread_id"]: _view(row) for row in rows}


async def page(
    connection: Connection,
    window: Window,
    reader: Reader,
    *,
    member_id: UUID | None,
    about: SubjectKey | None,
) -> Page[ThreadView]:
    """List the threads that the reader takes part in, of one member and about one thing or all, the latest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(
        sql, *(connection.org_id, *_seen(reader), member_id, *_named(about)), *asked(window, 2)
    )
    return found(window, rows, _view)


async def count(
    connection: Connection,
    reader: Reader,
    *,
    member_id: UUID | None,
    about: SubjectKey | None,
) -> int:
    """Count what `page` lists."""
    return int(
        await connection.fetchval(
            _COUNT, connection.org_id, *_seen(reader), member_id, *_named(about)
        )
    )


def _named(about: SubjectKey | None) -> tuple[str | None, str | None]:
    return (None, None) if about is None else (about.subject, about.key)


async def message_pages(
    connection: Connection, thread_ids: Sequence[UUID], window: Window
) -> dict[UUID, Page[MessageView]]:
    """List the messages of each thread, the oldest first."""
    sql = _MESSAGES_BACKWARD if window.is_backward else _MESSAGES_FORWARD
    rows = await connection.fetch(sql, connection.org_id, list(thread_ids), *asked(window, 1))
    return found_each(
        window, thread_ids, rows, lambda row: row["thread_id"], lambda row: MessageView(**dict(row))
    )


async def message_counts(connection: Connection, thread_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Count what `message_pages` lists."""
    rows = await connection.fetch(_MESSAGE_COUNT, connection.org_id, list(thread_ids))
    return dict.fromkeys(thread_ids, 0) | {row["thread_id"]: row["number"] for row in rows}
