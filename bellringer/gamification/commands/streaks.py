"""What may be done about streaks."""

from dataclasses import dataclass

from bellringer.gamification.commands.principals import Principal
from bellringer.words import Cadence, StreakCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStreak:
    """Make a streak; it is filled from what is on record.

    `threshold` belongs to AT_LEAST alone.
    """

    by: Principal
    streak_key: str
    title: str
    metric_key: str
    cadence: Cadence = Cadence.DAY
    condition: StreakCondition = StreakCondition.AT_LEAST
    threshold: int | None = None
    freeze_every: int = 0
    freeze_cap: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateStreak:
    """Give a streak another title."""

    by: Principal
    streak_key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveStreak:
    """Let a streak be no more."""

    by: Principal
    streak_key: str
