"""What would change a rank: the least of the metric that passes who is next, and what a tie is broken by."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.rules.leaderboards.overtaking import (
    WHOLE,
    Parts,
    amount_to_pass,
    tie_break,
    what_changes,
)
from bellringer.words import (
    MetricDirection,
    PeriodKind,
    PeriodState,
    ScoreKind,
    SubjectKind,
    TieBreak,
    TiePolicy,
)

BOARD = Board(
    board_id=1,
    board_key="b",
    title="B",
    subject_kind=SubjectKind.TEAM,
    metric_key="calls",
    score_kind=ScoreKind.TOTAL,
    period=PeriodKind.MONTH,
    tie_policy=TiePolicy.COMPETITION,
    timezone="UTC",
)
PERCENT = replace(BOARD, score_kind=ScoreKind.PERCENT_TO_GOAL)
HEADS = replace(BOARD, score_kind=ScoreKind.PER_HEAD)


@given(st.integers(-50, 5_000), st.integers(1, 900), st.integers(1, 40_000), st.integers(1, 3_100))
def test_the_amount_is_the_least_that_passes_by_a_ratio(
    numerator: int, denominator: int, gap: int, factor: int
) -> None:
    for board, by in ((PERCENT, WHOLE), (HEADS, factor)):
        score = numerator * by // denominator
        parts = Parts(numerator=numerator, denominator=denominator, factor=factor)
        amount = amount_to_pass(board, parts, score=score, gap=gap)
        assert amount is not None
        assert amount > 0
        assert (numerator + amount) * by // denominator >= score + gap
        assert (numerator + amount - 1) * by // denominator < score + gap


def test_a_sum_takes_the_gap_and_nothing_is_told_where_adding_passes_nobody() -> None:
    fewer = replace(BOARD, direction=MetricDirection.LOWER_IS_BETTER)
    improved = replace(BOARD, score_kind=ScoreKind.IMPROVEMENT)
    told = [
        amount_to_pass(board, Parts(), score=9, gap=gap)
        for board, gap in ((BOARD, 4), (improved, 4), (BOARD, None), (fewer, 4), (PERCENT, 4))
    ]
    assert told == [4, 4, None, None, None]


@pytest.mark.parametrize(
    ("tie_policy", "tied", "at_once", "expected"),
    [
        (TiePolicy.ORDINAL, 0, 0, TieBreak.NONE),
        (TiePolicy.COMPETITION, 2, 1, TieBreak.SHARED),
        (TiePolicy.DENSE, 1, 0, TieBreak.SHARED),
        (TiePolicy.ORDINAL, 2, 0, TieBreak.FIRST_TO_REACH),
        (TiePolicy.ORDINAL, 2, 1, TieBreak.LOWER_ID),
    ],
)
def test_a_tie_is_broken_as_the_board_says(
    tie_policy: TiePolicy, tied: int, at_once: int, expected: TieBreak
) -> None:
    assert expected == tie_break(tie_policy, tied=tied, at_once=at_once)


@pytest.mark.parametrize(
    ("board", "state", "rank", "amount", "expected"),
    [
        (BOARD, PeriodState.FINAL, 2, 5, "an admin who re-opens"),
        (BOARD, PeriodState.OPEN, 2, 5, "5 more of Calls"),
        (BOARD, PeriodState.OPEN, 1, None, "Nobody is ahead"),
        (BOARD, PeriodState.OPEN, 4, None, "does not show who is next"),
        (BOARD, PeriodState.OPEN, None, None, "the first of Calls"),
        (PERCENT, PeriodState.PROVISIONAL, None, None, "a goal of Calls"),
        (
            replace(BOARD, direction=MetricDirection.LOWER_IS_BETTER),
            PeriodState.OPEN,
            2,
            None,
            "Less of Calls",
        ),
    ],
)
def test_it_is_said_what_would_change_a_rank(
    board: Board, state: PeriodState, rank: int | None, amount: int | None, expected: str
) -> None:
    assert expected in what_changes(board, state, "Calls", rank=rank, amount=amount)
