"""Pace: what should be done by now, what it will come to, and what a working day has to bring.

The days before today count as passed and today as left, in the working days of whoever has the goal. What
it will come to is what those days brought on average, so the morning of a good day looks no worse for it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bellringer.gamification.rules.goals.aims import WHOLE, Aim


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a goal moves, in working days; values are in the metric's unit and without the baseline.

    `expected` is due by this morning, rounded down. `projected` is the value at the end if it goes on like this;
    None before a first working day has passed. `needed_per_day` is for each day left, today included, rounded
    up (of a ceiling: what may still be added a day, rounded down); None when none is left or nothing is missing.
    """

    days: int
    days_passed: int
    expected: int
    projected: int | None
    missing: int
    needed_per_day: int | None

    @property
    def days_left(self) -> int:
        """Return the working days to come, today included."""
        return self.days - self.days_passed

    @property
    def expected_attainment(self) -> int:
        """Return the part of the way that is due by this morning, in ten-thousandths."""
        return WHOLE * self.days_passed // self.days if self.days else 0


def pace_of(
    aim: Aim, *, progress: int, today_progress: int, days: Sequence[date], today: date
) -> Pace:
    """Return a goal's pace; `days` are its owner's working days within it, `today_progress` what today added."""
    number, passed = len(days), bisect_left(days, today)
    left = number - passed
    before = progress - today_progress
    projected = None
    if passed:
        projected = progress if not left else max(progress, before + before * left // passed)
    missing = max(0, aim.way - progress)
    needed = None
    if left and missing:
        needed = missing // left if aim.is_ceiling else -(-missing // left)
    return Pace(
        days=number,
        days_passed=passed,
        expected=aim.way * passed // number if number else 0,
        projected=projected,
        missing=missing,
        needed_per_day=needed,
    )
