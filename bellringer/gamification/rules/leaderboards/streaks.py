"""Leaderboard streaks: consecutive FINAL periods of a board within a rank.

Only FINAL standings count. A period that is missing, or not FINAL (yet, or because it was opened again), breaks
nothing: nobody knows how it ends, so the look-back ends there and what lies before it is another run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.leaderboards.periods import dates_of, period_for
from bellringer.words import PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalRank:
    """A subject's rank in a FINAL period; None where it was not within the rank that is asked for."""

    starts_on: date
    rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderboardStreak:
    """How often in a row a subject stood within a rank: as of the latest FINAL period, and at best.

    `periods` are those of the present run, the latest first.
    """

    current: int
    longest: int
    periods: tuple[FinalRank, ...]


def leaderboard_streak(
    playbook: Playbook, board: Board, finals: Iterable[FinalRank]
) -> LeaderboardStreak:
    """Count the runs in a board's FINAL periods, of which none may be left out, in any order."""
    run: list[FinalRank] = []
    longest = 0
    before: date | None = None
    for final in sorted(finals, key=lambda each: each.starts_on):
        if before is not None and not _follows(playbook, board, before, final.starts_on):
            run = []
        run = [*run, final] if final.rank is not None else []
        longest = max(longest, len(run))
        before = final.starts_on
    return LeaderboardStreak(current=len(run), longest=longest, periods=_latest_first(run))


def _follows(playbook: Playbook, board: Board, before: date, after: date) -> bool:
    """Tell whether no period of the board lies between two; seasons follow each other over any pause."""
    if board.period is PeriodKind.SEASON:
        return not any(before < starts_on < after for starts_on, _ in dates_of(playbook, board))
    period = period_for(playbook, board, before)
    return period is not None and period.ends_on == after


def _latest_first(run: Sequence[FinalRank]) -> tuple[FinalRank, ...]:
    return tuple(reversed(run))
