"""Badges and what earns them."""

from dataclasses import dataclass
from uuid import UUID

from bellringer.words import PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricTotal:
    """At least `threshold` of a metric within one period; ALL is a lifetime, DAY is "n in one day"."""

    metric_key: str
    threshold: int
    period: PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakLength:
    """A streak of at least `length` days."""

    streak_key: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneCrossed:
    """Any own goal carried past `percent` (100: a goal met)."""

    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalMet:
    """Any own goal met: a number reached with its floor, or a certification or skill passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalRank:
    """`times` FINAL standings of a board at `rank` or better; of teams where the board ranks teams."""

    board_key: str
    rank: int
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitionWon:
    """A competition won, alone or as a team."""


Criteria = MetricTotal | StreakLength | MilestoneCrossed | GoalMet | FinalRank | CompetitionWon


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A badge; without criteria it is awarded by hand. `cap_period`: once in that period, None: no cap.

    One that is archived is won no more; what was won by it can still be lost.
    """

    badge_id: UUID
    badge_key: str
    title: str
    criteria: Criteria | None
    cap_period: PeriodKind | None
    bonus_points: int = 0
    description: str = ""
    symbol: str = "★"
    is_secret: bool = False
    is_archived: bool = False
