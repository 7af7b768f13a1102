"""Competitions written down; the row is under lock."""

from datetime import date, datetime

from bellringer.gamification.facts.competitions import Competition
from bellringer.gamification.playbook.leaderboards import Stint
from bellringer.models.database import Connection

_WRITE = """
INSERT INTO competition (
  org_id, competition_id, series_id, number, kind, state, title, prize, subject_kind, metric_key,
  score_kind, tie_policy, timezone, starts_on, ends_on, target, ends_when_reached, recurrence,
  created_by, created_at, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
ON CONFLICT (org_id, competition_id) DO UPDATE
   SET kind = excluded.kind, title = excluded.title, prize = excluded.prize,
       subject_kind = excluded.subject_kind, metric_key = excluded.metric_key,
       score_kind = excluded.score_kind, tie_policy = excluded.tie_policy,
       starts_on = excluded.starts_on, ends_on = excluded.ends_on, target = excluded.target,
       ends_when_reached = excluded.ends_when_reached, recurrence = excluded.recurrence,
       state = excluded.state, next_at = excluded.next_at
"""
_DROP = """
DELETE FROM competition_participant
 WHERE org_id = $1 AND competition_id = $2 AND subject_id <> ALL ($3::uuid[])
"""
_PARTICIPANTS = """
INSERT INTO competition_participant (org_id, competition_id, subject_id, left_on, stand_in_id, stand_in_on)
SELECT $1, $2, made.* FROM unnest($3::uuid[], $4::date[], $5::uuid[], $6::date[]) AS made ORDER BY 3
ON CONFLICT (org_id, competition_id, subject_id) DO UPDATE
   SET left_on = excluded.left_on, stand_in_id = excluded.stand_in_id,
       stand_in_on = excluded.stand_in_on
"""
_MOVE = """
UPDATE competition
   SET state = $3, board_id = $4, ends_on = $5, ends_when_reached = $6, next_at = $7
 WHERE org_id = $1 AND competition_id = $2
"""
_JUDGE = """
WITH won AS (
  INSERT INTO competition_winner (org_id, competition_id, edition, subject_id, score, reached_at)
  SELECT $1, $2, $3, made.* FROM unnest($8::uuid[], $9::bigint[], $10::timestamptz[]) AS made
)
UPDATE competition
   SET state = 'FINAL', edition = $3, total = $4, is_won = $5, final_at = $6, next_at = $7
 WHERE org_id = $1 AND competition_id = $2
"""
_STINTS = """
INSERT INTO board_stint (org_id, board_id, subject_id, place_id, since_on, until_on)
SELECT $1, $2, made.* FROM unnest($3::uuid[], $4::uuid[], $5::date[], $6::date[]) AS made ORDER BY 3, 4
ON CONFLICT (org_id, board_id, subject_id, place_id) DO UPDATE
   SET since_on = excluded.since_on, until_on = excluded.until_on
"""
_END_BOARD = "UPDATE board SET until_on = $3 WHERE org_id = $1 AND board_id = $2"
_END_PERIOD = """
UPDATE board_period SET ends_at = $4 WHERE org_id = $1 AND board_id = $2 AND starts_on = $3
"""


async def write(
    connection: Connection, competition: Competition, *, next_at: datetime | None
) -> None:
    """Write a competition that has not begun, with who takes part; `next_at` is for the timetable."""
    terms = competition.terms
    await connection.execute(
        _WRITE,
        connection.org_id,
        competition.competition_id,
        competition.series_id,
        competition.number,
        terms.kind,
        competition.state,
        terms.title,
        terms.prize,
        competition.subject_kind,
        terms.metric_key,
        terms.score_kind,
        terms.tie_policy,
        competition.timezone,
        terms.starts_on,
        terms.ends_on,
        terms.target,
        terms.ends_when_reached,
        terms.recurrence,
        competition.created_by,
        competition.created_at,
        next_at,
    )
    await write_participants(connection, competition)


async def write_participants(connection: Connection, competition: Competition) -> None:
    """Let exactly these take part, and say who has left and who stands in."""
    of_competition = (connection.org_id, competition.competition_id)
    chosen = competition.participants
    await connection.execute(_DROP, *of_competition, [each.subject_id for each in chosen])
    await connection.execute(
        _PARTICIPANTS,
        *of_competition,
        [each.subject_id for each in chosen],
        [each.left_on for each in chosen],
        [each.stand_in_id for each in chosen],
        [each.stand_in_on for each in chosen],
    )


async def move(
    connection: Connection, competition: Competition, *, next_at: datetime | None
) -> None:
    """Carry a competition to another state, with its board, and with dates that end earlier."""
    await connection.execute(
        _MOVE,
        connection.org_id,
        competition.competition_id,
        competition.state,
        competition.board_id,
        competition.terms.ends_on,
        competition.terms.ends_when_reached,
        next_at,
    )


async def judge(connection: Connection, final: Competition, *, next_at: datetime) -> None:
    """Write down how a competition came out by an edition of its standings."""
    await connection.execute(
        _JUDGE,
        connection.org_id,
        final.competition_id,
        final.edition,
        final.total,
        final.is_won,
        final.final_at,
        next_at,
        [each.subject_id for each in final.winners],
        [each.score for each in final.winners],
        [each.reached_at for each in final.winners],
    )


async def write_stints(connection: Connection, board_id: int, stints: tuple[Stint, ...]) -> None:
    """Say who counts for whose place on a board from when to when; the playbook's version is raised."""
    await connection.execute(
        _STINTS,
        connection.org_id,
        board_id,
        [each.subject_id for each in stints],
        [each.place_id for each in stints],
        [each.since_on for each in stints],
        [each.until_on for each in stints],
    )


async def end_board(
    connection: Connection, board_id: int, starts_on: date, ends_on: date, *, ends_at: datetime
) -> None:
    """Let a board's own dates end earlier; the playbook's version is raised."""
    await connection.execute(_END_BOARD, connection.org_id, board_id, ends_on)
    await connection.execute(_END_PERIOD, connection.org_id, board_id, starts_on, ends_at)
