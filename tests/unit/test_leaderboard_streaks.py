"""Leaderboard streaks: consecutive FINAL periods within a rank."""

from dataclasses import replace
from datetime import date

import pytest

from bellringer.gamification.playbook.leaderboards import Season
from bellringer.gamification.rules.leaderboards.streaks import FinalRank, leaderboard_streak
from bellringer.words import PeriodKind
from tests.unit.world import a_board, a_playbook


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ({}, (0, 0)),
        ({1: 1, 2: 3, 3: 2}, (3, 3)),
        ({1: 1, 2: None, 3: 2}, (1, 1)),
        ({1: 1, 2: 2, 3: None}, (0, 2)),
        ({1: 1, 2: 2, 4: 1}, (1, 2)),  # nothing is known of March
        ({2: None}, (0, 0)),
    ],
)
def test_consecutive_months_within_a_rank_are_a_streak(
    ranks: dict[int, int | None], expected: tuple[int, int]
) -> None:
    board = a_board(1, "points", PeriodKind.MONTH)
    finals = [FinalRank(starts_on=date(2025, month, 1), rank=rank) for month, rank in ranks.items()]
    streak = leaderboard_streak(a_playbook(), board, reversed(finals))
    assert expected == (streak.current, streak.longest)
    assert streak.current == len(streak.periods)


def test_weeks_follow_each_other_over_the_turn_of_the_year() -> None:
    board = a_board(1, "points", PeriodKind.WEEK)
    weeks = [date(2025, 12, 22), date(2025, 12, 29), date(2026, 1, 5)]
    finals = [FinalRank(starts_on=week, rank=1) for week in weeks]
    assert 3 == leaderboard_streak(a_playbook(), board, finals).current


def test_seasons_follow_each_other_over_a_pause() -> None:
    starts = [date(2025, 3, 1), date(2025, 9, 1), date(2026, 3, 1)]
    seasons = tuple(
        Season(series="s", title="s", starts_on=on, ends_on=on.replace(day=20)) for on in starts
    )
    plays = replace(a_playbook(), seasons=seasons)
    board = replace(a_board(1, "points", PeriodKind.SEASON), series="s")

    def won(*numbers: int) -> int:
        finals = [FinalRank(starts_on=starts[number], rank=1) for number in numbers]
        return leaderboard_streak(plays, board, finals).current

    assert (3, 1) == (won(0, 1, 2), won(0, 2))
