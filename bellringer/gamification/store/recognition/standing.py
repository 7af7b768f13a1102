"""Who stands for a month, by its standings."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import Period, organization_day
from bellringer.gamification.rules.recognition.ballots import Stand
from bellringer.gamification.rules.recognition.shortlists import (
    ATTAINMENT_BOARD,
    SHORTLIST_SIZE,
    TEAM_BOARD,
    Candidate,
    TeamMonth,
    board_candidates,
    left_out,
    measures_of,
    settings_of,
    shortlist,
    team_candidates,
    tenure_from,
)
from bellringer.models.database import Connection
from bellringer.words import SubjectKind

# Only who could still be congratulated: active, not hidden; and as many as share the last place shown.
# `$5` is the last day to have joined on, `$6` who is left out anyway, `$7` whether they or the others are asked for.
_MEMBERS = """
SELECT s.subject_id, s.score, s.reached_at, m.joined_on
  FROM board_score s
  JOIN member m ON m.org_id = s.org_id AND m.member_id = s.subject_id
 WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.score > 0
   AND m.is_active AND NOT m.is_hidden
   AND (coalesce(m.joined_on > $5::date, false) OR s.subject_id = ANY($6::uuid[])) = $7
 ORDER BY s.score DESC NULLS LAST
 FETCH FIRST $4 ROWS WITH TIES
"""
_TEAMS_BY_SCORE = """
SELECT s.subject_id, s.score, s.reached_at
  FROM board_score s
  JOIN team t ON t.org_id = s.org_id AND t.team_id = s.subject_id AND t.archived_at IS NULL
 WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.score > 0
"""
_TEAMS = """
SELECT t.team_id, goal.score AS attainment, coalesce(points.score, 0) AS points,
       coalesce(goal.reached_at, points.reached_at) AS reached_at,
       (SELECT coalesce(sum(least(s.ends_on, m.left_on, $5) - greatest(s.starts_on, $4)), 0)
          FROM membership s
          JOIN member m ON m.org_id = s.org_id AND m.member_id = s.member_id
         WHERE s.org_id = t.org_id AND s.team_id = t.team_id AND s.starts_on < $5
           AND least(s.ends_on, m.left_on, $5) > greatest(s.starts_on, $4))::bigint AS member_days
  FROM team t
  LEFT JOIN board_score goal
    ON goal.org_id = t.org_id AND goal.board_id = $2 AND goal.starts_on = $4
   AND goal.subject_id = t.team_id
  LEFT JOIN board_score points
    ON points.org_id = t.org_id AND points.board_id = $3 AND points.starts_on = $4
   AND points.subject_id = t.team_id
 WHERE t.org_id = $1 AND t.archived_at IS NULL
"""
_SCORE = """
SELECT score, reached_at FROM board_score
 WHERE org_id = $1 AND board_id = $2 AND starts_on = $3 AND subject_id = $4
"""
_STANDS = {
    SubjectKind.MEMBER: """
SELECT member_id AS subject_id, joined_on FROM member
 WHERE org_id = $1 AND member_id = ANY($2::uuid[]) AND is_active AND NOT is_hidden
""",
    SubjectKind.TEAM: """
SELECT team_id AS subject_id, NULL::date AS joined_on FROM team
 WHERE org_id = $1 AND team_id = ANY($2::uuid[]) AND archived_at IS NULL
""",
}
STATEMENTS = {f"_STANDS.{kind}": sql for kind, sql in _STANDS.items()}


async def candidates(
    connection: Connection,
    playbook: Playbook,
    subject_kind: SubjectKind,
    month: Period,
    *,
    won_before: Collection[UUID],
    now: datetime,
) -> tuple[Candidate, ...]:
    """Return the shortlist of a month by its standings, and those left out; empty while nobody has a score.

    `won_before` are the winners of the month before.
    """
    boards = measures_of(playbook, subject_kind)
    if not boards:
        return ()
    if subject_kind is SubjectKind.MEMBER:
        return await _members(connection, playbook, boards[0], month, won_before)
    settings = settings_of(playbook, subject_kind)
    found = await _teams(connection, playbook, boards, month, now=now)
    barred = [
        replace(
            each,
            left_out=left_out(
                each.subject_id, settings, month=month, joined_on=None, won_before=won_before
            ),
        )
        for each in found
    ]
    return shortlist(barred)


async def candidate_of(
    connection: Connection,
    playbook: Playbook,
    subject_kind: SubjectKind,
    month: Period,
    subject_id: UUID,
    *,
    now: datetime,
) -> Candidate | None:
    """Return someone as a candidate beside the shortlist, with the score of the month, which may be 0."""
    boards = measures_of(playbook, subject_kind)
    if not boards:
        return None
    if subject_kind is SubjectKind.TEAM:
        for each in await _teams(connection, playbook, boards, month, now=now):
            if each.subject_id == subject_id:
                return each
    board = boards[0]
    row = await connection.fetchrow(
        _SCORE, connection.org_id, board.sums_id, month.starts_on, subject_id
    )
    return Candidate(
        subject_id=subject_id,
        board_key=board.board_key,
        score_kind=board.score_kind,
        score=(row["score"] or 0) if row else 0,
        reached_at=row["reached_at"] if row else None,
    )


async def stands(
    connection: Connection, subject_kind: SubjectKind, subject_ids: Collection[UUID]
) -> tuple[Stand, ...]:
    """Return what is known of those who could be recognised today: active, not hidden, not archived."""
    rows = await connection.fetch(_STANDS[subject_kind], connection.org_id, list(subject_ids))
    return tuple(Stand(subject_id=row["subject_id"], joined_on=row["joined_on"]) for row in rows)


async def _members(
    connection: Connection,
    playbook: Playbook,
    board: Board,
    month: Period,
    won_before: Collection[UUID],
) -> tuple[Candidate, ...]:
    settings = settings_of(playbook, SubjectKind.MEMBER)
    latest = tenure_from(settings, month)
    barred = [] if settings.allows_repeat else list(won_before)
    rows = []
    for is_barred in (False, True):
        if is_barred and latest is None and not barred:
            continue
        rows += await connection.fetch(
            _MEMBERS,
            connection.org_id,
            board.sums_id,
            month.starts_on,
            SHORTLIST_SIZE,
            latest,
            barred,
            is_barred,
        )
    why = {
        row["subject_id"]: left_out(
            row["subject_id"],
            settings,
            month=month,
            joined_on=row["joined_on"],
            won_before=won_before,
        )
        for row in rows
    }
    found = board_candidates(
        board, [(row["subject_id"], row["score"], row["reached_at"]) for row in rows]
    )
    return shortlist([replace(each, left_out=why[each.subject_id]) for each in found])


async def _teams(
    connection: Connection,
    playbook: Playbook,
    boards: Collection[Board],
    month: Period,
    *,
    now: datetime,
) -> tuple[Candidate, ...]:
    ids = {board.board_key: board.sums_id for board in boards}
    if not ids.keys() <= {ATTAINMENT_BOARD, TEAM_BOARD}:
        [board] = boards
        rows = await connection.fetch(
            _TEAMS_BY_SCORE, connection.org_id, board.sums_id, month.starts_on
        )
        return board_candidates(board, [tuple(row) for row in rows])
    since, until = month.starts_on, _until(playbook, month, now=now)
    rows = await connection.fetch(
        _TEAMS, connection.org_id, ids.get(ATTAINMENT_BOARD), ids.get(TEAM_BOARD), since, until
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
    return team_candidates(teams, days=(until - since).days)


def _until(playbook: Playbook, month: Period, *, now: datetime) -> date:
    """Return the day after the last day of the month that has begun."""
    tomorrow = organization_day(playbook.calendars, now) + timedelta(days=1)
    return max(month.starts_on + timedelta(days=1), min(month.ends_on or month.starts_on, tomorrow))
