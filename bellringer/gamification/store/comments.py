"""Comments: what stands under posts, who follows a conversation, and what is told of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts.feed import CommentFacts, PostFacts
from bellringer.models.database import Connection

_INSERT = """
WITH written AS (
    INSERT INTO feed_comment (org_id, comment_id, post_id, member_id, commented_at)
    VALUES ($1, $2, $3, $4, $5)
    RETURNING org_id, comment_id
)
INSERT INTO feed_comment_note (org_id, comment_id, body)
SELECT org_id, comment_id, $6 FROM written
"""
_LOCK = """
SELECT c.comment_id, c.post_id, p.audience_id, c.member_id
  FROM feed_comment AS c
  JOIN feed_post AS p ON p.org_id = $1 AND p.post_id = c.post_id
 WHERE c.org_id = $1 AND c.comment_id = $2 AND c.removed_at IS NULL
   FOR NO KEY UPDATE OF c
"""
_REMOVE = """
WITH removed AS (
    UPDATE feed_comment SET removed_at = $3, removed_by = $4
     WHERE org_id = $1 AND comment_id = $2
)
UPDATE feed_comment_note SET body = NULL, remove_reason = $5 WHERE org_id = $1 AND comment_id = $2
"""
# The post's member and those who wrote before, if they still see the post.
_LISTENERS = """
SELECT m.member_id
  FROM member AS m
 WHERE m.org_id = $1 AND m.is_active AND m.member_id <> $4
   AND (m.member_id = $3
        OR EXISTS (SELECT FROM feed_comment AS c
                    WHERE c.org_id = $1 AND c.post_id = $2 AND c.member_id = m.member_id
                      AND c.removed_at IS NULL))
   AND ($5 = $1 OR m.role = 'ADMIN'
        OR EXISTS (SELECT FROM membership AS s
                    WHERE s.org_id = $1 AND s.member_id = m.member_id AND s.team_id = $5
                      AND s.starts_on <= $6 AND (s.ends_on IS NULL OR s.ends_on > $6))
        OR EXISTS (SELECT FROM team_lead AS l
                    WHERE l.org_id = $1 AND l.member_id = m.member_id AND l.team_id = $5
                      AND l.starts_on <= $6 AND (l.ends_on IS NULL OR l.ends_on > $6)))
 ORDER BY m.member_id
"""
_TOLD = "SELECT member_id FROM feed_told WHERE org_id = $1 AND post_id = $2 ORDER BY member_id"
# What is unread says how many comments of others have come since, and who wrote the last of them.
_RETELL = """
WITH unread AS (
    SELECT t.member_id, t.announcement_id, t.since_id, a.dedupe_key
      FROM feed_told AS t
      JOIN announcement AS a ON a.org_id = $1 AND a.announcement_id = t.announcement_id
       AND a.withdrawn_at IS NULL
      JOIN notification AS n ON n.org_id = $1 AND n.announcement_id = t.announcement_id
       AND n.member_id = t.member_id AND n.read_at IS NULL
     WHERE t.org_id = $1 AND t.post_id = $2 AND t.member_id = ANY($3::uuid[])
), standing AS (
    SELECT u.announcement_id, count(*) AS comments,
           (array_agg(c.member_id ORDER BY c.comment_id DESC))[1] AS by_member_id
      FROM unread AS u
      JOIN feed_comment AS c ON c.org_id = $1 AND c.post_id = $2 AND c.comment_id >= u.since_id
       AND c.removed_at IS NULL AND c.member_id <> u.member_id
     GROUP BY u.announcement_id
), retold AS (
    UPDATE announcement AS a
       SET params = a.params || jsonb_build_object(
               'comments', s.comments, 'by_member_id', s.by_member_id)
      FROM standing AS s
     WHERE a.org_id = $1 AND a.announcement_id = s.announcement_id
)
SELECT u.member_id, u.dedupe_key, s.announcement_id IS NULL AS is_over
  FROM unread AS u LEFT JOIN standing AS s USING (announcement_id)
"""
_NOTE_TOLD = """
INSERT INTO feed_told (org_id, post_id, member_id, announcement_id, since_id)
SELECT $1, $2, told.member_id, told.announcement_id, $5
  FROM unnest($3::uuid[], $4::uuid[]) AS told (member_id, announcement_id)
 ORDER BY told.member_id
ON CONFLICT (org_id, post_id, member_id) DO UPDATE
   SET announcement_id = excluded.announcement_id, since_id = excluded.since_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """What a member had unread of a conversation; `is_over` if nothing of it is left to tell."""

    member_id: UUID
    dedupe_key: str
    is_over: bool


async def insert(
    connection: Connection,
    comment_id: UUID,
    *,
    post_id: UUID,
    member_id: UUID,
    text: str,
    now: datetime,
) -> None:
    """Write a comment with its words."""
    await connection.execute(_INSERT, connection.org_id, comment_id, post_id, member_id, now, text)


async def lock(connection: Connection, comment_id: UUID) -> CommentFacts | None:
    """Lock a comment that was not removed, and return it."""
    row = await connection.fetchrow(_LOCK, connection.org_id, comment_id)
    return None if row is None else CommentFacts(**dict(row))


async def remove(
    connection: Connection,
    comment_id: UUID,
    *,
    by_member_id: UUID | None,
    reason: str | None,
    now: datetime,
) -> None:
    """Take the words of a comment away; that it was there stays on record."""
    await connection.execute(_REMOVE, connection.org_id, comment_id, now, by_member_id, reason)


async def listeners(
    connection: Connection, post: PostFacts, *, but: UUID | None, on: date
) -> list[UUID]:
    """Return the post's member and all who wrote under it, if they see it on that date, by id."""
    rows = await connection.fetch(
        _LISTENERS,
        *(connection.org_id, post.post_id, post.member_id, but, post.audience_id, on),
    )
    return [row["member_id"] for row in rows]


async def told(connection: Connection, post_id: UUID) -> list[UUID]:
    """Return who was ever told of the conversation under a post, by id."""
    rows = await connection.fetch(_TOLD, connection.org_id, post_id)
    return [row["member_id"] for row in rows]


async def retell(
    connection: Connection, post_id: UUID, member_ids: Collection[UUID]
) -> list[Retold]:
    """Bring up to date what these members, whose inboxes are under lock, have unread of a conversation."""
    rows = await connection.fetch(_RETELL, connection.org_id, post_id, list(member_ids))
    return [Retold(**dict(row)) for row in rows]


async def note_told(
    connection: Connection,
    post_id: UUID,
    told_by: Mapping[UUID, UUID],
    *,
    since_id: UUID,
) -> None:
    """Remember which announcement told a member of the conversation from a comment on."""
    await connection.execute(
        _NOTE_TOLD,
        *(connection.org_id, post_id, list(told_by), list(told_by.values()), since_id),
    )
