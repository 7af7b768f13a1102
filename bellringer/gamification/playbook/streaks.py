"""Streaks."""

from dataclasses import dataclass
from uuid import UUID

from bellringer.words import Cadence, StreakCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """A condition on consecutive working days or weeks; freezes as models/streaks.py says.

    AT_LEAST asks for `threshold` of the metric; GOAL_MET for the target of the member's agreed goal of
    exactly this metric and day or week.
    """

    streak_id: UUID
    streak_key: str
    title: str
    metric_key: str
    threshold: int
    freeze_every: int = 0
    freeze_cap: int = 0
    cadence: Cadence = Cadence.DAY
    condition: StreakCondition = StreakCondition.AT_LEAST
