"""Editions of months under lock: opened with their candidates, and decided."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.rules.recognition.months import Recognition
from bellringer.gamification.rules.recognition.shortlists import Candidate
from bellringer.models.database import Connection
from bellringer.words import SubjectKind

_LOCK = """
SELECT edition, is_news FROM month_recognition
 WHERE org_id = $1 AND subject_kind = $2 AND month_on = $3
 ORDER BY edition FOR UPDATE
"""
_HOLD = """
SELECT edition FROM month_recognition
 WHERE org_id = $1 AND subject_kind = $2 AND month_on = $3
 ORDER BY edition FOR SHARE
"""
_INSERT = """
INSERT INTO month_recognition (
  org_id, subject_kind, month_on, edition, ends_on, decision, tie_policy, takes_nominations, takes_votes,
  is_news, ended_at, opened_at, closes_at, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""
_STAND = """
INSERT INTO month_candidate (
  org_id, subject_kind, month_on, edition, subject_id, board_key, score_kind, score, tie_break,
  reached_at, place, left_out, is_winner)
SELECT $1, $2, $3, $4, made.*
  FROM unnest($5::uuid[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::timestamptz[],
              $11::int[], $12::text[], $13::boolean[]) AS made
 ORDER BY 5
ON CONFLICT (org_id, subject_kind, month_on, edition, subject_id) DO NOTHING
"""
_DECIDE = """
WITH won AS (
  UPDATE month_candidate SET is_winner = true
   WHERE org_id = $1 AND subject_kind = $2 AND month_on = $3 AND edition = $4
     AND subject_id = ANY($5::uuid[])
)
UPDATE month_recognition SET decided_at = $6, decided_by = $7, note_id = $8
 WHERE org_id = $1 AND subject_kind = $2 AND month_on = $3 AND edition = $4
"""


async def lock(
    connection: Connection, subject_kind: SubjectKind, month_on: date
) -> tuple[int, bool]:
    """Lock all editions of a month, so that it is decided once.

    Returns the newest, and whether it was news; 0 if there is none.
    """
    rows = await connection.fetch(_LOCK, connection.org_id, subject_kind, month_on)
    return (rows[-1]["edition"], rows[-1]["is_news"]) if rows else (0, False)


async def hold(connection: Connection, subject_kind: SubjectKind, month_on: date) -> int:
    """Hold all editions of a month, so that none is decided meanwhile; returns the newest, 0 if there is none."""
    rows = await connection.fetch(_HOLD, connection.org_id, subject_kind, month_on)
    return max((row["edition"] for row in rows), default=0)


async def insert(connection: Connection, month: Recognition) -> None:
    """Keep an edition as it is opened: its candidates, and its winners if it is decided."""
    await connection.execute(
        _INSERT,
        *_place(connection, month),
        month.ends_on,
        month.decision,
        month.tie_policy,
        month.takes_nominations,
        month.takes_votes,
        month.is_news,
        month.ended_at,
        month.opened_at,
        month.closes_at,
        month.decided_at,
    )
    winner_ids = {winner.subject_id for winner in month.winners}
    await stand(connection, month, month.candidates, winner_ids=winner_ids)


async def stand(
    connection: Connection,
    month: Recognition,
    candidates: Sequence[Candidate],
    *,
    winner_ids: Collection[UUID] = (),
) -> None:
    """Let candidates stand for a month; who stands already is left as is."""
    if not candidates:
        return
    columns = zip(
        *(
            (
                each.subject_id,
                each.board_key,
                each.score_kind,
                each.score,
                each.tie_break,
                each.reached_at,
                each.place,
                each.left_out,
                each.subject_id in winner_ids,
            )
            for each in candidates
        ),
        strict=True,
    )
    await connection.execute(_STAND, *_place(connection, month), *columns)


async def decide(
    connection: Connection,
    month: Recognition,
    winner_ids: Collection[UUID],
    *,
    decided_by: UUID | None,
    note_id: UUID,
    now: datetime,
) -> None:
    """Write down who won an open month."""
    await connection.execute(
        _DECIDE, *_place(connection, month), list(winner_ids), now, decided_by, note_id
    )


def _place(connection: Connection, month: Recognition) -> tuple[Any, ...]:
    return connection.org_id, month.subject_kind, month.month_on, month.edition
