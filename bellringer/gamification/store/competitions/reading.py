"""Competitions as they are kept: single ones, listings, and those that are due."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.commands.competitions import CompetitionTerms
from bellringer.gamification.facts.competitions import Competition, Participant, Won
from bellringer.gamification.rules.competitions.lifecycle import Entrant
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import (
    CompetitionKind,
    CompetitionState,
    Recurrence,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)

KEY: Sequence[type] = (date, UUID)

_COLUMNS = """
SELECT c.competition_id, c.series_id, c.number, c.kind, c.state, c.title, c.prize, c.subject_kind,
       c.metric_key, c.score_kind, c.tie_policy, c.timezone, c.starts_on, c.ends_on, c.target,
       c.ends_when_reached, c.recurrence, c.board_id, c.edition, c.total, c.is_won, c.created_by,
       c.created_at, c.final_at,
       ARRAY(SELECT row(p.subject_id, p.left_on, p.stand_in_id, p.stand_in_on)
               FROM competition_participant p
              WHERE p.org_id = $1 AND p.competition_id = c.competition_id
              ORDER BY p.subject_id) AS participants,
       ARRAY(SELECT row(w.subject_id, w.score, w.reached_at) FROM competition_winner w
              WHERE w.org_id = $1 AND w.competition_id = c.competition_id AND w.edition = c.edition
              ORDER BY w.subject_id) AS winners
  FROM competition c
"""
_READ = _COLUMNS + " WHERE c.org_id = $1 AND c.competition_id = ANY($2::uuid[])"
_OF_BOARDS = _COLUMNS + " WHERE c.org_id = $1 AND c.board_id = ANY($2::smallint[])"
# a draft is its maker's and the admins'
_LISTED = """
 WHERE c.org_id = $1 AND c.state = ANY($2::text[]) AND (c.state <> 'DRAFT' OR $3 OR c.created_by = $4)
"""
_PAGE, _PAGE_BACKWARD = both_ways(
    _COLUMNS + _LISTED + " AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("c.starts_on", "c.competition_id"),
    ("date", "uuid"),
    start=5,
    descending=True,
)
_COUNT = f"SELECT count(*) FROM competition c {_LISTED}"  # noqa: S608 - all parts stand here
_LOCK = """
SELECT competition_id FROM competition WHERE org_id = $1 AND competition_id = $2 FOR UPDATE
"""
_LOCK_DUE = """
SELECT competition_id FROM competition
 WHERE org_id = $1 AND next_at <= $2 ORDER BY competition_id LIMIT $3 FOR UPDATE
"""
_LOCK_OF_BOARDS = """
SELECT competition_id FROM competition
 WHERE org_id = $1 AND board_id = ANY($2::smallint[]) ORDER BY competition_id FOR UPDATE
"""
_WON_BEFORE = """
SELECT edition, subject_id FROM competition_winner
 WHERE org_id = $1 AND competition_id = $2 ORDER BY edition, subject_id
"""
_ENTRANTS = {
    SubjectKind.MEMBER: """
SELECT m.member_id AS subject_id, s.team_id, m.is_hidden
  FROM member m
  LEFT JOIN membership s ON s.org_id = $1 AND s.member_id = m.member_id
   AND s.starts_on <= $3 AND (s.ends_on IS NULL OR s.ends_on > $3)
 WHERE m.org_id = $1 AND m.member_id = ANY($2::uuid[]) AND m.is_active
""",
    SubjectKind.TEAM: """
SELECT team_id AS subject_id, team_id, false AS is_hidden FROM team
 WHERE org_id = $1 AND team_id = ANY($2::uuid[]) AND archived_at IS NULL AND $3::date IS NOT NULL
""",
}
STATEMENTS = {f"_ENTRANTS.{kind}": sql for kind, sql in _ENTRANTS.items()}


async def read(
    connection: Connection, competition_ids: Collection[UUID]
) -> Mapping[UUID, Competition]:
    """Return competitions by id."""
    rows = await connection.fetch(_READ, connection.org_id, list(competition_ids))
    return {row["competition_id"]: _competition(row) for row in rows}


async def of_boards(
    connection: Connection, board_ids: Collection[int]
) -> Mapping[int, Competition]:
    """Return competitions by the board that they own."""
    rows = await connection.fetch(_OF_BOARDS, connection.org_id, list(board_ids))
    return {row["board_id"]: _competition(row) for row in rows}


async def lock(connection: Connection, competition_id: UUID) -> Competition | None:
    """Lock a competition, and return it as it is then."""
    await connection.fetch(_LOCK, connection.org_id, competition_id)
    # a statement of its own, so that it sees what the lock waited for
    return (await read(connection, [competition_id])).get(competition_id)


async def lock_due(connection: Connection, *, now: datetime, limit: int) -> tuple[Competition, ...]:
    """Lock and return competitions that the timetable has to look at, in the order of their ids."""
    rows = await connection.fetch(_LOCK_DUE, connection.org_id, now, limit)
    known = await read(connection, [row["competition_id"] for row in rows]) if rows else {}
    return tuple(known[row["competition_id"]] for row in rows)


async def lock_of_boards(
    connection: Connection, board_ids: Collection[int]
) -> Mapping[int, Competition]:
    """Lock and return the competitions that own some of these boards."""
    rows = await connection.fetch(_LOCK_OF_BOARDS, connection.org_id, list(board_ids))
    return await of_boards(connection, board_ids) if rows else {}


async def ever_won(connection: Connection, competition_id: UUID) -> Mapping[int, frozenset[UUID]]:
    """Return who won a competition, by edition."""
    rows = await connection.fetch(_WON_BEFORE, connection.org_id, competition_id)
    return {
        edition: frozenset(row["subject_id"] for row in rows if row["edition"] == edition)
        for edition in {row["edition"] for row in rows}
    }


async def entrants(
    connection: Connection, kind: SubjectKind, subject_ids: Collection[UUID], *, on: date
) -> Mapping[UUID, Entrant]:
    """Return who of these could take part on a date: active members with their team, or live teams."""
    if not subject_ids:
        return {}
    rows = await connection.fetch(_ENTRANTS[kind], connection.org_id, list(subject_ids), on)
    return {row["subject_id"]: Entrant(**dict(row)) for row in rows}


async def page(
    connection: Connection,
    states: Collection[CompetitionState],
    window: Window,
    *,
    reader_id: UUID | None,
    is_admin: bool,
) -> Page[Competition]:
    """Return competitions that a member may see, the latest start first."""
    sql = _PAGE_BACKWARD if window.is_backward else _PAGE
    rows = await connection.fetch(
        sql, connection.org_id, list(states), is_admin, reader_id, *asked(window, 2)
    )
    return found(window, rows, _competition)


async def count(
    connection: Connection,
    states: Collection[CompetitionState],
    *,
    reader_id: UUID | None,
    is_admin: bool,
) -> int:
    """Count competitions that a member may see."""
    return int(
        await connection.fetchval(_COUNT, connection.org_id, list(states), is_admin, reader_id)
    )


def _competition(row: Any) -> Competition:
    return Competition(
        competition_id=row["competition_id"],
        series_id=row["series_id"],
        number=row["number"],
        terms=CompetitionTerms(
            kind=CompetitionKind(row["kind"]),
            title=row["title"],
            metric_key=row["metric_key"],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            subject_kind=SubjectKind(row["subject_kind"]),
            score_kind=ScoreKind(row["score_kind"]),
            tie_policy=TiePolicy(row["tie_policy"]),
            target=row["target"],
            ends_when_reached=row["ends_when_reached"],
            prize=row["prize"],
            recurrence=row["recurrence"] and Recurrence(row["recurrence"]),
        ),
        timezone=row["timezone"],
        state=CompetitionState(row["state"]),
        participants=tuple(
            Participant(
                subject_id=subject_id, left_on=left_on, stand_in_id=stand_in, stand_in_on=since
            )
            for subject_id, left_on, stand_in, since in row["participants"]
        ),
        created_by=row["created_by"],
        created_at=row["created_at"],
        board_id=row["board_id"],
        edition=row["edition"],
        total=row["total"],
        is_won=row["is_won"],
        winners=tuple(
            Won(subject_id=subject_id, score=score, reached_at=reached_at)
            for subject_id, score, reached_at in row["winners"]
        ),
        final_at=row["final_at"],
    )
