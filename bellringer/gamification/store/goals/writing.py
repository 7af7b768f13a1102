"""Goals as they are proposed, agreed and called off, and what an agreement that takes effect starts from."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.goals import AgreementRecord, GoalRecord
from bellringer.models.database import Connection
from bellringer.words import GoalState

_INSERT = """
INSERT INTO goal (org_id, goal_id, owner_kind, owner_id, kind, title, metric_key, floor_metric_key,
                  parent_id, visibility, state, is_self_set, agreement_no, proposed_by, created_at)
SELECT $1, goal_id, owner_kind, owner_id, kind, title, metric_key, floor_metric_key,
       parent_id, visibility, state, is_self_set, agreement_no, proposed_by, created_at
  FROM jsonb_to_recordset($2::jsonb) AS made (
       goal_id uuid, owner_kind text, owner_id uuid, kind text, title text, metric_key text,
       floor_metric_key text, parent_id uuid, visibility text, state text, is_self_set boolean,
       agreement_no integer, proposed_by uuid, created_at timestamptz)
 ORDER BY goal_id
"""
_INSERT_AGREEMENTS = """
INSERT INTO goal_agreement (org_id, goal_id, agreement_no, target, baseline, floor_target, starts_on,
                            ends_on, milestones, is_prorated, proposed_by, proposed_at, agreed_by,
                            agreed_at)
SELECT $1, goal_id, agreement_no, target, baseline, floor_target, starts_on,
       ends_on, milestones, is_prorated, proposed_by, proposed_at, agreed_by, agreed_at
  FROM jsonb_to_recordset($2::jsonb) AS made (
       goal_id uuid, agreement_no integer, target bigint, baseline bigint, floor_target bigint,
       starts_on date, ends_on date, milestones integer[], is_prorated boolean, proposed_by uuid,
       proposed_at timestamptz, agreed_by uuid, agreed_at timestamptz)
 ORDER BY goal_id, agreement_no
"""
_AGREE = """
UPDATE goal_agreement SET agreed_by = $4, agreed_at = $5
  FROM unnest($2::uuid[], $3::int[]) AS made (goal_id, agreement_no)
 WHERE goal_agreement.org_id = $1 AND goal_agreement.goal_id = made.goal_id
   AND goal_agreement.agreement_no = made.agreement_no
"""
_PUT_IN_FORCE = """
UPDATE goal SET state = 'AGREED', agreement_no = made.agreement_no, is_self_set = $4
  FROM unnest($2::uuid[], $3::int[]) AS made (goal_id, agreement_no)
 WHERE goal.org_id = $1 AND goal.goal_id = made.goal_id
"""
_DECLINE = """
UPDATE goal_agreement SET declined_by = $4, declined_at = $5
 WHERE org_id = $1 AND goal_id = $2 AND agreement_no = $3
"""
_DECIDE = """
UPDATE goal SET state = decided.state
  FROM unnest($2::uuid[], $3::text[]) AS decided (goal_id, state)
 WHERE goal.org_id = $1 AND goal.goal_id = decided.goal_id
"""
_PLACE = "UPDATE goal SET parent_id = $3 WHERE org_id = $1 AND goal_id = $2"
_PASS = "UPDATE goal_progress SET progress = $3 WHERE org_id = $1 AND goal_id = $2"
_CROSS = """
INSERT INTO crossing (org_id, goal_id, agreement_no, percent, crossed_at, recorded_at, told_percent)
VALUES ($1, $2, $3, $4, $5, $5, $4)
ON CONFLICT (org_id, goal_id, agreement_no, percent) DO UPDATE SET undone_at = NULL
"""
_UNCROSS = """
UPDATE crossing SET undone_at = $5
 WHERE org_id = $1 AND goal_id = $2 AND agreement_no = $3 AND percent = $4
"""
_FILL_PROGRESS = """
INSERT INTO goal_progress (org_id, goal_id, progress, floor_progress)
SELECT g.org_id, g.goal_id,
       coalesce(sum(d.total) FILTER (WHERE d.metric_key = g.metric_key), 0)::bigint,
       coalesce(sum(d.total) FILTER (WHERE d.metric_key = g.floor_metric_key), 0)::bigint
  FROM goal g
  JOIN goal_agreement a
    ON a.org_id = g.org_id AND a.goal_id = g.goal_id AND a.agreement_no = g.agreement_no
  LEFT JOIN subject_day d
    ON d.org_id = g.org_id AND d.subject_id = g.owner_id
   AND d.metric_key IN (g.metric_key, g.floor_metric_key)
   AND d.on_date >= a.starts_on AND d.on_date < a.ends_on
 WHERE g.org_id = $1 AND g.goal_id = ANY($2::uuid[])
 GROUP BY g.org_id, g.goal_id
 ORDER BY g.goal_id
ON CONFLICT (org_id, goal_id) DO UPDATE
   SET progress = excluded.progress, floor_progress = excluded.floor_progress
"""
_CROSS_SILENTLY = """
INSERT INTO crossing (org_id, goal_id, agreement_no, percent, crossed_at, recorded_at)
SELECT $1, goal_id, agreement_no, percent, $5, $5
  FROM unnest($2::uuid[], $3::int[], $4::int[]) AS passed (goal_id, agreement_no, percent)
 ORDER BY goal_id, agreement_no, percent
ON CONFLICT (org_id, goal_id, agreement_no, percent) DO NOTHING
"""


async def insert(connection: Connection, goals: Sequence[GoalRecord]) -> None:
    """Write new goals with their agreements."""
    await connection.execute(_INSERT, connection.org_id, [_goal_row(goal) for goal in goals])
    await insert_agreements(
        connection, [(goal.goal_id, made) for goal in goals for made in goal.agreements]
    )


async def insert_agreements(
    connection: Connection, agreements: Sequence[tuple[UUID, AgreementRecord]]
) -> None:
    """Write further terms for goals, proposed or agreed."""
    rows = [_agreement_row(goal_id, made) for goal_id, made in agreements]
    await connection.execute(_INSERT_AGREEMENTS, connection.org_id, rows)


async def agree(
    connection: Connection,
    terms: Collection[tuple[UUID, int]],
    *,
    agreed_by: UUID | None,
    is_self_set: bool,
    now: datetime,
) -> None:
    """Put terms (goal, agreement number) in force."""
    goal_ids, numbers = zip(*sorted(terms), strict=True)
    await connection.execute(_AGREE, connection.org_id, goal_ids, numbers, agreed_by, now)
    await connection.execute(_PUT_IN_FORCE, connection.org_id, goal_ids, numbers, is_self_set)


async def decline(
    connection: Connection,
    goal_id: UUID,
    agreement_no: int,
    *,
    declined_by: UUID | None,
    now: datetime,
) -> None:
    """Keep that terms are declined."""
    await connection.execute(_DECLINE, connection.org_id, goal_id, agreement_no, declined_by, now)


async def decide(connection: Connection, states: Mapping[UUID, GoalState]) -> None:
    """Keep what was decided about goals."""
    ordered = sorted(states.items())
    await connection.execute(
        _DECIDE,
        connection.org_id,
        [goal_id for goal_id, _ in ordered],
        [state for _, state in ordered],
    )


async def place(connection: Connection, goal_id: UUID, parent_id: UUID | None) -> None:
    """Make a goal a part of another, or of none."""
    await connection.execute(_PLACE, connection.org_id, goal_id, parent_id)


async def mark_passed(
    connection: Connection, goal: GoalRecord, percent: int, *, now: datetime
) -> None:
    """Carry a certification or skill to the end of its way, and keep the crossing, the first one's time for ever."""
    numbered = (connection.org_id, goal.goal_id)
    await connection.execute(_PASS, *numbered, 1)
    await connection.execute(_CROSS, *numbered, goal.agreement_no, percent, now)


async def mark_not_passed(
    connection: Connection, goal: GoalRecord, percent: int, *, now: datetime
) -> None:
    """Take a pass back; its crossing stays on record as undone."""
    numbered = (connection.org_id, goal.goal_id)
    await connection.execute(_PASS, *numbered, 0)
    await connection.execute(_UNCROSS, *numbered, goal.agreement_no, percent, now)


async def fill_progress(connection: Connection, goal_ids: Collection[UUID]) -> None:
    """Set progress to what the days of the agreements in force add up to."""
    await connection.execute(_FILL_PROGRESS, connection.org_id, list(goal_ids))


async def cross_silently(
    connection: Connection, passed: Sequence[tuple[UUID, int, int]], *, now: datetime
) -> None:
    """Record milestones (goal, agreement number, percent) that had been passed already."""
    columns = [list(column) for column in zip(*passed, strict=True)] or [[], [], []]
    await connection.execute(_CROSS_SILENTLY, connection.org_id, *columns, now)


def _goal_row(goal: GoalRecord) -> dict[str, Any]:
    return {
        "goal_id": str(goal.goal_id),
        "owner_kind": goal.owner_kind,
        "owner_id": str(goal.owner_id),
        "kind": goal.kind,
        "title": goal.title,
        "metric_key": goal.metric_key,
        "floor_metric_key": goal.floor_metric_key,
        "parent_id": goal.parent_id and str(goal.parent_id),
        "visibility": goal.visibility,
        "state": goal.state,
        "is_self_set": goal.is_self_set,
        "agreement_no": goal.agreement_no,
        "proposed_by": goal.proposed_by and str(goal.proposed_by),
        "created_at": goal.created_at.isoformat(),
    }


def _agreement_row(goal_id: UUID, made: AgreementRecord) -> dict[str, Any]:
    return {
        "goal_id": str(goal_id),
        "agreement_no": made.agreement_no,
        "target": made.terms.target,
        "baseline": made.terms.baseline,
        "floor_target": made.terms.floor_target,
        "starts_on": made.terms.starts_on.isoformat(),
        "ends_on": made.terms.ends_on.isoformat(),
        "milestones": made.terms.milestones,
        "is_prorated": made.terms.is_prorated,
        "proposed_by": made.proposed_by and str(made.proposed_by),
        "proposed_at": made.proposed_at.isoformat(),
        "agreed_by": made.agreed_by and str(made.agreed_by),
        "agreed_at": made.agreed_at and made.agreed_at.isoformat(),
    }
