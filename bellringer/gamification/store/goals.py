"""Goals: what is on record about them, and what an agreement that takes effect starts from."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from bellringer.gamification.commands import GoalTerms
from bellringer.gamification.facts import AgreementRecord, CrossingRecord, GoalRecord
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import GoalKind, GoalState, SubjectKind, Visibility

_GOALS = """
SELECT g.*, coalesce(p.progress, 0) AS progress, coalesce(p.floor_progress, 0) AS floor_progress
  FROM goal g
  LEFT JOIN goal_progress p ON p.org_id = g.org_id AND p.goal_id = g.goal_id
 WHERE g.org_id = $1 AND g.goal_id = ANY($2::uuid[])
 ORDER BY g.goal_id
"""
_AGREEMENTS = """
SELECT * FROM goal_agreement
 WHERE org_id = $1 AND goal_id = ANY($2::uuid[]) ORDER BY goal_id, agreement_no
"""
_CROSSINGS = """
SELECT goal_id, agreement_no, percent, crossed_at, told_percent, undone_at FROM crossing
 WHERE org_id = $1 AND goal_id = ANY($2::uuid[]) ORDER BY goal_id, agreement_no, percent
"""
_LOCK = """
SELECT goal_id FROM goal
 WHERE org_id = $1 AND goal_id = ANY($2::uuid[]) ORDER BY goal_id FOR NO KEY UPDATE
"""
_OF_OWNERS, _OF_OWNERS_BACKWARD = both_ways(
    """
SELECT goal_id FROM goal
 WHERE org_id = $1 AND owner_id = ANY($2::uuid[]) AND {beyond}
 ORDER BY {order} LIMIT {limit}
""",
    ("goal_id",),
    ("uuid",),
    start=3,
    descending=True,
)
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
                            ends_on, milestones, proposed_by, proposed_at, agreed_by, agreed_at)
SELECT $1, goal_id, agreement_no, target, baseline, floor_target, starts_on,
       ends_on, milestones, proposed_by, proposed_at, agreed_by, agreed_at
  FROM jsonb_to_recordset($2::jsonb) AS made (
       goal_id uuid, agreement_no integer, target bigint, baseline bigint, floor_target bigint,
       starts_on date, ends_on date, milestones integer[], proposed_by uuid,
       proposed_at timestamptz, agreed_by uuid, agreed_at timestamptz)
 ORDER BY goal_id, agreement_no
"""
_AGREE = """
UPDATE goal_agreement SET agreed_by = $4, agreed_at = $5
 WHERE org_id = $1 AND goal_id = $2 AND agreement_no = $3
"""
_PUT_IN_FORCE = """
UPDATE goal SET state = 'AGREED', agreement_no = $3, is_self_set = $4
 WHERE org_id = $1 AND goal_id = $2
"""
_CANCEL = "UPDATE goal SET state = 'CANCELLED' WHERE org_id = $1 AND goal_id = $2"
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


async def read(connection: Connection, goal_ids: Collection[UUID]) -> Mapping[UUID, GoalRecord]:
    """Return what is on record about the goals; those that don't exist are missing."""
    wanted = (connection.org_id, list(goal_ids))
    agreements: dict[UUID, list[AgreementRecord]] = {}
    for row in await connection.fetch(_AGREEMENTS, *wanted):
        agreements.setdefault(row["goal_id"], []).append(_agreement(row))
    crossings: dict[UUID, list[CrossingRecord]] = {}
    for row in await connection.fetch(_CROSSINGS, *wanted):
        crossings.setdefault(row["goal_id"], []).append(_crossing(row))
    return {
        row["goal_id"]: _goal(
            row, agreements.get(row["goal_id"], ()), crossings.get(row["goal_id"], ())
        )
        for row in await connection.fetch(_GOALS, *wanted)
    }


async def lock(connection: Connection, goal_ids: Collection[UUID]) -> Mapping[UUID, GoalRecord]:
    """Lock the goals, then read them; the owners' rows are locked before."""
    await connection.fetch(_LOCK, connection.org_id, list(goal_ids))
    return await read(connection, goal_ids)


async def page(
    connection: Connection, owner_ids: Collection[UUID], window: Window
) -> Page[GoalRecord]:
    """Return goals of these owners, the newest first; the key is the goal's id."""
    sql = _OF_OWNERS_BACKWARD if window.is_backward else _OF_OWNERS
    rows = await connection.fetch(sql, connection.org_id, list(owner_ids), *asked(window, 1))
    records = await read(connection, [row["goal_id"] for row in rows])
    return found(window, rows, lambda row: records[row["goal_id"]])


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
    goal_id: UUID,
    agreement_no: int,
    *,
    agreed_by: UUID | None,
    is_self_set: bool,
    now: datetime,
) -> None:
    """Put terms in force."""
    numbered = (connection.org_id, goal_id, agreement_no)
    await connection.execute(_AGREE, *numbered, agreed_by, now)
    await connection.execute(_PUT_IN_FORCE, *numbered, is_self_set)


async def cancel(connection: Connection, goal_id: UUID) -> None:
    """Call a goal off."""
    await connection.execute(_CANCEL, connection.org_id, goal_id)


async def fill_progress(connection: Connection, goal_ids: Collection[UUID]) -> None:
    """Set progress to what the days of the agreements in force add up to."""
    await connection.execute(_FILL_PROGRESS, connection.org_id, list(goal_ids))


async def cross_silently(
    connection: Connection, passed: Sequence[tuple[UUID, int, int]], *, now: datetime
) -> None:
    """Record milestones (goal, agreement number, percent) that had been passed already."""
    columns = [list(column) for column in zip(*passed, strict=True)] or [[], [], []]
    await connection.execute(_CROSS_SILENTLY, connection.org_id, *columns, now)


def _goal(
    row: asyncpg.Record,
    agreements: Sequence[AgreementRecord],
    crossings: Sequence[CrossingRecord],
) -> GoalRecord:
    return GoalRecord(
        goal_id=row["goal_id"],
        owner_kind=SubjectKind(row["owner_kind"]),
        owner_id=row["owner_id"],
        kind=GoalKind(row["kind"]),
        title=row["title"],
        metric_key=row["metric_key"],
        floor_metric_key=row["floor_metric_key"],
        parent_id=row["parent_id"],
        visibility=Visibility(row["visibility"]),
        state=GoalState(row["state"]),
        is_self_set=row["is_self_set"],
        agreement_no=row["agreement_no"],
        proposed_by=row["proposed_by"],
        created_at=row["created_at"],
        agreements=tuple(agreements),
        progress=row["progress"],
        floor_progress=row["floor_progress"],
        crossings=tuple(crossings),
    )


def _agreement(row: asyncpg.Record) -> AgreementRecord:
    return AgreementRecord(
        agreement_no=row["agreement_no"],
        terms=GoalTerms(
            target=row["target"],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            baseline=row["baseline"],
            floor_target=row["floor_target"],
            milestones=tuple(row["milestones"]),
        ),
        proposed_by=row["proposed_by"],
        proposed_at=row["proposed_at"],
        agreed_by=row["agreed_by"],
        agreed_at=row["agreed_at"],
    )


def _crossing(row: asyncpg.Record) -> CrossingRecord:
    return CrossingRecord(
        agreement_no=row["agreement_no"],
        percent=row["percent"],
        crossed_at=row["crossed_at"],
        told_percent=row["told_percent"],
        undone_at=row["undone_at"],
    )


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
        "proposed_by": made.proposed_by and str(made.proposed_by),
        "proposed_at": made.proposed_at.isoformat(),
        "agreed_by": made.agreed_by and str(made.agreed_by),
        "agreed_at": made.agreed_at and made.agreed_at.isoformat(),
    }
