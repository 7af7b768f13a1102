"""Rank has one definition, and any window is a slice of the one list."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.rules.leaderboards.ranking import (
    Ranked,
    Standing,
    around,
    rank_delta,
    ranked,
)
from bellringer.words import MetricDirection, TiePolicy

START = datetime(2026, 3, 1, tzinfo=UTC)

STANDINGS = st.lists(
    st.builds(
        Standing,
        subject_id=st.integers(1, 40).map(lambda number: UUID(int=number)),
        score=st.none() | st.integers(-3, 6),
        reached_at=st.none() | st.integers(0, 3).map(lambda hours: START + timedelta(hours=hours)),
    ),
    max_size=20,
    unique_by=lambda standing: standing.subject_id,
)
POLICIES = st.sampled_from(TiePolicy)
DIRECTIONS = st.sampled_from(MetricDirection)


def better(one: Standing, other: Standing, direction: MetricDirection) -> bool:
    assert one.score is not None
    assert other.score is not None
    if direction is MetricDirection.HIGHER_IS_BETTER:
        return one.score > other.score
    return one.score < other.score


@given(STANDINGS, POLICIES, DIRECTIONS)
def test_B2_rank_is_what_counting_the_better_ones_gives(
    standings: list[Standing], tie_policy: TiePolicy, direction: MetricDirection
) -> None:
    board = ranked(standings, tie_policy, direction=direction)
    assert {each.standing.subject_id for each in board} == {each.subject_id for each in standings}
    listed = [each for each in board if each.standing.score is not None]
    for place, each in enumerate(listed, start=1):
        above = [
            other.standing for other in listed if better(other.standing, each.standing, direction)
        ]
        expected = {
            TiePolicy.COMPETITION: 1 + len(above),
            TiePolicy.DENSE: 1 + len({other.score for other in above}),
            TiePolicy.ORDINAL: place,
        }[tie_policy]
        assert expected == each.rank
    assert all(each.rank is None for each in board if each.standing.score is None)


@given(STANDINGS, POLICIES, DIRECTIONS, st.randoms(use_true_random=False))
def test_B2_order_is_total_whatever_order_the_rows_come_in(
    standings: list[Standing], tie_policy: TiePolicy, direction: MetricDirection, random: object
) -> None:
    shuffled = list(standings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a seeded Random, which rules may not import
    first = ranked(standings, tie_policy, direction=direction)
    assert first == ranked(shuffled, tie_policy, direction=direction)


@given(STANDINGS, POLICIES, st.integers(0, 5))
def test_B2_around_me_is_a_slice_of_the_list(
    standings: list[Standing], tie_policy: TiePolicy, radius: int
) -> None:
    board = ranked(standings, tie_policy)
    listed = [each for each in board if each.rank is not None]
    for index, each in enumerate(listed):
        window = around(board, each.standing.subject_id, radius=radius)
        assert tuple(listed[max(0, index - radius) : index + radius + 1]) == window
        assert each in window
    for each in board[len(listed) :]:
        assert () == around(board, each.standing.subject_id, radius=radius)


@given(STANDINGS, POLICIES)
def test_the_gap_is_the_least_that_passes_whoever_is_ranked_next_above(
    standings: list[Standing], tie_policy: TiePolicy
) -> None:
    standings = [replace(each, reached_at=each.reached_at or START) for each in standings]
    board = ranked(standings, tie_policy)
    for each in board:
        if each.rank is None or each.rank == 1:
            assert each.gap_to_next is None
            continue
        assert each.gap_to_next is not None
        above = [other for other in board if other.rank is not None and other.rank < each.rank]
        next_above = above[-1].standing
        for points in range(each.gap_to_next + 1):
            later = _with_points(standings, each, points)
            ranks = {row.standing.subject_id: row.rank for row in ranked(later, tie_policy)}
            own, next_rank = ranks[each.standing.subject_id], ranks[next_above.subject_id]
            assert own is not None
            assert next_rank is not None
            assert (own < next_rank) == (points == each.gap_to_next)


def _with_points(standings: list[Standing], ranked_one: Ranked, points: int) -> list[Standing]:
    own = ranked_one.standing
    if points == 0:
        return standings
    raised = Standing(
        subject_id=own.subject_id,
        score=(own.score or 0) + points,
        reached_at=datetime.max.replace(tzinfo=UTC),
    )
    return [raised if each.subject_id == own.subject_id else each for each in standings]


@pytest.mark.parametrize(
    ("tie_policy", "ranks"),
    [
        (TiePolicy.COMPETITION, [1, 2, 2, 4, None]),
        (TiePolicy.DENSE, [1, 2, 2, 3, None]),
        (TiePolicy.ORDINAL, [1, 2, 3, 4, None]),
    ],
)
def test_equal_scores_rank_as_the_board_says(
    tie_policy: TiePolicy, ranks: list[int | None]
) -> None:
    standings = [
        Standing(subject_id=UUID(int=number), score=score, reached_at=START)
        for number, score in enumerate([30, 20, 20, 10, None], start=1)
    ]
    assert ranks == [each.rank for each in ranked(standings, tie_policy)]


def test_first_to_reach_comes_first_then_the_lower_id_and_who_never_rose_last() -> None:
    standings = [
        Standing(subject_id=UUID(int=1), score=5),
        Standing(subject_id=UUID(int=4), score=5, reached_at=START),
        Standing(subject_id=UUID(int=3), score=5, reached_at=START),
        Standing(subject_id=UUID(int=9), score=5, reached_at=START - timedelta(hours=1)),
    ]
    order = [each.standing.subject_id.int for each in ranked(standings, TiePolicy.ORDINAL)]
    assert [9, 3, 4, 1] == order


@pytest.mark.parametrize(
    ("before", "now", "delta"), [(5, 2, 3), (2, 5, -3), (1, 1, 0), (None, 1, None), (1, None, None)]
)
def test_rank_delta_is_how_many_ranks_were_won(
    before: int | None, now: int | None, delta: int | None
) -> None:
    assert delta == rank_delta(before, now)
