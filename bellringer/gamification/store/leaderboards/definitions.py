"""Boards as they are defined, and who takes part in those that are about some only."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.store.playbook.scopes import scope_document
from bellringer.models.database import Connection

_NEXT_ID = "SELECT coalesce(max(board_id), 0) + 1 FROM board WHERE org_id = $1"
_IS_TAKEN = "SELECT EXISTS (SELECT FROM board WHERE org_id = $1 AND board_key = $2)"
_INSERT = """
INSERT INTO board (org_id, board_id, board_key, title, subject_kind, metric_key, score_kind, period,
                   tie_policy, timezone, direction, sums_of, series, first_on, until_on, scope,
                   has_participants, peers_see, allows_hiding, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
"""
_UPDATE = """
UPDATE board SET title = $3, peers_see = $4, allows_hiding = coalesce($5, allows_hiding)
 WHERE org_id = $1 AND board_id = $2
"""
_ARCHIVE = "UPDATE board SET archived_at = $3 WHERE org_id = $1 AND board_id = $2"
_ADD_PARTICIPANTS = """
INSERT INTO board_participant (org_id, board_id, subject_id)
SELECT $1, $2, subject_id FROM unnest($3::uuid[]) AS taking_part (subject_id) ORDER BY subject_id
ON CONFLICT (org_id, board_id, subject_id) DO NOTHING
"""
_DROP_PARTICIPANTS = """
DELETE FROM board_participant
 WHERE org_id = $1 AND board_id = $2 AND subject_id <> ALL ($3::uuid[])
"""


async def next_id(connection: Connection) -> int:
    """Return the next free number of a board; the organization's row is locked."""
    number: int = await connection.fetchval(_NEXT_ID, connection.org_id)
    return number


async def is_taken(connection: Connection, board_key: str) -> bool:
    """Tell whether a board has a key, archived ones included."""
    return bool(await connection.fetchval(_IS_TAKEN, connection.org_id, board_key))


async def insert(connection: Connection, board: Board, *, now: datetime) -> None:
    """Insert a board with its participants."""
    starts_on, ends_on = board.span or (None, None)
    await connection.execute(
        _INSERT,
        connection.org_id,
        board.board_id,
        board.board_key,
        board.title,
        board.subject_kind,
        board.metric_key,
        board.score_kind,
        board.period,
        board.tie_policy,
        board.timezone,
        board.direction,
        board.sums_of,
        board.series,
        starts_on,
        ends_on,
        scope_document(board.scope),
        board.participants is not None,
        board.peers_see,
        board.allows_hiding,
        now,
    )
    if board.participants is not None:
        await set_participants(connection, board.board_id, board.participants)


async def set_participants(
    connection: Connection, board_id: int, subject_ids: Collection[UUID]
) -> None:
    """Let exactly these take part in a board that is about some only."""
    of_board = (connection.org_id, board_id, list(subject_ids))
    await connection.execute(_DROP_PARTICIPANTS, *of_board)
    await connection.execute(_ADD_PARTICIPANTS, *of_board)


async def update(connection: Connection, board: Board, *, allows_hiding: bool | None) -> None:
    """Change how a board is shown; None leaves whether members may hide from it."""
    await connection.execute(
        _UPDATE, connection.org_id, board.board_id, board.title, board.peers_see, allows_hiding
    )


async def archive(connection: Connection, board_id: int, *, now: datetime) -> None:
    """Let a board be no more."""
    await connection.execute(_ARCHIVE, connection.org_id, board_id, now)
