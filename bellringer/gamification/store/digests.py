"""What digests tell of, for a page of members at a time."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.facts.digests import RunningGoal
from bellringer.models.database import Connection
from bellringer.words import NotificationKind

LATEST = 100  # items of an inbox that are looked at

_DAYS = """
SELECT day.subject_id, day.metric_key, day.total
  FROM unnest($2::uuid[], $3::date[]) AS asked (member_id, on_date)
  JOIN subject_day AS day ON day.org_id = $1 AND day.subject_id = asked.member_id
   AND day.on_date = asked.on_date AND day.metric_key = ANY($4::text[])
"""
_GOALS = """
SELECT goal.goal_id, goal.owner_id, goal.metric_key, coalesce(progress.progress, 0) AS progress,
       agreement.target, agreement.starts_on, agreement.ends_on, agreement.baseline,
       agreement.floor_target, agreement.milestones, agreement.is_prorated
  FROM goal
  JOIN goal_agreement AS agreement ON agreement.org_id = $1
   AND agreement.goal_id = goal.goal_id AND agreement.agreement_no = goal.agreement_no
  LEFT JOIN goal_progress AS progress ON progress.org_id = $1 AND progress.goal_id = goal.goal_id
 WHERE goal.org_id = $1 AND goal.owner_id = ANY($2::uuid[])
   AND goal.kind = 'NUMBER' AND goal.state = 'AGREED' AND goal.metric_key IS NOT NULL
   AND agreement.starts_on <= $3 AND agreement.ends_on > $3
 ORDER BY agreement.ends_on, goal.goal_id
"""
# What rang no phone, for whatever reason: the budget, quiet hours, a kind that is muted, no phone at all.
_HELD = """
SELECT asked.member_id, announcement.kind, count(*) AS items
  FROM unnest($2::uuid[], $3::timestamptz[]) AS asked (member_id, since)
 CROSS JOIN LATERAL (
  SELECT notification_id, announcement_id, created_at, read_at FROM notification
   WHERE org_id = $1 AND notification.member_id = asked.member_id
   ORDER BY seq DESC LIMIT $4) AS item
  JOIN announcement ON announcement.org_id = $1
   AND announcement.announcement_id = item.announcement_id AND announcement.kind <> 'DIGEST'
 WHERE item.created_at > asked.since AND item.read_at IS NULL
   AND NOT EXISTS (SELECT FROM delivery
                    WHERE delivery.org_id = $1 AND delivery.notification_id = item.notification_id
                      AND delivery.state IN ('SENT', 'PENDING'))
 GROUP BY asked.member_id, announcement.kind
"""


async def days(
    connection: Connection, asked: Mapping[UUID, date], metric_keys: Collection[str]
) -> Mapping[UUID, Mapping[str, int]]:
    """Return what one day of each member added to some metrics."""
    found: dict[UUID, dict[str, int]] = {}
    rows = await connection.fetch(
        _DAYS, connection.org_id, list(asked), list(asked.values()), list(metric_keys)
    )
    for row in rows:
        found.setdefault(row["subject_id"], {})[row["metric_key"]] = row["total"]
    return found


async def goals(
    connection: Connection, member_ids: Collection[UUID], *, on: date
) -> Mapping[UUID, tuple[RunningGoal, ...]]:
    """Return the members' own agreed goals that run on a day, those first that end first."""
    found: dict[UUID, list[RunningGoal]] = {}
    for row in await connection.fetch(_GOALS, connection.org_id, list(member_ids), on):
        terms = GoalTerms(
            target=row["target"],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            baseline=row["baseline"],
            floor_target=row["floor_target"],
            milestones=tuple(row["milestones"]),
            is_prorated=row["is_prorated"],
        )
        goal = RunningGoal(
            goal_id=row["goal_id"],
            metric_key=row["metric_key"],
            terms=terms,
            progress=row["progress"],
        )
        found.setdefault(row["owner_id"], []).append(goal)
    return {owner_id: tuple(each) for owner_id, each in found.items()}


async def held(
    connection: Connection, since: Mapping[UUID, datetime]
) -> Mapping[UUID, Mapping[NotificationKind, int]]:
    """Count by kind what came into each inbox since a moment, is unread and rang no phone."""
    found: dict[UUID, dict[NotificationKind, int]] = {}
    rows = await connection.fetch(
        _HELD, connection.org_id, list(since), list(since.values()), LATEST
    )
    for row in rows:
        found.setdefault(row["member_id"], {})[NotificationKind(row["kind"])] = row["items"]
    return found
