"""Which change of a rank is worth telling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.rules.leaderboards.rank_news import (
    OVERTAKEN_WITHIN,
    TOPS,
    is_worth_telling,
)

RANKS = st.integers(1, 60)


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        (4, 3, True),  # into the first three
        (3, 4, True),  # out of them
        (2, 1, True),  # to the top
        (11, 10, True),  # into the first ten
        (10, 11, True),
        (3, 2, False),  # within the first three
        (9, 5, False),  # upward between two marks
        (5, 9, True),  # overtaken among the first ten
        (10, 12, True),
        (12, 30, False),  # overtaken where it is no news
        (40, 12, False),
        (7, 7, False),
        (None, 1, False),  # the first look of a period
        (1, None, False),
        (None, None, False),
    ],
)
def test_a_change_is_told_that_passes_a_mark_or_is_an_overtaking_near_the_top(
    before: int | None, now: int | None, is_told: bool
) -> None:
    assert is_worth_telling(before, now, listed=35) is is_told


def test_a_mark_that_everybody_is_within_is_none() -> None:
    assert not is_worth_telling(5, 4, listed=10)
    assert not is_worth_telling(3, 2, listed=3)
    assert is_worth_telling(2, 1, listed=3)
    assert not is_worth_telling(4, 3, listed=3)


@given(RANKS, RANKS, RANKS)
def test_passing_a_mark_is_told_in_both_directions(before: int, now: int, listed: int) -> None:
    crosses = any(min(before, now) <= top < max(before, now) and top < listed for top in TOPS)
    if crosses:
        assert is_worth_telling(before, now, listed=listed)
        assert is_worth_telling(now, before, listed=listed)
    elif is_worth_telling(before, now, listed=listed):
        assert before < now
        assert before <= OVERTAKEN_WITHIN
