"""The goals that a batch may move, under lock."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

import asyncpg

from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.store import playbook
from bellringer.models.database import Connection
from bellringer.words import SubjectKind, Visibility

# Whoever puts a goal in force locks its owner, so from here on no goal of these owners can begin.
_HOLD_TEAMS = """
SELECT FROM team WHERE org_id = $1 AND team_id = ANY($2::uuid[]) ORDER BY team_id FOR SHARE
"""
_LOCK = """
SELECT goal.goal_id, goal.agreement_no, goal.owner_kind, goal.owner_id, goal.metric_key,
       goal.floor_metric_key, agreement.starts_on, agreement.ends_on, agreement.target,
       agreement.baseline, agreement.floor_target, agreement.milestones,
       gathered.progress, gathered.floor_progress, goal.is_self_set, goal.visibility,
       goal.state IN ('MET', 'MISSED') AS is_settled
  FROM goal
  JOIN goal_agreement AS agreement ON agreement.org_id = $1
   AND agreement.goal_id = goal.goal_id AND agreement.agreement_no = goal.agreement_no
  JOIN goal_progress AS gathered ON gathered.org_id = $1 AND gathered.goal_id = goal.goal_id
 WHERE goal.org_id = $1 AND goal.owner_id = ANY($2::uuid[])
   AND goal.kind = 'NUMBER' AND goal.state <> 'CANCELLED'
   AND EXISTS (SELECT FROM unnest($3::uuid[], $4::date[]) AS touched (owner_id, on_date)
                WHERE touched.owner_id = goal.owner_id
                  AND touched.on_date >= agreement.starts_on
                  AND touched.on_date < agreement.ends_on)
 ORDER BY goal.goal_id
   FOR NO KEY UPDATE OF gathered
"""
# A statement of its own: it begins when the goals are locked, so it sees what they waited for.
_CROSSED = """
SELECT crossing.goal_id, crossing.percent, crossing.undone_at IS NOT NULL AS is_undone
  FROM unnest($2::uuid[], $3::int[]) AS locked (goal_id, agreement_no)
  JOIN crossing ON crossing.org_id = $1
   AND crossing.goal_id = locked.goal_id AND crossing.agreement_no = locked.agreement_no
"""


async def lock(
    connection: Connection, touched: Collection[tuple[UUID, date]], *, version: int
) -> Mapping[UUID, GoalFacts]:
    """Lock the goals in force of the touched (owner, organization's day), in the order of their ids.

    Raises:
        RacedError: The organization's playbook is no longer at `version`: what was new in it would be missed.
    """
    if not touched:
        return {}
    org_id = connection.org_id
    owners = {owner_id for owner_id, _ in touched}
    await connection.fetch(_HOLD_TEAMS, org_id, list(owners))
    await playbook.hold(connection, version=version)
    locked = await connection.fetch(
        _LOCK,
        org_id,
        list(owners),
        [owner_id for owner_id, _ in touched],
        [on for _, on in touched],
    )
    if not locked:
        return {}
    crossed = await connection.fetch(
        _CROSSED,
        org_id,
        [row["goal_id"] for row in locked],
        [row["agreement_no"] for row in locked],
    )
    marks: dict[UUID, list[asyncpg.Record]] = {}
    for row in crossed:
        marks.setdefault(row["goal_id"], []).append(row)
    return {
        row["goal_id"]: goal_of(
            row,
            crossed=[mark["percent"] for mark in marks.get(row["goal_id"], ())],
            undone=[mark["percent"] for mark in marks.get(row["goal_id"], ()) if mark["is_undone"]],
        )
        for row in locked
    }


def goal_of(row: asyncpg.Record, *, crossed: Iterable[int], undone: Iterable[int]) -> GoalFacts:
    """Return the goal that a row joined with its agreement and progress is."""
    return GoalFacts(
        goal_id=row["goal_id"],
        agreement_no=row["agreement_no"],
        owner_kind=SubjectKind(row["owner_kind"]),
        owner_id=row["owner_id"],
        metric_key=row["metric_key"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        target=row["target"],
        baseline=row["baseline"],
        milestones=tuple(row["milestones"]),
        progress=row["progress"],
        floor_metric_key=row["floor_metric_key"],
        floor_target=row["floor_target"],
        floor_progress=row["floor_progress"],
        crossed=frozenset(crossed),
        undone=frozenset(undone),
        visibility=Visibility(row["visibility"]),
        is_self_set=row["is_self_set"],
        is_settled=row["is_settled"],
    )
