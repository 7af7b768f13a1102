"""Which boards a change moves, in which period, for whom."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import assert_never
from uuid import UUID

from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import (
    Period,
    board_day,
    calendar_at,
)
from bellringer.gamification.rules.goals.progress import goal_of_period
from bellringer.gamification.rules.leaderboards.periods import period_for
from bellringer.gamification.rules.recording.movement import Change
from bellringer.words import ScoreKind, SubjectKind


def boards_on(playbook: Playbook, change: Change) -> Sequence[tuple[Board, Period]]:
    """Return the boards that rank by a change's metric, each with the period that the change falls into."""
    at_home, elsewhere = _boards_on(playbook, change.metric_key, change.org_on)
    if not elsewhere:
        return at_home
    abroad = ((board, _period_at(playbook, board, change)) for board in elsewhere)
    return (*at_home, *((board, period) for board, period in abroad if period is not None))


@lru_cache(maxsize=1024)
def _boards_on(
    playbook: Playbook, metric_key: str, on: date
) -> tuple[tuple[tuple[Board, Period], ...], tuple[Board, ...]]:
    """Return the boards in the organization's zone, with their periods that hold a day, and the others."""
    zone = calendar_at(playbook.calendars, on).timezone
    boards = playbook.boards_by_metric.get(metric_key, ())
    return (
        tuple(
            (board, period)
            for board in boards
            if board.timezone == zone
            for period in [period_for(playbook, board, on)]
            if period is not None
        ),
        tuple(board for board in boards if board.timezone != zone),
    )


def _period_at(playbook: Playbook, board: Board, change: Change) -> Period | None:
    on = board_day(playbook.calendars, board.timezone, at=change.occurred_at, org_on=change.org_on)
    return period_for(playbook, board, on)


def subject_of(playbook: Playbook, board: Board, change: Change) -> UUID | None:
    """Return whose score on a board a change moves: the member's, the member's team's then, or none."""
    subject_id = _subject(playbook, board, change)
    if board.participants is None or subject_id is None:
        return subject_id
    on = board_day(playbook.calendars, board.timezone, at=change.occurred_at, org_on=change.org_on)
    return place_of(board, subject_id, on)


def place_of(board: Board, subject_id: UUID, on: date) -> UUID | None:
    """Return the place that somebody counts for on a day of a board with participants, if any."""
    stints = [stint for stint in board.stints if stint.subject_id == subject_id]
    for stint in stints:
        begun = stint.since_on is None or stint.since_on <= on
        if begun and (stint.until_on is None or on < stint.until_on):
            return stint.place_id
    is_own = not stints and board.participants is not None and subject_id in board.participants
    return subject_id if is_own else None


def _subject(playbook: Playbook, board: Board, change: Change) -> UUID | None:
    match board.subject_kind:
        case SubjectKind.MEMBER:
            return change.member_id
        case SubjectKind.TEAM:
            return change.team_id
        case SubjectKind.ORGANIZATION:
            return playbook.org_id
        case _:
            assert_never(board.subject_kind)


def moved_scores(
    playbook: Playbook, goals: Iterable[GoalFacts], change: Change
) -> Iterator[tuple[Board, Period, UUID]]:
    """Yield the boards, periods and subjects whose score a change moves."""
    for board, period in boards_on(playbook, change):
        subject_id = subject_of(playbook, board, change)
        if subject_id is None:
            continue
        if board.score_kind is not ScoreKind.PERCENT_TO_GOAL or _counts_for_attainment(
            goals, board, subject_id, change, period
        ):
            yield board, period, subject_id


def is_derived(board: Board) -> bool:
    """Tell whether a board keeps what was done as a numerator, and derives the score from it."""
    return board.score_kind is not ScoreKind.TOTAL


def _counts_for_attainment(
    goals: Iterable[GoalFacts], board: Board, subject_id: UUID, change: Change, period: Period
) -> bool:
    """Tell whether actual of this change stands against a target of exactly this metric and period.

    A team without a goal of its own counts the members that have one.
    """
    dated = [goal for goal in goals if goal.starts_on <= change.org_on < goal.ends_on]
    if goal_of_period(dated, subject_id, change.metric_key, period) is not None:
        return True
    return (
        board.subject_kind is SubjectKind.TEAM
        and goal_of_period(dated, change.member_id, change.metric_key, period) is not None
    )
