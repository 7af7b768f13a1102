"""Which boards a change moves, in which period, for whom."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import assert_never
from uuid import UUID

from bellringer.gamification.facts import GoalFacts
from bellringer.gamification.playbook import Board, Playbook
from bellringer.gamification.rules.goals import goal_of_period
from bellringer.gamification.rules.movement import Change
from bellringer.gamification.rules.periods import Period, board_day, calendar_at, period_of
from bellringer.words import ScoreKind, SubjectKind


def boards_on(playbook: Playbook, change: Change) -> Sequence[tuple[Board, Period]]:
    """Return the boards that rank by a change's metric, each with the period that the change falls into."""
    at_home, elsewhere = _boards_on(playbook, change.metric_key, change.org_on)
    if not elsewhere:
        return at_home
    return (*at_home, *((board, _period_at(playbook, board, change)) for board in elsewhere))


@lru_cache(maxsize=1024)
def _boards_on(
    playbook: Playbook, metric_key: str, on: date
) -> tuple[tuple[tuple[Board, Period], ...], tuple[Board, ...]]:
    """Return the boards in the organization's zone, with their periods that hold a day, and the others."""
    zone = calendar_at(playbook.calendars, on).timezone
    boards = playbook.boards_by_metric.get(metric_key, ())
    return (
        tuple(
            (board, period_of(board.period, on, playbook.calendars, zone))
            for board in boards
            if board.timezone == zone
        ),
        tuple(board for board in boards if board.timezone != zone),
    )


def _period_at(playbook: Playbook, board: Board, change: Change) -> Period:
    on = board_day(playbook.calendars, board.timezone, at=change.occurred_at, org_on=change.org_on)
    return period_of(board.period, on, playbook.calendars, board.timezone)


def subject_of(playbook: Playbook, board: Board, change: Change) -> UUID | None:
    """Return whose score on a board a change moves: the member's, the member's team's then, or none."""
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


def is_ratio(board: Board) -> bool:
    """Tell whether a board keeps a numerator and a denominator instead of a plain score."""
    return board.score_kind in (ScoreKind.PERCENT_TO_GOAL, ScoreKind.PER_HEAD)


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
