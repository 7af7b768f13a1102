"""Recognition: the standings that a month is decided on, and what was decided."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import asyncpg

from bellringer.gamification.playbook import Playbook
from bellringer.gamification.rules.finalization import state_at
from bellringer.gamification.rules.periods import organization_day
from bellringer.gamification.rules.recognition import (
    ATTAINMENT_BOARD,
    BOARDS,
    MEMBER_BOARD,
    SHORTLIST_SIZE,
    TEAM_BOARD,
    Candidate,
    Recognition,
    TeamMonth,
    Winner,
    member_candidates,
    month_after,
    month_before,
    recognize,
    team_candidates,
)
from bellringer.gamification.store import leaderboards
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import PeriodState, SubjectKind

# Only who could still be congratulated: active, not hidden, and as many as share the last place shown.
_MEMBERS = """
SELECT s.subject_id, s.score, s.reached_at
  FROM board_score s
  JOIN member m ON m.org_id = s.org_id AND m.member_id = s.subject_id
 WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.score > 0
   AND m.is_active AND NOT m.is_hidden
 ORDER BY s.score DESC
 FETCH FIRST $4 ROWS WITH TIES
"""
_TEAMS = """
SELECT t.team_id, goal.score AS attainment, coalesce(points.score, 0) AS points,
       coalesce(goal.reached_at, points.reached_at) AS reached_at,
       (SELECT coalesce(sum(least(coalesce(s.ends_on, $5), $5) - greatest(s.starts_on, $4)), 0)
          FROM membership s
         WHERE s.org_id = t.org_id AND s.team_id = t.team_id
           AND s.starts_on < $5 AND (s.ends_on IS NULL OR s.ends_on > $4))::bigint AS member_days
  FROM team t
  LEFT JOIN board_score goal
    ON goal.org_id = t.org_id AND goal.board_id = $2 AND goal.starts_on = $4
   AND goal.subject_id = t.team_id
  LEFT JOIN board_score points
    ON points.org_id = t.org_id AND points.board_id = $3 AND points.starts_on = $4
   AND points.subject_id = t.team_id
 WHERE t.org_id = $1 AND t.archived_at IS NULL
"""
_DECIDED = """
SELECT month_on, edition, subject_id, board_key, score, wins_in_a_row, decided_at
  FROM month_award a
 WHERE org_id = $1 AND subject_kind = $2 AND month_on = ANY($3::date[])
   AND edition = (SELECT max(edition) FROM month_award
                   WHERE org_id = $1 AND subject_kind = $2 AND month_on = a.month_on)
 ORDER BY month_on, subject_id
"""
_MONTHS, _MONTHS_BACKWARD = both_ways(
    """
SELECT DISTINCT month_on FROM month_award
 WHERE org_id = $1 AND subject_kind = $2 AND {beyond}
 ORDER BY {order} LIMIT {limit}
""",
    ("month_on",),
    ("date",),
    start=3,
    descending=True,
)
_INSERT = """
INSERT INTO month_award
       (org_id, subject_kind, month_on, edition, subject_id, board_key, score, wins_in_a_row, decided_at)
SELECT $1, $2, $3, $4, subject_id, board_key, score, wins_in_a_row, $9
  FROM unnest($5::uuid[], $6::text[], $7::bigint[], $8::int[])
       AS won (subject_id, board_key, score, wins_in_a_row)
"""


async def month_award(
    connection: Connection,
    playbook: Playbook,
    subject_kind: SubjectKind,
    month: date,
    *,
    now: datetime,
) -> Recognition | None:
    """Return the recognition of the month that holds a date: decided, or as things stand; None without any."""
    month_on = month.replace(day=1)
    decided = (await _decided(connection, subject_kind, month_on)).get(month_on)
    stands = await standing(connection, playbook, subject_kind, month_on, now=now)
    if decided is None:
        return stands
    return replace(decided, shortlist=stands.shortlist if stands else ())


async def standing(
    connection: Connection,
    playbook: Playbook,
    subject_kind: SubjectKind,
    month_on: date,
    *,
    now: datetime,
) -> Recognition | None:
    """Return who would be recognised for a month by its standings; None while nobody has a score."""
    boards = {board.board_key: board for board in playbook.boards}
    ids = [boards[key].board_id for key in BOARDS[subject_kind] if key in boards]
    opened = await leaderboards.periods(connection, ids, month_on)
    if not opened:
        return None
    if subject_kind is SubjectKind.TEAM:
        ranked = await _teams(connection, playbook, month_on, now=now)
    else:
        ranked = await _members(connection, playbook, month_on)
    grace = timedelta(hours=playbook.grace_hours)
    before = (await _decided(connection, subject_kind, month_before(month_on))).values()
    return recognize(
        ranked,
        subject_kind=subject_kind,
        month_on=month_on,
        tie_policy=boards[ranked[0].board_key].tie_policy if ranked else None,
        state=min(
            (
                state_at(now, ends_at=period.ends_at, opened_at=period.opened_at, grace=grace)
                for period in opened
            ),
            key=list(PeriodState).index,
        ),
        wins_before={
            winner.subject_id: winner.wins_in_a_row for month in before for winner in month.winners
        },
    )


async def history(
    connection: Connection, subject_kind: SubjectKind, window: Window
) -> Page[Recognition]:
    """Return decided months, the latest first; the key is the month's first day."""
    sql = _MONTHS_BACKWARD if window.is_backward else _MONTHS
    rows = await connection.fetch(sql, connection.org_id, subject_kind, *asked(window, 1))
    months = await _decided(connection, subject_kind, *(row["month_on"] for row in rows))
    return found(window, rows, lambda row: months[row["month_on"]])


async def save(
    connection: Connection, recognition: Recognition, *, edition: int, now: datetime
) -> None:
    """Keep what was decided for a month that is FINAL."""
    won = recognition.winners
    await connection.execute(
        _INSERT,
        connection.org_id,
        recognition.subject_kind,
        recognition.month_on,
        edition,
        [winner.subject_id for winner in won],
        [winner.board_key for winner in won],
        [winner.score for winner in won],
        [winner.wins_in_a_row for winner in won],
        now,
    )


async def _members(
    connection: Connection, playbook: Playbook, month_on: date
) -> tuple[Candidate, ...]:
    board = next(board for board in playbook.boards if board.board_key == MEMBER_BOARD)
    rows = await connection.fetch(
        _MEMBERS, connection.org_id, board.board_id, month_on, SHORTLIST_SIZE
    )
    return member_candidates([tuple(row) for row in rows])


async def _teams(
    connection: Connection, playbook: Playbook, month_on: date, *, now: datetime
) -> tuple[Candidate, ...]:
    ids = {board.board_key: board.board_id for board in playbook.boards}
    tomorrow = organization_day(playbook.calendars, now) + timedelta(days=1)
    until = max(month_on + timedelta(days=1), min(month_after(month_on), tomorrow))
    rows = await connection.fetch(
        _TEAMS,
        connection.org_id,
        ids.get(ATTAINMENT_BOARD),
        ids.get(TEAM_BOARD),
        month_on,
        until,
    )
    teams = [
        TeamMonth(
            team_id=row["team_id"],
            attainment=row["attainment"],
            points=row["points"],
            member_days=row["member_days"],
            reached_at=row["reached_at"],
        )
        for row in rows
    ]
    return team_candidates(teams, days=(until - month_on).days)


async def _decided(
    connection: Connection, subject_kind: SubjectKind, *months: date
) -> Mapping[date, Recognition]:
    rows = await connection.fetch(_DECIDED, connection.org_id, subject_kind, list(months))
    won: dict[date, list[asyncpg.Record]] = {}
    for row in rows:
        won.setdefault(row["month_on"], []).append(row)
    return {
        month_on: Recognition(
            subject_kind=subject_kind,
            month_on=month_on,
            state=PeriodState.FINAL,
            winners=tuple(
                Winner(
                    subject_id=row["subject_id"],
                    board_key=row["board_key"],
                    score=row["score"],
                    wins_in_a_row=row["wins_in_a_row"],
                )
                for row in each
            ),
            decided_at=each[0]["decided_at"],
        )
        for month_on, each in won.items()
    }
