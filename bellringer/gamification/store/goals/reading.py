"""Goals as they are on record, one by one and by family, and those that are to be settled."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.facts.goals import AgreementRecord, CrossingRecord, GoalRecord
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
_CHILDREN = """
SELECT goal_id FROM goal WHERE org_id = $1 AND parent_id = $2 ORDER BY goal_id
"""
# a chain is as long as people make it; what is not cut off here is no chain of theirs
_ABOVE = """
WITH RECURSIVE chain AS (
    SELECT goal_id, parent_id, 1 AS height FROM goal WHERE org_id = $1 AND goal_id = $2
     UNION ALL
    SELECT goal.goal_id, goal.parent_id, height + 1
      FROM chain JOIN goal ON goal.org_id = $1 AND goal.goal_id = chain.parent_id
     WHERE height < 100
)
SELECT goal_id FROM chain
"""
_DUE = """
SELECT goal.goal_id
  FROM goal
  JOIN goal_agreement AS agreement ON agreement.org_id = $1
   AND agreement.goal_id = goal.goal_id AND agreement.agreement_no = goal.agreement_no
 WHERE goal.org_id = $1 AND goal.state = 'AGREED'
   AND agreement.ends_on <= $2 AND agreement.agreed_at <= $3
 ORDER BY goal.goal_id LIMIT $4
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


async def children(connection: Connection, goal_id: UUID) -> Mapping[UUID, GoalRecord]:
    """Return the parts of a goal, called off ones too."""
    rows = await connection.fetch(_CHILDREN, connection.org_id, goal_id)
    return await read(connection, [row["goal_id"] for row in rows]) if rows else {}


async def above(connection: Connection, goal_id: UUID) -> frozenset[UUID]:
    """Return a goal and all that it is a part of."""
    rows = await connection.fetch(_ABOVE, connection.org_id, goal_id)
    return frozenset(row["goal_id"] for row in rows)


async def due(
    connection: Connection, *, ended_by: date, agreed_by: datetime, limit: int
) -> list[UUID]:
    """Return goals in force whose days are over by a date, and whose terms were agreed by an instant."""
    rows = await connection.fetch(_DUE, connection.org_id, ended_by, agreed_by, limit)
    return [row["goal_id"] for row in rows]


async def page(
    connection: Connection, owner_ids: Collection[UUID], window: Window
) -> Page[GoalRecord]:
    """Return goals of these owners, the newest first; the key is the goal's id."""
    sql = _OF_OWNERS_BACKWARD if window.is_backward else _OF_OWNERS
    rows = await connection.fetch(sql, connection.org_id, list(owner_ids), *asked(window, 1))
    records = await read(connection, [row["goal_id"] for row in rows])
    return found(window, rows, lambda row: records[row["goal_id"]])


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
            is_prorated=row["is_prorated"],
        ),
        proposed_by=row["proposed_by"],
        proposed_at=row["proposed_at"],
        agreed_by=row["agreed_by"],
        agreed_at=row["agreed_at"],
        declined_by=row["declined_by"],
        declined_at=row["declined_at"],
    )


def _crossing(row: asyncpg.Record) -> CrossingRecord:
    return CrossingRecord(
        agreement_no=row["agreement_no"],
        percent=row["percent"],
        crossed_at=row["crossed_at"],
        told_percent=row["told_percent"],
        undone_at=row["undone_at"],
    )
