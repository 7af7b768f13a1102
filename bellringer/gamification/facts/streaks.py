"""Streaks as the rules see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Targets = Mapping[tuple[date, date], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakRun:
    """A streak as of its last counted day: the run `current` long from `started_on` to `last_on`.

    `longest` is over all time. All dates are the member's own; a week stands for itself by its first day.
    """

    current: int = 0
    started_on: date | None = None
    last_on: date | None = None
    longest: int = 0
    freezes_left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakFacts:
    """One member's streak: the cached run, and the day totals that a decision may need.

    `days` holds the touched dates (with all of their weeks, where those count) always, and the whole history
    when the batch touches a date before `run.last_on` or takes something back (`is_complete`), so that the
    walk can be done again.
    `base` is the run before the batch, once an outcome of the batch has moved it.
    `targets` says for [start, end) what the member's agreed goal of exactly this metric and period asks for;
    where the streak asks for a goal to be met, they are complete.
    """

    run: StreakRun
    days: Mapping[date, int] = field(default_factory=dict)
    is_complete: bool = False
    base: StreakRun | None = None
    targets: Targets = field(default_factory=dict)
