"""The feed: posts numbered per audience, and pages of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.feed import PostFacts
from bellringer.gamification.outcome.news import FeedPost
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import FeedKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRecord:
    """A post as it is read; `text` is what a member wrote for it, if anything."""

    post_id: UUID
    audience_id: UUID
    seq: int
    kind: FeedKind
    member_id: UUID | None
    params: Mapping[str, str | int]
    text: str | None
    occurred_at: datetime
    created_at: datetime


_AUDIENCES = """
INSERT INTO feed_audience (org_id, audience_id, last_seq)
SELECT $1, audience_id, 0 FROM unnest($2::uuid[]) AS told (audience_id) ORDER BY audience_id
ON CONFLICT (org_id, audience_id) DO NOTHING
"""
_LOCK = """
SELECT audience_id FROM feed_audience
 WHERE org_id = $1 AND audience_id = ANY($2::uuid[]) ORDER BY audience_id FOR UPDATE
"""
# A statement of its own after the locks, so that it sees the numbers and posts they waited for.
_APPEND = """
WITH fresh AS (
    SELECT p.*, a.last_seq + row_number() OVER (PARTITION BY a.audience_id ORDER BY p.post_id) AS seq
      FROM jsonb_to_recordset($2::jsonb) AS p (
           post_id uuid, audience_id uuid, kind text, dedupe_key text, member_id uuid,
           params jsonb, occurred_at timestamptz)
      JOIN feed_audience a ON a.org_id = $1 AND a.audience_id = p.audience_id
     WHERE NOT EXISTS (SELECT FROM feed_post old
                        WHERE old.org_id = $1 AND old.dedupe_key = p.dedupe_key)
),
posted AS (
    INSERT INTO feed_post (org_id, post_id, audience_id, seq, kind, dedupe_key, member_id, params,
                           occurred_at, created_at)
    SELECT $1, post_id, audience_id, seq, kind, dedupe_key, member_id, params, occurred_at, $3
      FROM fresh
    RETURNING audience_id, seq
)
UPDATE feed_audience a SET last_seq = told.last_seq
  FROM (SELECT audience_id, max(seq) AS last_seq FROM posted GROUP BY audience_id) AS told
 WHERE a.org_id = $1 AND a.audience_id = told.audience_id
RETURNING a.audience_id
"""
_WITHDRAW = """
UPDATE feed_post SET withdrawn_at = $3
 WHERE org_id = $1 AND dedupe_key = ANY($2::text[]) AND withdrawn_at IS NULL
RETURNING audience_id
"""
_SHOWN = """
SELECT p.post_id, p.audience_id, p.seq, p.kind, p.member_id, p.params, p.occurred_at, p.created_at,
       n.body AS text
  FROM feed_post p
  LEFT JOIN kudos_note n ON n.org_id = p.org_id AND n.kudos_id = (p.params ->> 'kudos_id')::uuid
"""
_FIND = """
SELECT post_id, audience_id, member_id FROM feed_post
 WHERE org_id = $1 AND post_id = $2 AND withdrawn_at IS NULL
"""
# Each audience gives the rows beyond the edge from its own index; together they are the page.
_BEST = """
 WHERE p.org_id = $1
   AND p.post_id IN (
       SELECT best.post_id
         FROM unnest($2::uuid[]) AS told (audience_id)
        CROSS JOIN LATERAL (
              SELECT post_id FROM feed_post
               WHERE org_id = $1 AND audience_id = told.audience_id AND withdrawn_at IS NULL
                 AND {beyond}
               ORDER BY {order} LIMIT {limit}) AS best
        ORDER BY {order} LIMIT {limit})
 ORDER BY {order}
"""
_PAGE, _PAGE_BACKWARD = both_ways(_SHOWN + _BEST, ("post_id",), ("uuid",), start=3, descending=True)
_BY_ID = (
    _SHOWN
    + """
 WHERE p.org_id = $1 AND p.post_id = ANY($2::uuid[]) AND p.withdrawn_at IS NULL
"""
)
_SINCE = (
    """
SELECT told.known, post.*
  FROM unnest($2::uuid[], $3::bigint[]) AS told (audience_id, known)
 CROSS JOIN LATERAL (
"""
    + _SHOWN
    + """
        WHERE p.org_id = $1 AND p.audience_id = told.audience_id AND p.seq > told.known
          AND p.withdrawn_at IS NULL
        ORDER BY p.seq LIMIT $4) AS post
 ORDER BY post.audience_id, post.seq
"""
)


async def append(
    connection: Connection, posts: Sequence[FeedPost], *, now: datetime
) -> frozenset[UUID]:
    """Append posts whose cause was not posted before; return the audiences that have a new one.

    The audiences are locked, so this comes last in a transaction.
    """
    if not posts:
        return frozenset()
    once = {post.dedupe_key: post for post in posts}.values()
    audience_ids = sorted({post.audience_id for post in once})
    await connection.execute(_AUDIENCES, connection.org_id, audience_ids)
    await connection.fetch(_LOCK, connection.org_id, audience_ids)
    rows = await connection.fetch(_APPEND, connection.org_id, [_row(post) for post in once], now)
    return frozenset(row["audience_id"] for row in rows)


async def withdraw(
    connection: Connection, dedupe_keys: Collection[str], *, now: datetime
) -> frozenset[UUID]:
    """Hide posts whose cause was taken back; return the audiences concerned."""
    rows = await connection.fetch(_WITHDRAW, connection.org_id, list(dedupe_keys), now)
    return frozenset(row["audience_id"] for row in rows)


async def find(connection: Connection, post_id: UUID) -> PostFacts | None:
    """Return a post as the rules see it, unless it was withdrawn."""
    row = await connection.fetchrow(_FIND, connection.org_id, post_id)
    return None if row is None else PostFacts(**dict(row))


async def read(connection: Connection, post_ids: Sequence[UUID]) -> dict[UUID, PostRecord]:
    """Return posts by id, whoever may see them, without those that were withdrawn."""
    rows = await connection.fetch(_BY_ID, connection.org_id, list(post_ids))
    return {row["post_id"]: _post(row) for row in rows}


async def page(
    connection: Connection, audience_ids: Collection[UUID], window: Window
) -> Page[PostRecord]:
    """Return the posts of these audiences in one list, the newest first; the key is the post's id."""
    sql = _PAGE_BACKWARD if window.is_backward else _PAGE
    rows = await connection.fetch(sql, connection.org_id, list(audience_ids), *asked(window, 1))
    return found(window, rows, _post)


async def since(
    connection: Connection, marks: Sequence[tuple[UUID, int]], *, limit: int
) -> dict[tuple[UUID, int], list[PostRecord]]:
    """Return what each audience was told after the post of a number, the oldest first, `limit` of each."""
    told: dict[tuple[UUID, int], list[PostRecord]] = {mark: [] for mark in marks}
    rows = await connection.fetch(_SINCE, connection.org_id, *zip(*told, strict=True), limit)
    for row in rows:
        told[row["audience_id"], row["known"]].append(_post(row))
    return told


def _row(post: FeedPost) -> dict[str, Any]:
    return {
        "post_id": str(post.post_id),
        "audience_id": str(post.audience_id),
        "kind": post.kind,
        "dedupe_key": post.dedupe_key,
        "member_id": post.member_id and str(post.member_id),
        "params": dict(post.params),
        "occurred_at": post.occurred_at.isoformat(),
    }


def _post(row: Any) -> PostRecord:
    return PostRecord(
        post_id=row["post_id"],
        audience_id=row["audience_id"],
        seq=row["seq"],
        kind=FeedKind(row["kind"]),
        member_id=row["member_id"],
        params=row["params"],
        text=row["text"],
        occurred_at=row["occurred_at"],
        created_at=row["created_at"],
    )
