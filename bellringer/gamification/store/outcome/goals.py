"""Goals after a batch: progress, and milestones crossed, undone and crossed again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bellringer.gamification.outcome.consequences import CrossingMade, CrossingUndone, GoalMove
from bellringer.models.database import Connection

Mark = tuple[CrossingMade | CrossingUndone, UUID | None]

_MOVE = """
UPDATE goal_progress
   SET progress = goal_progress.progress + moved.delta,
       floor_progress = goal_progress.floor_progress + moved.floor_delta
  FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS moved (goal_id, delta, floor_delta)
 WHERE goal_progress.org_id = $1 AND goal_progress.goal_id = moved.goal_id
"""
_INSERT = """
INSERT INTO crossing (
  org_id, recorded_at, goal_id, agreement_no, percent, crossed_at, told_percent, activity_id)
SELECT $1, $2, made.*
  FROM unnest($3::uuid[], $4::int[], $5::int[], $6::timestamptz[], $7::int[], $8::uuid[]) AS made
 ORDER BY 3, 4, 5
"""
_UNDO = """
UPDATE crossing SET undone_at = CASE WHEN marked.is_undone THEN $2::timestamptz END
  FROM unnest($3::uuid[], $4::int[], $5::int[], $6::boolean[])
       AS marked (goal_id, agreement_no, percent, is_undone)
 WHERE crossing.org_id = $1 AND crossing.goal_id = marked.goal_id
   AND crossing.agreement_no = marked.agreement_no AND crossing.percent = marked.percent
"""


async def move(connection: Connection, moves: Sequence[GoalMove]) -> None:
    """Add to the progress of goals; the rows are under lock."""
    if not moves:
        return
    deltas: dict[UUID, tuple[int, int]] = {}
    for each in moves:
        delta, floor_delta = deltas.get(each.goal_id, (0, 0))
        deltas[each.goal_id] = (delta + each.delta, floor_delta + each.floor_delta)
    await connection.execute(
        _MOVE,
        connection.org_id,
        list(deltas),
        [delta for delta, _ in deltas.values()],
        [floor_delta for _, floor_delta in deltas.values()],
    )


async def cross(connection: Connection, marks: Sequence[Mark], *, now: datetime) -> None:
    """Record first crossings, each with its activity, then whether a crossing is undone now."""
    made = []
    undone: dict[tuple[UUID, int, int], bool] = {}
    for mark, activity_id in marks:
        key = (mark.goal_id, mark.agreement_no, mark.percent)
        if isinstance(mark, CrossingMade) and not mark.is_again:
            made.append((*key, mark.crossed_at, mark.told_percent, activity_id))
        else:
            undone[key] = isinstance(mark, CrossingUndone)
    if made:
        await connection.execute(_INSERT, connection.org_id, now, *zip(*made, strict=True))
    if undone:
        rows = [(*key, is_undone) for key, is_undone in undone.items()]
        await connection.execute(_UNDO, connection.org_id, now, *zip(*rows, strict=True))
