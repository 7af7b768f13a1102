"""What badges look at when they look back, for some members at a time."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from bellringer.gamification.facts.badges import MetGoal, RankFacts
from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakFacts
from bellringer.gamification.playbook.badges import (
    Badge,
    GoalMet,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.playbook.whole import MET, Playbook
from bellringer.gamification.rules.badges.history import History
from bellringer.gamification.store.facts import streaks as streak_facts
from bellringer.gamification.store.recount import goals as goals_in_force
from bellringer.models.database import Connection

_NEXT = """
SELECT member_id FROM member
 WHERE org_id = $1 AND is_active AND ($2::uuid IS NULL OR member_id > $2)
 ORDER BY member_id LIMIT $3
"""
_NUMBER = "SELECT count(*) FROM member WHERE org_id = $1 AND is_active"
_DAYS = """
SELECT subject_id, metric_key, on_date, total FROM subject_day
 WHERE org_id = $1 AND subject_id = ANY($2::uuid[]) AND metric_key = ANY($3::text[])
"""


# A certification or skill has one crossing, the pass; a number that fewer is better of is settled at its end.
_MET = """
SELECT goal.goal_id, goal.owner_id, made.starts_on, made.ends_on,
       coalesce(crossing.crossed_at, (made.ends_on - 1 + time '12:00') AT TIME ZONE 'UTC') AS met_at
  FROM goal
  JOIN goal_agreement AS made ON made.org_id = $1
   AND made.goal_id = goal.goal_id AND made.agreement_no = goal.agreement_no
  LEFT JOIN crossing ON crossing.org_id = $1 AND crossing.goal_id = goal.goal_id
   AND crossing.agreement_no = goal.agreement_no AND crossing.percent = $3
   AND crossing.undone_at IS NULL
 WHERE goal.org_id = $1 AND goal.owner_kind = 'MEMBER' AND goal.owner_id = ANY($2::uuid[])
   AND goal.state <> 'CANCELLED'
   AND (goal.state = 'MET' OR goal.kind <> 'NUMBER' AND crossing.goal_id IS NOT NULL)
"""


async def next_members(connection: Connection, after: UUID | None, *, limit: int) -> list[UUID]:
    """Return the next active members in the order of their ids."""
    rows = await connection.fetch(_NEXT, connection.org_id, after, limit)
    return [row["member_id"] for row in rows]


async def number_of_members(connection: Connection) -> int:
    """Return how many active members there are."""
    return int(await connection.fetchval(_NUMBER, connection.org_id))


async def read(
    connection: Connection,
    playbook: Playbook,
    badge: Badge,
    members: Mapping[UUID, MemberFacts],
    *,
    ranks: Mapping[UUID, Sequence[RankFacts]],
) -> list[History]:
    """Return what a badge looks at of each member, in a constant number of statements."""
    ids = list(members)
    goals: dict[UUID, list[GoalFacts]] = {}
    met: dict[UUID, list[MetGoal]] = {}
    metrics: set[str] = set()
    match badge.criteria:
        case MetricTotal(metric_key=metric_key):
            metrics.add(metric_key)
        case MilestoneCrossed() | GoalMet():
            for goal in (await goals_in_force(connection, ids)).values():
                goals.setdefault(goal.owner_id, []).append(goal)
                metrics |= {goal.metric_key, goal.floor_metric_key or goal.metric_key}
        case _:
            pass
    if isinstance(badge.criteria, GoalMet):
        for row in await connection.fetch(_MET, connection.org_id, ids, MET):
            met.setdefault(row["owner_id"], []).append(MetGoal(**dict(row)))
    days = await _days(connection, ids, metrics)
    streaks = await _streaks(connection, playbook, badge, ids)
    return [
        History(
            member=member,
            days=days.get(member_id, {}),
            streaks=streaks.get(member_id, {}),
            goals=goals.get(member_id, ()),
            met=met.get(member_id, ()),
            ranks=ranks.get(member_id, ()),
        )
        for member_id, member in members.items()
    ]


async def _days(
    connection: Connection, member_ids: Sequence[UUID], metrics: set[str]
) -> dict[UUID, dict[str, dict[date, int]]]:
    if not metrics:
        return {}
    found: dict[UUID, dict[str, dict[date, int]]] = {}
    for row in await connection.fetch(_DAYS, connection.org_id, member_ids, sorted(metrics)):
        days = found.setdefault(row["subject_id"], {}).setdefault(row["metric_key"], {})
        days[row["on_date"]] = row["total"]
    return found


async def _streaks(
    connection: Connection, playbook: Playbook, badge: Badge, member_ids: Sequence[UUID]
) -> dict[UUID, dict[UUID, StreakFacts]]:
    if not isinstance(badge.criteria, StreakLength):
        return {}
    key = badge.criteria.streak_key
    pairs = [
        (each.streak_id, member_id)
        for each in playbook.streaks
        if each.streak_key == key
        for member_id in member_ids
    ]
    found: dict[UUID, dict[UUID, StreakFacts]] = {}
    whole = await streak_facts.whole(connection, pairs, playbook.streaks_of_goals)
    for (streak_id, member_id), each in whole.items():
        found.setdefault(member_id, {})[streak_id] = each
    return found
