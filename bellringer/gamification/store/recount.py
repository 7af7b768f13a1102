"""What a recount reads: the ledger and the credits of some members, and the sums that were stored."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

import asyncpg

from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.facts.memberships import RecordedParts
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.rules.recording.movement import Change
from bellringer.gamification.rules.recount import Posting, Stored, StoredScore
from bellringer.gamification.store.activities import credit_of
from bellringer.gamification.store.facts.goals import goal_of
from bellringer.gamification.store.facts.streaks import run_of, targets
from bellringer.models.database import Connection

_MEMBERS = """
SELECT member_id, next_seq FROM member
 WHERE org_id = $1 AND ($2::uuid IS NULL OR member_id > $2)
 ORDER BY member_id LIMIT $3
"""
_TEAMS = "SELECT team_id FROM team WHERE org_id = $1"
_NUMBER_OF_MEMBERS = "SELECT count(*) FROM member WHERE org_id = $1"
_OVERLAPS = """
SELECT one.member_id, other.starts_on
  FROM membership AS one
  JOIN membership AS other ON other.org_id = $1 AND other.member_id = one.member_id
   AND other.starts_on > one.starts_on AND (one.ends_on IS NULL OR one.ends_on > other.starts_on)
 WHERE one.org_id = $1 AND one.member_id = ANY($2::uuid[])
 ORDER BY one.member_id, other.starts_on
"""
_ENTRIES = """
SELECT member_id, team_id, points, occurred_at, recorded_at, member_on, org_on,
       reverses_id IS NULL AND NOT EXISTS (
         SELECT FROM ledger_entry AS later
          WHERE later.org_id = $1 AND later.reverses_id = entry.entry_id) AS stands
  FROM ledger_entry AS entry
 WHERE org_id = $1 AND member_id = ANY($2::uuid[]) AND account = 'POINTS'
"""
# By key, one table at a time: just after a large import the server has no statistics yet, and a join
# of these three may then be planned as loops in loops.
_CONCERNED = """
SELECT DISTINCT activity_id FROM credit WHERE org_id = $1 AND member_id = ANY($2::uuid[])
"""
_ACTIVITIES = """
SELECT activity_id, kind, occurred_at, scored_at, measured, reverses_id IS NOT NULL AS is_reversal
  FROM activity
 WHERE org_id = $1 AND activity_id = ANY($2::uuid[]) AND scored_at IS NOT NULL
"""
_REVERSED = """
SELECT reverses_id FROM activity WHERE org_id = $1 AND reverses_id = ANY($2::uuid[])
"""
# all credits of an activity together, because a value is split among them
_CREDITS = """
SELECT activity_id, member_id, member_seq, team_id, share_bp, quantity, amount_minor,
       duration_seconds, member_on, org_on, sales_role, share_no
  FROM credit_now
 WHERE org_id = $1 AND activity_id = ANY($2::uuid[])
 ORDER BY activity_id, member_id
"""
_DAYS = """
SELECT subject_id, metric_key, on_date, total
  FROM subject_day WHERE org_id = $1 AND subject_id = ANY($2::uuid[])
"""
# subjects come in the order of the key, so that a range finds them
_SCORES = """
SELECT held.board_id, held.starts_on, held.subject_id, held.score, held.numerator,
       held.denominator, held.factor, held.baseline, held.correction, held.reached_at,
       period.state = 'FINAL' AS is_final,
       EXISTS (SELECT FROM board_edition AS edition
                WHERE edition.org_id = $1 AND edition.board_id = period.board_id
                  AND edition.starts_on = period.starts_on) AS was_reopened
  FROM board
  JOIN board_period AS period ON period.org_id = $1 AND period.board_id = board.board_id
  JOIN board_score AS held ON held.org_id = $1 AND held.board_id = period.board_id
   AND held.starts_on = period.starts_on AND held.subject_id BETWEEN $3 AND $4
 WHERE board.org_id = $1
   AND (board.subject_kind = 'MEMBER' AND NOT EXISTS (
         SELECT FROM board_stint WHERE org_id = $1 AND board_id = board.board_id)) = $2
"""
_GOALS = """
SELECT goal.goal_id, goal.agreement_no, goal.owner_kind, goal.owner_id, goal.metric_key,
       goal.floor_metric_key, goal.visibility, goal.is_self_set,
       goal.state IN ('MET', 'MISSED') AS is_settled, agreement.starts_on,
       agreement.ends_on, agreement.target, agreement.baseline, agreement.floor_target,
       agreement.milestones, gathered.progress, gathered.floor_progress,
       ARRAY(SELECT percent FROM crossing WHERE org_id = $1 AND goal_id = goal.goal_id
                AND agreement_no = goal.agreement_no) AS crossed,
       ARRAY(SELECT percent FROM crossing WHERE org_id = $1 AND goal_id = goal.goal_id
                AND agreement_no = goal.agreement_no AND undone_at IS NOT NULL) AS undone
  FROM goal
  JOIN goal_agreement AS agreement ON agreement.org_id = $1
   AND agreement.goal_id = goal.goal_id AND agreement.agreement_no = goal.agreement_no
  JOIN goal_progress AS gathered ON gathered.org_id = $1 AND gathered.goal_id = goal.goal_id
 WHERE goal.org_id = $1 AND goal.owner_id = ANY($2::uuid[])
   AND goal.kind = 'NUMBER' AND goal.state <> 'CANCELLED'
"""
_STREAK_DAYS = """
SELECT day.streak_id, day.member_id, day.on_date, day.total
  FROM streak
  JOIN streak_day AS day ON day.org_id = $1 AND day.streak_id = streak.streak_id
   AND day.member_id = ANY($2::uuid[])
 WHERE streak.org_id = $1
"""
_RUNS = """
SELECT state.streak_id, state.member_id, state.current, state.started_on, state.last_on,
       state.longest, state.freezes_left
  FROM streak
  JOIN streak_state AS state ON state.org_id = $1 AND state.streak_id = streak.streak_id
   AND state.member_id = ANY($2::uuid[])
 WHERE streak.org_id = $1
"""


async def number_of_members(connection: Connection) -> int:
    """Return how many members there are."""
    number: int = await connection.fetchval(_NUMBER_OF_MEMBERS, connection.org_id)
    return number


async def members_after(
    connection: Connection, member_id: UUID | None, *, limit: int
) -> list[tuple[UUID, int]]:
    """Return the next members in the order of their ids, each with its next number."""
    rows = await connection.fetch(_MEMBERS, connection.org_id, member_id, limit)
    return [(row["member_id"], row["next_seq"]) for row in rows]


async def teams(connection: Connection) -> list[UUID]:
    """Return all teams."""
    return [row["team_id"] for row in await connection.fetch(_TEAMS, connection.org_id)]


async def overlaps(connection: Connection, member_ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """Return the memberships that begin before the member's previous one has ended."""
    rows = await connection.fetch(_OVERLAPS, connection.org_id, member_ids)
    return [(row["member_id"], str(row["starts_on"])) for row in rows]


async def entries(
    connection: Connection, member_ids: Sequence[UUID]
) -> Iterator[tuple[Change, Posting]]:
    """Return what the ledger says of the members."""
    rows = await connection.fetch(_ENTRIES, connection.org_id, member_ids)
    return ((_change(row), Posting(at=row["recorded_at"], stands=row["stands"])) for row in rows)


async def activities(
    connection: Connection, member_ids: Sequence[UUID]
) -> Iterator[tuple[RecordedParts, Posting]]:
    """Return the scored activities that credit the members, with the credits of others too."""
    rows = await connection.fetch(_CONCERNED, connection.org_id, member_ids)
    return await _scored(connection, [row["activity_id"] for row in rows])


async def parts(connection: Connection, activity_ids: Sequence[UUID]) -> Iterator[RecordedParts]:
    """Return the scored ones of these activities with all their credits, each in the team it counts for."""
    return (activity for activity, _ in await _scored(connection, activity_ids))


async def _scored(
    connection: Connection, activity_ids: Sequence[UUID]
) -> Iterator[tuple[RecordedParts, Posting]]:
    org_id, concerned = connection.org_id, list(activity_ids)
    scored = {row[0]: row for row in await connection.fetch(_ACTIVITIES, org_id, concerned)}
    reversed_ids = {row[0] for row in await connection.fetch(_REVERSED, org_id, list(scored))}
    credited = await connection.fetch(_CREDITS, org_id, list(scored))
    return (
        _posted(scored[activity_id], tuple(of_one), is_reversed=activity_id in reversed_ids)
        for activity_id, of_one in groupby(credited, lambda row: row["activity_id"])
    )


async def goals(connection: Connection, owner_ids: Collection[UUID]) -> Mapping[UUID, GoalFacts]:
    """Return the goals in force of these owners, with their crossings."""
    rows = await connection.fetch(_GOALS, connection.org_id, list(owner_ids))
    return {
        row["goal_id"]: goal_of(row, crossed=row["crossed"], undone=row["undone"]) for row in rows
    }


async def stored_of_members(
    connection: Connection, member_ids: Sequence[UUID], *, of_goals: Collection[UUID]
) -> Stored:
    """Return what is stored of members that follow each other in the order of their ids.

    For the streaks `of_goals` that includes what their goals ask for.
    """
    asked = (connection.org_id, member_ids)
    streak_days: dict[tuple[UUID, UUID], dict[Any, int]] = {}
    for row in await connection.fetch(_STREAK_DAYS, *asked):
        days = streak_days.setdefault((row["streak_id"], row["member_id"]), {})
        days[row["on_date"]] = row["total"]
    return Stored(
        days=_days(await connection.fetch(_DAYS, *asked)),
        scores=_scores(
            await connection.fetch(_SCORES, connection.org_id, True, member_ids[0], member_ids[-1])
        ),
        goals=await goals(connection, member_ids),
        streak_days=streak_days,
        runs={
            (row["streak_id"], row["member_id"]): run_of(row)
            for row in await connection.fetch(_RUNS, *asked)
        },
        targets=await targets(
            connection, [(streak_id, member) for streak_id in of_goals for member in member_ids]
        ),
    )


async def stored_of_teams(connection: Connection, subject_ids: Sequence[UUID]) -> Stored:
    """Return what is stored of teams and the organization."""
    return Stored(
        days=_days(await connection.fetch(_DAYS, connection.org_id, subject_ids)),
        scores=_scores(
            await connection.fetch(
                _SCORES, connection.org_id, False, UUID(int=0), UUID(int=2**128 - 1)
            )
        ),
        goals=await goals(connection, subject_ids),
    )


def _change(row: asyncpg.Record) -> Change:
    return Change(
        member_id=row["member_id"],
        team_id=row["team_id"],
        metric_key=POINTS,
        delta=row["points"],
        occurred_at=row["occurred_at"],
        member_on=row["member_on"],
        org_on=row["org_on"],
    )


def _posted(
    activity: asyncpg.Record, credited: Sequence[asyncpg.Record], *, is_reversed: bool
) -> tuple[RecordedParts, Posting]:
    sign = -1 if activity["is_reversal"] else 1
    parts = RecordedParts(
        activity_id=activity["activity_id"],
        kind=activity["kind"],
        occurred_at=activity["occurred_at"],
        values={key: sign * value for key, value in activity["measured"].items()},
        parts=tuple(credit_of(row) for row in credited),
        stands=not (activity["is_reversal"] or is_reversed),
    )
    return parts, Posting(at=activity["scored_at"], stands=parts.stands)


def _days(rows: Iterable[asyncpg.Record]) -> dict[tuple[UUID, str, Any], int]:
    return {(row["subject_id"], row["metric_key"], row["on_date"]): row["total"] for row in rows}


def _scores(rows: Iterable[asyncpg.Record]) -> dict[tuple[int, Any, UUID], StoredScore]:
    return {
        (row["board_id"], row["starts_on"], row["subject_id"]): StoredScore(
            score=row["score"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            factor=row["factor"],
            baseline=row["baseline"],
            correction=row["correction"],
            reached_at=row["reached_at"],
            is_final=row["is_final"],
            was_reopened=row["was_reopened"],
        )
        for row in rows
    }
