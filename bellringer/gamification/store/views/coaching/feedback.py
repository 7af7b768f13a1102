"""Feedback as its two sides read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import FeedbackState

KEY = (UUID,)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackView:
    """Feedback between two members; its words are gone where they were erased."""

    feedback_id: UUID
    from_member_id: UUID
    to_member_id: UUID
    state: FeedbackState
    created_at: datetime
    due_on: date | None
    decided_at: datetime | None
    question: str | None
    text: str | None


_COLUMNS = """
SELECT f.feedback_id, f.from_member_id, f.to_member_id, f.state, f.created_at, f.due_on,
       f.decided_at, n.question, n.body AS text
"""
_SEEN = """
  FROM feedback AS f
  LEFT JOIN feedback_note AS n ON n.org_id = $1 AND n.feedback_id = f.feedback_id
 WHERE f.org_id = $1 AND $2 IN (f.from_member_id, f.to_member_id)
"""
_BY_ID = _COLUMNS + _SEEN + " AND f.feedback_id = ANY($3::uuid[])"
_LISTED = " AND ($3::text IS NULL OR f.state = $3)"
_FORWARD, _BACKWARD = both_ways(
    _COLUMNS + _SEEN + _LISTED + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("f.feedback_id",),
    ("uuid",),
    start=4,
    descending=True,
)
_COUNT = "SELECT count(*)" + _SEEN + _LISTED


def _view(row: Any) -> FeedbackView:
    return FeedbackView(**{**dict(row), "state": FeedbackState(row["state"])})


async def read(
    connection: Connection, feedback_ids: Sequence[UUID], *, reader_id: UUID
) -> dict[UUID, FeedbackView]:
    """Return those of the feedback that the reader gives or receives."""
    rows = await connection.fetch(_BY_ID, connection.org_id, reader_id, list(feedback_ids))
    return {row["feedback_id"]: _view(row) for row in rows}


async def page(
    connection: Connection, window: Window, *, reader_id: UUID, state: FeedbackState | None
) -> Page[FeedbackView]:
    """List what the reader gives or receives, in one state or any, the newest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, reader_id, state, *asked(window, 1))
    return found(window, rows, _view)


async def count(connection: Connection, *, reader_id: UUID, state: FeedbackState | None) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, reader_id, state))
