"""Threads: what was said about what of a member's, and who was told."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts.coaching.threads import SubjectKey, ThreadFacts
from bellringer.models.database import Connection
from bellringer.words import ThreadSubject

_HAS_GOAL = """
SELECT EXISTS (SELECT FROM goal WHERE org_id = $1 AND goal_id = $3 AND owner_id = $2)
"""
_HAS_ACTIVITY = """
SELECT EXISTS (SELECT FROM credit WHERE org_id = $1 AND activity_id = $3 AND member_id = $2)
"""
_HAS_FLAG = """
SELECT EXISTS (SELECT FROM off_day_flag
                WHERE org_id = $1 AND flag_id = $3 AND member_id = $2 AND withdrawn_at IS NULL)
"""
_OPEN = """
INSERT INTO thread (org_id, thread_id, member_id, subject, subject_key, opened_at, last_at)
VALUES ($1, $2, $3, $4, $5, $6, $6)
ON CONFLICT (org_id, member_id, subject, subject_key) DO NOTHING
"""
_LOCK_ABOUT = """
SELECT thread_id, member_id FROM thread
 WHERE org_id = $1 AND member_id = $2 AND subject = $3 AND subject_key = $4
   FOR NO KEY UPDATE
"""
_LOCK = """
SELECT thread_id, member_id FROM thread
 WHERE org_id = $1 AND thread_id = $2 FOR NO KEY UPDATE
"""
_WRITE = """
WITH written AS (
    INSERT INTO thread_message (org_id, message_id, thread_id, by_member_id, written_at)
    VALUES ($1, $2, $3, $4, $5)
    RETURNING org_id, message_id
), moved AS (
    UPDATE thread SET last_at = $5 WHERE org_id = $1 AND thread_id = $3
)
INSERT INTO thread_note (org_id, message_id, body)
SELECT org_id, message_id, $6 FROM written
"""
# The member, and who leads the member today; an admin where nobody leads the team, or where the admin has written.
_LISTENERS = """
WITH led AS (
    SELECT l.member_id
      FROM membership AS s
      JOIN team_lead AS l ON l.org_id = $1 AND l.team_id = s.team_id
       AND l.starts_on <= $5 AND (l.ends_on IS NULL OR l.ends_on > $5)
      JOIN member AS lead ON lead.org_id = $1 AND lead.member_id = l.member_id
       AND lead.is_active AND lead.role <> 'REP'
     WHERE s.org_id = $1 AND s.member_id = $3
       AND s.starts_on <= $5 AND (s.ends_on IS NULL OR s.ends_on > $5)
)
SELECT m.member_id FROM member AS m
 WHERE m.org_id = $1 AND m.is_active AND m.member_id <> $4
   AND (m.member_id = $3
        OR m.member_id IN (SELECT member_id FROM led)
        OR m.role = 'ADMIN'
           AND (NOT EXISTS (SELECT FROM led)
                OR EXISTS (SELECT FROM thread_message AS t
                            WHERE t.org_id = $1 AND t.thread_id = $2
                              AND t.by_member_id = m.member_id)))
 ORDER BY m.member_id
"""
# What is unread says how many messages of others have come since, and who wrote the last of them.
_RETELL = """
WITH unread AS (
    SELECT t.member_id, t.announcement_id, t.since_id
      FROM thread_told AS t
      JOIN notification AS n ON n.org_id = $1 AND n.announcement_id = t.announcement_id
       AND n.member_id = t.member_id AND n.read_at IS NULL
     WHERE t.org_id = $1 AND t.thread_id = $2 AND t.member_id = ANY($3::uuid[])
), standing AS (
    SELECT u.announcement_id, count(*) AS messages,
           (array_agg(m.by_member_id ORDER BY m.message_id DESC))[1] AS by_member_id
      FROM unread AS u
      JOIN thread_message AS m ON m.org_id = $1 AND m.thread_id = $2
       AND m.message_id >= u.since_id AND m.by_member_id <> u.member_id
     GROUP BY u.announcement_id
), retold AS (
    UPDATE announcement AS a
       SET params = a.params || jsonb_build_object(
               'messages', s.messages, 'by_member_id', s.by_member_id)
      FROM standing AS s
     WHERE a.org_id = $1 AND a.announcement_id = s.announcement_id
)
SELECT member_id FROM unread
"""
_NOTE_TOLD = """
INSERT INTO thread_told (org_id, thread_id, member_id, announcement_id, since_id)
SELECT $1, $2, told.member_id, told.announcement_id, $5
  FROM unnest($3::uuid[], $4::uuid[]) AS told (member_id, announcement_id)
 ORDER BY told.member_id
ON CONFLICT (org_id, thread_id, member_id) DO UPDATE
   SET announcement_id = excluded.announcement_id, since_id = excluded.since_id
"""


async def is_there(connection: Connection, member_id: UUID, about: SubjectKey) -> bool:
    """Tell whether the member has what a thread is to be about; figures and standings everybody has."""
    match about.subject:
        case ThreadSubject.GOAL:
            sql = _HAS_GOAL
        case ThreadSubject.ACTIVITY:
            sql = _HAS_ACTIVITY
        case ThreadSubject.FLAG:
            sql = _HAS_FLAG
        case _:
            return True
    return bool(await connection.fetchval(sql, connection.org_id, member_id, UUID(about.key)))


async def open_(
    connection: Connection,
    thread_id: UUID,
    *,
    member_id: UUID,
    about: SubjectKey,
    now: datetime,
) -> ThreadFacts:
    """Lock the thread about something of a member's, and return it; a new one where there is none."""
    await connection.execute(
        _OPEN, connection.org_id, thread_id, member_id, about.subject, about.key, now
    )
    row = await connection.fetchrow(
        _LOCK_ABOUT, connection.org_id, member_id, about.subject, about.key
    )
    return ThreadFacts(**dict(row or {}))


async def lock(connection: Connection, thread_id: UUID) -> ThreadFacts | None:
    """Lock a thread and return it."""
    row = await connection.fetchrow(_LOCK, connection.org_id, thread_id)
    return None if row is None else ThreadFacts(**dict(row))


async def write(
    connection: Connection,
    message_id: UUID,
    *,
    thread_id: UUID,
    by_member_id: UUID,
    text: str,
    now: datetime,
) -> None:
    """Write a message with its words."""
    await connection.execute(
        _WRITE, connection.org_id, message_id, thread_id, by_member_id, now, text
    )


async def listeners(
    connection: Connection, thread: ThreadFacts, *, but: UUID, on: date
) -> list[UUID]:
    """Return who is told of a message of `but`, as they lead on a date, by id."""
    rows = await connection.fetch(
        _LISTENERS, connection.org_id, thread.thread_id, thread.member_id, but, on
    )
    return [row["member_id"] for row in rows]


async def retell(
    connection: Connection, thread_id: UUID, member_ids: Collection[UUID]
) -> list[UUID]:
    """Count on what these members, whose inboxes are under lock, have unread of a thread; return who has."""
    rows = await connection.fetch(_RETELL, connection.org_id, thread_id, list(member_ids))
    return [row["member_id"] for row in rows]


async def note_told(
    connection: Connection, thread_id: UUID, told_by: Mapping[UUID, UUID], *, since_id: UUID
) -> None:
    """Remember which announcement told a member of the thread from a message on."""
    await connection.execute(
        _NOTE_TOLD,
        *(connection.org_id, thread_id, list(told_by), list(told_by.values()), since_id),
    )
