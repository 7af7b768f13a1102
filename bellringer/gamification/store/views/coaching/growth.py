"""Lessons, mentors and trainings as those read them whom they concern."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.views.coaching.threads import Reader
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection

KEY = (UUID,)
PAIR_KEY = (date, UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonView:
    """A lesson that stands; its words are gone where they were erased."""

    lesson_id: UUID
    by_member_id: UUID
    team_id: UUID | None
    shared_at: datetime
    title: str | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MentoringView:
    """Who is whose mentor, from when to when."""

    mentee_id: UUID
    mentor_id: UUID
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingView:
    """A training of a member's."""

    training_id: UUID
    member_id: UUID
    metric_key: str
    per_week: int
    starts_on: date
    weeks: int
    created_by: UUID | None
    title: str | None


# $2 are the teams of the reader, own and led, or null for an admin
_LESSONS = """
  FROM lesson AS l
  LEFT JOIN lesson_note AS n ON n.org_id = $1 AND n.lesson_id = l.lesson_id
 WHERE l.org_id = $1 AND l.removed_at IS NULL
   AND (l.team_id IS NULL OR $2::uuid[] IS NULL OR l.team_id = ANY($2))
"""
_LESSON = "SELECT l.lesson_id, l.by_member_id, l.team_id, l.shared_at, n.title, n.body AS text"
_LESSONS_FORWARD, _LESSONS_BACKWARD = both_ways(
    _LESSON + _LESSONS + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("l.lesson_id",),
    ("uuid",),
    start=3,
    descending=True,
)
_LESSON_COUNT = "SELECT count(*)" + _LESSONS
_LESSON_BY_ID = _LESSON + _LESSONS + " AND l.lesson_id = $3"
# $2 is the reader, $3 the teams led, or null for an admin, $4 the day
_LED = """
EXISTS (SELECT FROM membership AS s
         WHERE s.org_id = $1 AND s.member_id = {member} AND s.team_id = ANY($3)
           AND s.starts_on <= $4 AND (s.ends_on IS NULL OR s.ends_on > $4))
"""
_MENTORINGS = """
  FROM mentoring AS g
 WHERE g.org_id = $1 AND (g.ends_on IS NULL OR g.ends_on > $4)
   AND ($2 IN (g.mentee_id, g.mentor_id) OR $3::uuid[] IS NULL OR """ + (
    _LED.replace("{member}", "g.mentee_id") + ")"
)
_MENTORINGS_FORWARD, _MENTORINGS_BACKWARD = both_ways(
    "SELECT g.mentee_id, g.mentor_id, g.starts_on, g.ends_on"
    + _MENTORINGS
    + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("g.starts_on", "g.mentee_id"),
    ("date", "uuid"),
    start=5,
    descending=True,
)
_MENTORING_COUNT = "SELECT count(*)" + _MENTORINGS
_TRAININGS = """
  FROM training AS t
  LEFT JOIN training_note AS n ON n.org_id = $1 AND n.training_id = t.training_id
 WHERE t.org_id = $1 AND ($5::uuid IS NULL OR t.member_id = $5)
   AND (t.member_id = $2 OR $3::uuid[] IS NULL OR """ + (
    _LED.replace("{member}", "t.member_id") + ")"
)
_TRAINING = (
    "SELECT t.training_id, t.member_id, t.metric_key, t.per_week, t.starts_on, t.weeks,"
    " t.created_by, n.title"
)
_TRAININGS_FORWARD, _TRAININGS_BACKWARD = both_ways(
    _TRAINING + _TRAININGS + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("t.training_id",),
    ("uuid",),
    start=6,
    descending=True,
)
_TRAINING_COUNT = "SELECT count(*)" + _TRAININGS
_TRAINING_BY_ID = _TRAINING + _TRAININGS + " AND t.training_id = $6"
_DONE = """
SELECT asked.member_id, asked.metric_key, asked.starts_on, coalesce(sum(d.total), 0)::bigint AS total
  FROM unnest($2::uuid[], $3::text[], $4::date[]) AS asked (member_id, metric_key, starts_on)
  LEFT JOIN subject_day AS d ON d.org_id = $1 AND d.subject_id = asked.member_id
   AND d.metric_key = asked.metric_key
   AND d.on_date >= asked.starts_on AND d.on_date < asked.starts_on + 7
 GROUP BY asked.member_id, asked.metric_key, asked.starts_on
"""

Week = tuple[UUID, str, date]


def _seen(reader: Reader) -> tuple[Any, ...]:
    return reader.member_id, reader.team_ids, reader.on


async def lessons(
    connection: Connection, window: Window, *, team_ids: Sequence[UUID] | None
) -> Page[LessonView]:
    """List the lessons for all and for these teams (None: every team), the newest first."""
    sql = _LESSONS_BACKWARD if window.is_backward else _LESSONS_FORWARD
    rows = await connection.fetch(sql, connection.org_id, team_ids, *asked(window, 1))
    return found(window, rows, lambda row: LessonView(**dict(row)))


async def lesson_count(connection: Connection, *, team_ids: Sequence[UUID] | None) -> int:
    """Count what `lessons` lists."""
    return int(await connection.fetchval(_LESSON_COUNT, connection.org_id, team_ids))


async def lesson(
    connection: Connection, lesson_id: UUID, *, team_ids: Sequence[UUID] | None
) -> LessonView | None:
    """Return a lesson, if it is for all or for one of these teams."""
    row = await connection.fetchrow(_LESSON_BY_ID, connection.org_id, team_ids, lesson_id)
    return None if row is None else LessonView(**dict(row))


async def mentorings(connection: Connection, window: Window, reader: Reader) -> Page[MentoringView]:
    """List the pairs of today and later that the reader is part of or leads, the latest first."""
    sql = _MENTORINGS_BACKWARD if window.is_backward else _MENTORINGS_FORWARD
    rows = await connection.fetch(sql, connection.org_id, *_seen(reader), *asked(window, 2))
    return found(window, rows, lambda row: MentoringView(**dict(row)))


async def mentoring_count(connection: Connection, reader: Reader) -> int:
    """Count what `mentorings` lists."""
    return int(await connection.fetchval(_MENTORING_COUNT, connection.org_id, *_seen(reader)))


async def trainings(
    connection: Connection, window: Window, reader: Reader, *, member_id: UUID | None
) -> Page[TrainingView]:
    """List the reader's own trainings and those of members led, of one member or all, the newest first."""
    sql = _TRAININGS_BACKWARD if window.is_backward else _TRAININGS_FORWARD
    rows = await connection.fetch(
        sql, connection.org_id, *_seen(reader), member_id, *asked(window, 1)
    )
    return found(window, rows, lambda row: TrainingView(**dict(row)))


async def training_count(connection: Connection, reader: Reader, *, member_id: UUID | None) -> int:
    """Count what `trainings` lists."""
    return int(
        await connection.fetchval(_TRAINING_COUNT, connection.org_id, *_seen(reader), member_id)
    )


async def training(
    connection: Connection, training_id: UUID, reader: Reader
) -> TrainingView | None:
    """Return a training, if it is the reader's, or of a member led."""
    row = await connection.fetchrow(
        _TRAINING_BY_ID, connection.org_id, *_seen(reader), None, training_id
    )
    return None if row is None else TrainingView(**dict(row))


async def done(connection: Connection, weeks: Sequence[Week]) -> dict[Week, int]:
    """Return how much of a metric members did in weeks, by their first days."""
    rows = await connection.fetch(_DONE, connection.org_id, *map(list, zip(*weeks, strict=True)))
    return {(row["member_id"], row["metric_key"], row["starts_on"]): row["total"] for row in rows}
