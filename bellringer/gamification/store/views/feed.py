"""The feed, as its audiences read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import FeedKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """A post; `text` is what a person wrote with it, if any."""

    post_id: UUID
    audience_id: UUID
    seq: int
    kind: FeedKind
    member_id: UUID | None
    params: dict[str, Any]
    occurred_at: datetime
    created_at: datetime
    text: str | None


_POSTS = """
SELECT f.post_id, f.audience_id, f.seq, f.kind, f.member_id, f.params, f.occurred_at, f.created_at,
       n.body AS text
FROM feed_post f
LEFT JOIN kudos_note n ON n.org_id = f.org_id AND f.kind = 'KUDOS'
     AND n.kudos_id = (f.params ->> 'kudos_id')::uuid
WHERE f.org_id = $1 AND f.withdrawn_at IS NULL AND f.audience_id = ANY($2::uuid[])
"""
_BY_ID = _POSTS + "AND f.post_id = ANY($3::uuid[])"
_FORWARD, _BACKWARD = both_ways(
    _POSTS + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("f.created_at", "f.post_id"),
    ("timestamptz", "uuid"),
    start=3,
    descending=True,
)
_COUNT = """
SELECT count(*) FROM feed_post f
WHERE f.org_id = $1 AND f.withdrawn_at IS NULL AND f.audience_id = ANY($2::uuid[])
"""
_LAST_SEQS = """
SELECT audience_id, last_seq FROM feed_audience WHERE org_id = $1 AND audience_id = ANY($2::uuid[])
"""
_SINCE = (
    _POSTS
    + """
AND f.seq > coalesce((SELECT s.seq FROM unnest($3::uuid[], $4::bigint[]) AS s (audience_id, seq)
                      WHERE s.audience_id = f.audience_id), 0)
ORDER BY f.created_at, f.post_id LIMIT 100
"""
)

KEY = (datetime, UUID)


def _post(row: Any) -> PostView:
    return PostView(**{**dict(row), "kind": FeedKind(row["kind"])})


async def read(
    connection: Connection, ids: Sequence[UUID], audiences: Sequence[UUID]
) -> dict[UUID, PostView]:
    """Return the posts of the given ids that one of the audiences may read."""
    rows = await connection.fetch(_BY_ID, connection.org_id, list(audiences), list(ids))
    return {row["post_id"]: _post(row) for row in rows}


async def page(
    connection: Connection, window: Window, audiences: Sequence[UUID]
) -> Page[PostView]:
    """List the posts of several audiences, the newest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, list(audiences), *asked(window, 2))
    return found(window, rows, _post)


async def count(connection: Connection, audiences: Sequence[UUID]) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, list(audiences)))


async def last_seqs(connection: Connection, audiences: Sequence[UUID]) -> dict[UUID, int]:
    """Return the newest post's number of each audience that has any."""
    rows = await connection.fetch(_LAST_SEQS, connection.org_id, list(audiences))
    return {row["audience_id"]: row["last_seq"] for row in rows}


async def since(
    connection: Connection, audiences: Sequence[UUID], seen: dict[UUID, int]
) -> list[PostView]:
    """List up to 100 posts beyond the numbers already seen, the oldest first."""
    rows = await connection.fetch(
        _SINCE, connection.org_id, list(audiences), list(seen), list(seen.values())
    )
    return [_post(row) for row in rows]
