"""What a member's digest may tell of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.facts.streaks import StreakRun
from bellringer.words import NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningGoal:
    """A member's own agreed goal whose days hold today, with what it has gathered on top of its baseline."""

    goal_id: UUID
    metric_key: str
    terms: GoalTerms
    progress: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RankNow:
    """Where a member stands on a board, of how many; `key` and `starts_on` name the board and its period."""

    board_key: str
    starts_on: date
    rank: int
    listed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFacts:
    """What is on record of one member.

    `totals` is what a day added to the member's metrics, by metric. `held` counts by kind what came into the inbox
    since the last digest, is unread and rang no phone.
    """

    totals: Mapping[str, int] = field(default_factory=dict)
    goals: tuple[RunningGoal, ...] = ()
    rank: RankNow | None = None
    runs: Mapping[UUID, StreakRun] = field(default_factory=dict)
    held: Mapping[NotificationKind, int] = field(default_factory=dict)
