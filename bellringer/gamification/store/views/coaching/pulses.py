"""Pulses as members read them: what is asked, whether the reader has answered, and what was published."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection

KEY = (datetime, UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseView:
    """A pulse; `is_asked` and `has_answered` are the reader's."""

    pulse_id: UUID
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    statements: tuple[str, ...]
    is_asked: bool
    has_answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """What was published of a group (a team, or all by the organization's id) of a pulse."""

    pulse_id: UUID
    group_id: UUID
    asked: int
    answers: int | None
    figures: tuple[int, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttainmentView:
    """How many goals ended in a span, and how many of them were met."""

    ended: int
    met: int


_SHOWN = """
SELECT p.pulse_id, p.opens_at, p.closes_at, p.opened_at, p.closed_at,
       ARRAY(SELECT q.statement FROM pulse_question AS q
              WHERE q.org_id = $1 AND q.pulse_id = p.pulse_id
              ORDER BY q.question_no) AS statements,
       m.member_id IS NOT NULL AS is_asked, m.answered_on IS NOT NULL AS has_answered
  FROM pulse AS p
  LEFT JOIN pulse_member AS m
    ON m.org_id = $1 AND m.pulse_id = p.pulse_id AND m.member_id = $2
 WHERE p.org_id = $1
"""
_BY_ID = _SHOWN + " AND p.pulse_id = ANY($3::uuid[])"
_FORWARD, _BACKWARD = both_ways(
    _SHOWN + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("p.opens_at", "p.pulse_id"),
    ("timestamptz", "uuid"),
    start=3,
    descending=True,
)
_COUNT = "SELECT count(*) FROM pulse WHERE org_id = $1"
_RESULTS = """
SELECT pulse_id, group_id, asked, answers, figures FROM pulse_result
 WHERE org_id = $1 AND pulse_id = ANY($2::uuid[]) ORDER BY pulse_id, group_id
"""
# Of a team count its own goals, and those of its members on the goal's last day; what is private counts nowhere.
_ATTAINMENT = """
SELECT spans.group_id, spans.since, spans.until,
       count(g.goal_id) AS ended, count(g.goal_id) FILTER (WHERE g.state = 'MET') AS met
  FROM unnest($2::uuid[], $3::date[], $4::date[]) AS spans (group_id, since, until)
  LEFT JOIN (
    SELECT goal.goal_id, goal.state, terms.ends_on, goal.owner_id, s.team_id
      FROM goal
      JOIN goal_agreement AS terms ON terms.org_id = $1 AND terms.goal_id = goal.goal_id
       AND terms.agreement_no = goal.agreement_no
      LEFT JOIN membership AS s ON s.org_id = $1 AND s.member_id = goal.owner_id
       AND s.starts_on < terms.ends_on AND (s.ends_on IS NULL OR s.ends_on >= terms.ends_on)
     WHERE goal.org_id = $1 AND goal.state IN ('MET', 'MISSED') AND goal.visibility <> 'PRIVATE'
  ) AS g ON g.ends_on > spans.since AND g.ends_on <= spans.until
   AND (spans.group_id = $1 OR spans.group_id IN (g.owner_id, g.team_id))
 GROUP BY spans.group_id, spans.since, spans.until
"""


def _view(row: Any) -> PulseView:
    return PulseView(**{**dict(row), "statements": tuple(row["statements"])})


def _result(row: Any) -> ResultView:
    figures = row["figures"]
    return ResultView(**{**dict(row), "figures": None if figures is None else tuple(figures)})


async def read(
    connection: Connection, pulse_ids: Sequence[UUID], *, reader_id: UUID
) -> dict[UUID, PulseView]:
    """Return pulses by id."""
    rows = await connection.fetch(_BY_ID, connection.org_id, reader_id, list(pulse_ids))
    return {row["pulse_id"]: _view(row) for row in rows}


async def page(connection: Connection, window: Window, *, reader_id: UUID) -> Page[PulseView]:
    """List pulses, the latest to open first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, reader_id, *asked(window, 2))
    return found(window, rows, _view)


async def count(connection: Connection) -> int:
    """Count all pulses."""
    return int(await connection.fetchval(_COUNT, connection.org_id))


async def results(
    connection: Connection, pulse_ids: Sequence[UUID]
) -> dict[UUID, list[ResultView]]:
    """Return what was published of pulses, by group."""
    published: dict[UUID, list[ResultView]] = {each: [] for each in pulse_ids}
    for row in await connection.fetch(_RESULTS, connection.org_id, list(pulse_ids)):
        published[row["pulse_id"]].append(_result(row))
    return published


Span = tuple[UUID, date, date]


async def attainments(
    connection: Connection, spans: Collection[Span]
) -> dict[Span, AttainmentView]:
    """Count the goals of teams, or of all (the organization's id), that ended after a date up to another."""
    rows = await connection.fetch(
        _ATTAINMENT, connection.org_id, *map(list, zip(*spans, strict=True))
    )
    return {
        (row["group_id"], row["since"], row["until"]): AttainmentView(
            ended=row["ended"], met=row["met"]
        )
        for row in rows
    }
