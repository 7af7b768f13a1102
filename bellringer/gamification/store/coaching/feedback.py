"""Feedback: given, asked for, declined, overdue."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.coaching.feedback import FeedbackFacts
from bellringer.models.database import Connection
from bellringer.words import FeedbackState

_LEADS = """
SELECT m.member_id FROM member AS m
 WHERE m.org_id = $1 AND m.is_active
   AND (m.role = 'ADMIN'
        OR m.role = 'MANAGER' AND EXISTS (
             SELECT FROM membership AS s
               JOIN team_lead AS l ON l.org_id = $1 AND l.team_id = s.team_id
                AND l.member_id = m.member_id
                AND l.starts_on <= $3 AND (l.ends_on IS NULL OR l.ends_on > $3)
              WHERE s.org_id = $1 AND s.member_id = $2
                AND s.starts_on <= $3 AND (s.ends_on IS NULL OR s.ends_on > $3)))
"""
_INSERT = """
WITH made AS (
    INSERT INTO feedback (org_id, feedback_id, from_member_id, to_member_id, state, created_at,
                          due_on, decided_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    RETURNING org_id, feedback_id
)
INSERT INTO feedback_note (org_id, feedback_id, question, body)
SELECT org_id, feedback_id, $9, $10 FROM made
"""
_OPEN = """
SELECT count(*) FROM feedback WHERE org_id = $1 AND to_member_id = $2 AND state = 'REQUESTED'
"""
_LOCK = """
SELECT feedback_id, from_member_id, to_member_id, state, due_on FROM feedback
 WHERE org_id = $1 AND feedback_id = $2 FOR NO KEY UPDATE
"""
_DECIDE = """
WITH decided AS (
    UPDATE feedback SET state = $3, decided_at = $4 WHERE org_id = $1 AND feedback_id = $2
)
UPDATE feedback_note SET body = $5 WHERE org_id = $1 AND feedback_id = $2
"""
_EXPIRE = """
UPDATE feedback SET state = 'EXPIRED', decided_at = $3
 WHERE org_id = $1 AND state = 'REQUESTED' AND due_on < $2
RETURNING feedback_id
"""
_DUE = """
SELECT feedback_id, from_member_id, to_member_id, state, due_on FROM feedback
 WHERE org_id = $1 AND state = 'REQUESTED' AND due_on BETWEEN $2 AND $3
   AND (created_at AT TIME ZONE $4)::date < $2
 ORDER BY feedback_id
"""


async def leads_of(connection: Connection, member_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return who leads a member on a date; admins lead all."""
    rows = await connection.fetch(_LEADS, connection.org_id, member_id, on)
    return frozenset(row["member_id"] for row in rows)


async def insert(
    connection: Connection,
    found: FeedbackFacts,
    *,
    question: str | None,
    text: str | None,
    now: datetime,
) -> None:
    """Write feedback that is given, or asked for."""
    is_given = found.state is FeedbackState.GIVEN
    await connection.execute(
        _INSERT,
        *(connection.org_id, found.feedback_id, found.from_member_id, found.to_member_id),
        *(found.state, now, found.due_on, now if is_given else None, question, text),
    )


async def open_requests(connection: Connection, member_id: UUID) -> int:
    """Count what a member, who is under lock, has asked for and not got."""
    return int(await connection.fetchval(_OPEN, connection.org_id, member_id))


async def lock(connection: Connection, feedback_id: UUID) -> FeedbackFacts | None:
    """Lock feedback and return it."""
    row = await connection.fetchrow(_LOCK, connection.org_id, feedback_id)
    return None if row is None else _facts(row)


async def decide(
    connection: Connection,
    feedback_id: UUID,
    state: FeedbackState,
    text: str | None,
    *,
    now: datetime,
) -> None:
    """Give what was asked for, or decline to."""
    await connection.execute(_DECIDE, connection.org_id, feedback_id, state, now, text)


async def expire(connection: Connection, *, today: date, now: datetime) -> Sequence[UUID]:
    """Let requests expire whose date is over, and return them."""
    rows = await connection.fetch(_EXPIRE, connection.org_id, today, now)
    return [row["feedback_id"] for row in rows]


async def due(
    connection: Connection, *, today: date, until: date, zone: str
) -> Sequence[FeedbackFacts]:
    """Return the open requests of former days that are due by a date."""
    rows = await connection.fetch(_DUE, connection.org_id, today, until, zone)
    return [_facts(row) for row in rows]


def _facts(row: Any) -> FeedbackFacts:
    return FeedbackFacts(**{**dict(row), "state": FeedbackState(row["state"])})
