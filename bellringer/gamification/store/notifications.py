"""Notifications: the inbox, what is unread in it, and the names that its words need."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg

from bellringer.models.database import Connection
from bellringer.words import InboxMark, MetricUnit, NotificationKind, SubjectKind

_READ_PAGE = """
SELECT notification.notification_id, notification.seq, notification.created_at,
       notification.read_at, notification.acknowledged_at, announcement.kind, announcement.params,
       announcement.occurred_at, announcement.withdrawn_at IS NOT NULL AS is_withdrawn
  FROM notification
  JOIN announcement ON announcement.org_id = $1
   AND announcement.announcement_id = notification.announcement_id
 WHERE notification.org_id = $1
   AND notification.member_id = $2
   AND notification.seq < $3
   AND notification.seq > $4
   AND (NOT $5 OR notification.read_at IS NULL)
 ORDER BY notification.seq DESC
 LIMIT $6
"""

_LOCK_INBOX = """
SELECT 1 FROM inbox WHERE org_id = $1 AND member_id = $2 FOR NO KEY UPDATE
"""

_COUNT_OWN = """
SELECT count(*) FROM notification
 WHERE org_id = $1 AND member_id = $2 AND notification_id = ANY ($3::uuid[])
"""

# What is set stays as it was set first; the inbox is locked, so nobody reads meanwhile.
_MARK = """
WITH asked AS (
  SELECT notification_id, read_at IS NULL AS is_unread FROM notification
   WHERE org_id = $1 AND member_id = $2
     AND (notification_id = ANY ($3::uuid[]) OR seq <= $4)
     AND (read_at IS NULL OR $6 AND opened_at IS NULL OR $7 AND acknowledged_at IS NULL)
), done AS (
  UPDATE notification
     SET read_at = coalesce(read_at, $5),
         opened_at = CASE WHEN $6 THEN coalesce(opened_at, $5) ELSE opened_at END,
         acknowledged_at = CASE WHEN $7 THEN coalesce(acknowledged_at, $5) ELSE acknowledged_at END
    FROM asked
   WHERE notification.org_id = $1 AND notification.notification_id = asked.notification_id
), marked AS (
  SELECT FROM asked WHERE is_unread
)
UPDATE inbox SET unread_count = unread_count - (SELECT count(*) FROM marked)
 WHERE org_id = $1 AND member_id = $2
RETURNING unread_count, (SELECT count(*) FROM marked) AS marked
"""

_READ_GOALS = """
SELECT goal.goal_id, goal.title, goal.owner_kind, goal.owner_id, metric.unit,
       agreement.target, coalesce(profile.display_name, team.name) AS owner_name
  FROM goal
  LEFT JOIN metric ON metric.org_id = $1 AND metric.metric_key = goal.metric_key
  LEFT JOIN goal_agreement AS agreement ON agreement.org_id = $1
   AND agreement.goal_id = goal.goal_id AND agreement.agreement_no = goal.agreement_no
  LEFT JOIN profile ON profile.org_id = $1 AND profile.member_id = goal.owner_id
  LEFT JOIN team ON team.org_id = $1 AND team.team_id = goal.owner_id
 WHERE goal.org_id = $1 AND goal.goal_id = ANY ($2::uuid[])
"""

_READ_TITLES = """
SELECT 'badge' AS noun, badge_id AS id, 0 AS number, title FROM badge_definition
 WHERE org_id = $1 AND badge_id = ANY ($2::uuid[])
UNION ALL
SELECT 'member', member_id, 0, display_name FROM profile
 WHERE org_id = $1 AND member_id = ANY ($3::uuid[])
UNION ALL
SELECT 'team', team_id, 0, name FROM team WHERE org_id = $1 AND team_id = ANY ($4::uuid[])
UNION ALL
SELECT 'level', org_id, number, title FROM level WHERE org_id = $1 AND number = ANY ($5::int[])
UNION ALL
SELECT 'competition', competition_id, 0, title FROM competition
 WHERE org_id = $1 AND competition_id = ANY ($6::uuid[])
UNION ALL
SELECT 'streak', streak_id, 0, title FROM streak
 WHERE org_id = $1 AND streak_id = ANY ($7::uuid[])
UNION ALL
SELECT 'currency', org_id, 0, currency FROM organization WHERE org_id = $1
UNION ALL
SELECT 'organization', org_id, 0, slug FROM organization WHERE org_id = $1
"""

_READ_MEASURES = """
SELECT 'metric' AS noun, metric_key AS key, title, unit FROM metric
 WHERE org_id = $1 AND metric_key = ANY ($2::text[])
UNION ALL
SELECT 'board', board_key, title, NULL FROM board
 WHERE org_id = $1 AND board_key = ANY ($3::text[])
"""

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """One notification of a member, without words; `seq` rises in commit order."""

    notification_id: UUID
    seq: int
    kind: NotificationKind
    params: Params
    occurred_at: datetime
    created_at: datetime
    read_at: datetime | None
    acknowledged_at: datetime | None
    is_withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMarked:
    """How many items were unread and now aren't, and how many are still unread."""

    marked: int
    unread_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalName:
    """A goal as words speak of it; `target` is in the metric's unit, money in minor units."""

    title: str
    owner_kind: SubjectKind
    owner_id: UUID
    owner_name: str | None
    unit: MetricUnit | None
    target: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricName:
    """A metric as words speak of it."""

    title: str
    unit: MetricUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the ids in notifications are called; what was erased is absent. `organization` is its slug."""

    goals: Mapping[UUID, GoalName] = field(default_factory=dict)
    badges: Mapping[UUID, str] = field(default_factory=dict)
    members: Mapping[UUID, str] = field(default_factory=dict)
    teams: Mapping[UUID, str] = field(default_factory=dict)
    levels: Mapping[int, str] = field(default_factory=dict)
    competitions: Mapping[UUID, str] = field(default_factory=dict)
    streaks: Mapping[UUID, str] = field(default_factory=dict)
    metrics: Mapping[str, MetricName] = field(default_factory=dict)
    boards: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    organization: str = ""


async def read_inbox(
    connection: Connection,
    *,
    member_id: UUID,
    limit: int,
    before_seq: int | None = None,
    after_seq: int | None = None,
    is_unread_only: bool = False,
) -> list[InboxItem]:
    """Return a member's items with `after_seq` < seq < `before_seq`, newest first."""
    rows = await connection.fetch(
        _READ_PAGE,
        connection.org_id,
        member_id,
        1 << 62 if before_seq is None else before_seq,
        0 if after_seq is None else after_seq,
        is_unread_only,
        limit,
    )
    return [_item(row) for row in rows]


async def lock_inbox(connection: Connection, *, member_id: UUID) -> None:
    """Lock a member's inbox, as whoever puts something into it does too."""
    await connection.fetchrow(_LOCK_INBOX, connection.org_id, member_id)


async def count_own(
    connection: Connection, notification_ids: Collection[UUID], *, member_id: UUID
) -> int:
    """Return how many of the items are in a member's inbox, read or not."""
    count: int = await connection.fetchval(
        _COUNT_OWN, connection.org_id, member_id, list(notification_ids)
    )
    return count


async def mark(
    connection: Connection,
    mark: InboxMark,
    *,
    member_id: UUID,
    notification_ids: Collection[UUID] = (),
    up_to_seq: int = 0,
    now: datetime,
) -> InboxMarked:
    """Mark the named items, and all up to a seq; each mark means read as well. The inbox must be locked."""
    row = await connection.fetchrow(
        _MARK,
        connection.org_id,
        member_id,
        list(notification_ids),
        up_to_seq,
        now,
        mark is InboxMark.OPENED,
        mark is InboxMark.ACKNOWLEDGED,
    )
    if row is None:  # nothing was ever told
        return InboxMarked(marked=0, unread_count=0)
    return InboxMarked(marked=row["marked"], unread_count=row["unread_count"])


async def read_names(connection: Connection, told: Sequence[Params]) -> Names:
    """Return what everything that notifications name is called, in two statements; three where they measure.

    A param that names something ends in the noun and `_id`: goal_id, badge_id, by_member_id, competition_id. Metrics
    and boards are named by their keys, in params that end in `_metric`, and in `board_key`.
    """
    nouns = ("goal", "badge", "member", "team", "competition", "streak")
    ids: dict[str, set[UUID]] = {noun: set() for noun in nouns}
    for params in told:
        for name in params:
            *_, noun, suffix = ("", *name.split("_"))
            found = id_in(params, name)
            if suffix == "id" and noun in ids and found is not None:
                ids[noun].add(found)
    levels = {int(params["level"]) for params in told if "level" in params}
    goals = await connection.fetch(_READ_GOALS, connection.org_id, sorted(ids["goal"]))
    titles = await connection.fetch(
        _READ_TITLES,
        connection.org_id,
        sorted(ids["badge"]),
        sorted(ids["member"]),
        sorted(ids["team"]),
        sorted(levels),
        sorted(ids["competition"]),
        sorted(ids["streak"]),
    )
    metric_keys = {
        str(key) for params in told for name, key in params.items() if name.endswith("_metric")
    }
    board_keys = {str(params["board_key"]) for params in told if "board_key" in params}
    measures: Sequence[asyncpg.Record] = ()
    if metric_keys or board_keys:
        measures = await connection.fetch(
            _READ_MEASURES, connection.org_id, sorted(metric_keys), sorted(board_keys)
        )
    of_all = {row["noun"]: row["title"] for row in titles if row["id"] == connection.org_id}
    return Names(
        goals={row["goal_id"]: _goal(row) for row in goals},
        badges={row["id"]: row["title"] for row in titles if row["noun"] == "badge"},
        members={row["id"]: row["title"] for row in titles if row["noun"] == "member"},
        teams={row["id"]: row["title"] for row in titles if row["noun"] == "team"},
        levels={row["number"]: row["title"] for row in titles if row["noun"] == "level"},
        competitions={row["id"]: row["title"] for row in titles if row["noun"] == "competition"},
        streaks={row["id"]: row["title"] for row in titles if row["noun"] == "streak"},
        metrics={
            row["key"]: MetricName(title=row["title"], unit=MetricUnit(row["unit"]))
            for row in measures
            if row["noun"] == "metric"
        },
        boards={row["key"]: row["title"] for row in measures if row["noun"] == "board"},
        currency=of_all.get("currency"),
        organization=of_all.get("organization", ""),
    )


def id_in(params: Params, name: str) -> UUID | None:
    """Return the id that a param holds, if there is one and it is one."""
    try:
        return UUID(str(params[name]))
    except (KeyError, ValueError):
        return None


def _item(row: asyncpg.Record) -> InboxItem:
    return InboxItem(
        notification_id=row["notification_id"],
        seq=row["seq"],
        kind=NotificationKind(row["kind"]),
        params=row["params"],
        occurred_at=row["occurred_at"],
        created_at=row["created_at"],
        read_at=row["read_at"],
        acknowledged_at=row["acknowledged_at"],
        is_withdrawn=row["is_withdrawn"],
    )


def _goal(row: asyncpg.Record) -> GoalName:
    return GoalName(
        title=row["title"],
        owner_kind=SubjectKind(row["owner_kind"]),
        owner_id=row["owner_id"],
        owner_name=row["owner_name"],
        unit=None if row["unit"] is None else MetricUnit(row["unit"]),
        target=row["target"],
    )
