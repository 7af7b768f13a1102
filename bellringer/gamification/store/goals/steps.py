"""Steps: what was said or decided about goals, in order, with the words that went with it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from bellringer.gamification.facts.goals import StepRecord
from bellringer.models.database import Connection
from bellringer.words import GoalStepKind

_STEPS = """
SELECT step.*, note.body, note.link
  FROM goal_step AS step
  LEFT JOIN goal_note AS note ON note.org_id = $1
   AND note.goal_id = step.goal_id AND note.step_no = step.step_no
 WHERE step.org_id = $1 AND step.goal_id = ANY($2::uuid[])
 ORDER BY step.goal_id, step.step_no
"""
# the goals are locked, so that the next number is free
_TAKE = """
INSERT INTO goal_step (org_id, goal_id, step_no, agreement_no, kind, taken_at, taken_by, progress,
                       floor_progress)
SELECT $1, taken.goal_id,
       1 + coalesce((SELECT max(step_no) FROM goal_step
                      WHERE org_id = $1 AND goal_id = taken.goal_id), 0),
       taken.agreement_no, taken.kind, $2, $3, taken.progress, taken.floor_progress
  FROM unnest($4::uuid[], $5::int[], $6::text[], $7::bigint[], $8::bigint[])
       AS taken (goal_id, agreement_no, kind, progress, floor_progress)
 ORDER BY taken.goal_id
RETURNING goal_id, step_no
"""
_NOTE = "INSERT INTO goal_note (org_id, goal_id, step_no, body, link) VALUES ($1, $2, $3, $4, $5)"

Step = tuple[UUID, int, GoalStepKind, int | None, int | None]


async def steps(
    connection: Connection, goal_ids: Collection[UUID]
) -> Mapping[UUID, tuple[StepRecord, ...]]:
    """Return the steps of each goal in order; one without any is missing."""
    found: dict[UUID, list[StepRecord]] = {}
    for row in await connection.fetch(_STEPS, connection.org_id, list(goal_ids)):
        found.setdefault(row["goal_id"], []).append(_step(row))
    return {goal_id: tuple(taken) for goal_id, taken in found.items()}


async def take_steps(
    connection: Connection,
    taken: Sequence[Step],
    *,
    by: UUID | None,
    now: datetime,
    words: str | None = None,
    link: str | None = None,
) -> Mapping[UUID, int]:
    """Write one step for each goal (goal, agreement number, kind, progress, floor progress); returns their numbers.

    Words and link are for a single one. The goals are under lock.
    """
    columns = [list(column) for column in zip(*sorted(taken), strict=True)]
    rows = await connection.fetch(_TAKE, connection.org_id, now, by, *columns)
    numbers = {row["goal_id"]: row["step_no"] for row in rows}
    if words is not None:
        for goal_id, step_no in numbers.items():
            await connection.execute(_NOTE, connection.org_id, goal_id, step_no, words, link)
    return numbers


def _step(row: asyncpg.Record) -> StepRecord:
    return StepRecord(
        step_no=row["step_no"],
        agreement_no=row["agreement_no"],
        kind=GoalStepKind(row["kind"]),
        taken_at=row["taken_at"],
        taken_by=row["taken_by"],
        progress=row["progress"],
        floor_progress=row["floor_progress"],
        words=row["body"],
        link=row["link"],
    )
