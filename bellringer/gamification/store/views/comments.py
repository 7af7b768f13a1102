"""Comments, as those read them who see the post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found_each
from bellringer.models.database import Connection

KEY = (UUID,)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """A comment under a post for an audience; `text` is gone where it was removed or erased."""

    comment_id: UUID
    post_id: UUID
    audience_id: UUID
    member_id: UUID
    text: str | None
    commented_at: datetime
    removed_at: datetime | None
    removed_by: UUID | None
    remove_reason: str | None


_SHOWN = """
SELECT c.comment_id, c.post_id, p.audience_id, c.member_id, n.body AS text, c.commented_at,
       c.removed_at, c.removed_by, n.remove_reason
  FROM feed_comment AS c
  JOIN feed_post AS p ON p.org_id = $1 AND p.post_id = c.post_id AND p.withdrawn_at IS NULL
  LEFT JOIN feed_comment_note AS n ON n.org_id = $1 AND n.comment_id = c.comment_id
 WHERE c.org_id = $1
"""
_BY_ID = _SHOWN + "AND c.comment_id = ANY($2::uuid[])"
_ASKED = " FROM unnest($2::uuid[]) AS asked (post_id) CROSS JOIN LATERAL ("
_STANDING = "AND c.post_id = asked.post_id AND c.removed_at IS NULL"
_FORWARD, _BACKWARD = both_ways(
    "SELECT own.*"
    + _ASKED
    + _SHOWN
    + _STANDING
    + " AND {beyond} ORDER BY {order} LIMIT {limit}) AS own ORDER BY {outside}",
    ("c.comment_id",),
    ("uuid",),
    start=3,
    descending=False,
    outside=("own.comment_id",),
)
_COUNT = """
SELECT post_id, count(*) AS number FROM feed_comment
 WHERE org_id = $1 AND post_id = ANY($2::uuid[]) AND removed_at IS NULL
 GROUP BY post_id
"""


def _view(row: Any) -> CommentView:
    return CommentView(**dict(row))


async def read(connection: Connection, comment_ids: Sequence[UUID]) -> dict[UUID, CommentView]:
    """Return comments by id, whoever may see them, removed ones too."""
    rows = await connection.fetch(_BY_ID, connection.org_id, list(comment_ids))
    return {row["comment_id"]: _view(row) for row in rows}


async def pages(
    connection: Connection, post_ids: Sequence[UUID], window: Window
) -> dict[UUID, Page[CommentView]]:
    """List the comments that stand under each post, the oldest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, list(post_ids), *asked(window, 1))
    return found_each(window, post_ids, rows, lambda row: row["post_id"], _view)


async def counts(connection: Connection, post_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Count what `pages` lists."""
    rows = await connection.fetch(_COUNT, connection.org_id, list(post_ids))
    return dict.fromkeys(post_ids, 0) | {row["post_id"]: row["number"] for row in rows}
