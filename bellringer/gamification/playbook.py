"""How one organization plays: kinds, metrics, rules, boards, streaks, badges and calendars, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from bellringer.words import (
    Measure,
    MetricDirection,
    MetricUnit,
    PeriodKind,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)

POINTS = "points"  # the metric that sums the ledger; every organization has it


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSpan:
    """How the organization counts days from `effective_from` on, until the next span.

    `working_weekdays` has bit 0 for Monday up to bit 6 for Sunday; `week_starts_on` is ISO (1 Monday).
    """

    effective_from: date
    timezone: str
    week_starts_on: int = 1
    fiscal_year_starts_in: int = 1
    working_weekdays: int = 0b0011111
    counts_days_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityKind:
    """A kind of activity that may be recorded."""

    kind: str
    title: str = ""
    takes_amount: bool = False
    needs_approval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A named measure over activities; POINTS sums the ledger instead."""

    metric_key: str
    unit: MetricUnit
    measure: Measure
    direction: MetricDirection = MetricDirection.HIGHER_IS_BETTER
    activity_kind: str | None = None
    value_key: str | None = None
    is_rep_controllable: bool = True
    title: str = ""


class Per(StrEnum):
    """What a rule pays for: each unit of quantity, or each full step of the amount."""

    UNIT = "UNIT"
    AMOUNT_STEP = "AMOUNT_STEP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one version of a rule pays: `points` per unit, or per full `step_minor` of the amount (floor).

    The conditions that are set must all hold. Weekdays are ISO (1 Monday), in the organization's zone.
    """

    points: int
    per: Per = Per.UNIT
    step_minor: int | None = None
    minimum_amount_minor: int | None = None
    tag: str | None = None
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """One version of a point rule; `effective_from` None holds from the beginning of time."""

    rule_id: UUID
    version: int
    kind: str
    title: str
    terms: Terms
    effective_from: datetime | None
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A ranking: whose score, of which metric, over which period, with which tie rule, in which zone.

    `board_id` is a small number within the organization.
    """

    board_id: int
    board_key: str
    title: str
    subject_kind: SubjectKind
    metric_key: str
    score_kind: ScoreKind
    period: PeriodKind
    tie_policy: TiePolicy
    timezone: str
    direction: MetricDirection = MetricDirection.HIGHER_IS_BETTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """At least `threshold` of a metric on consecutive working days; freezes as models/streaks.py says."""

    streak_id: UUID
    streak_key: str
    title: str
    metric_key: str
    threshold: int
    freeze_every: int = 0
    freeze_cap: int = 0


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


Criteria = MetricTotal | StreakLength | MilestoneCrossed


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A badge; without criteria it is awarded by hand. `cap_period`: once in that period, None: no cap."""

    badge_id: UUID
    badge_key: str
    title: str
    criteria: Criteria | None
    cap_period: PeriodKind | None
    bonus_points: int = 0
    description: str = ""
    symbol: str = "★"
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step on lifetime points."""

    number: int
    threshold: int
    title: str


@dataclass(frozen=True, kw_only=True)
class Playbook:
    """Everything an organization has set up, at one `version`.

    `calendars` are in order of `effective_from`, the first holds from the beginning of time.
    `special_days` says for (organization or team, date) whether it is worked, against the weekly pattern.
    """

    org_id: UUID
    version: int
    currency: str
    rep_backdate_days: int
    grace_hours: int
    calendars: tuple[CalendarSpan, ...]
    kinds: Mapping[str, ActivityKind]
    metrics: Mapping[str, Metric]
    rules: tuple[RuleVersion, ...]
    boards: tuple[Board, ...]
    streaks: tuple[Streak, ...]
    badges: tuple[Badge, ...]
    levels: tuple[Level, ...]
    special_days: Mapping[tuple[UUID, date], bool] = field(default_factory=dict)

    def __hash__(self) -> int:
        # cheap, so that what follows from a playbook can be cached by it
        return hash((self.org_id, self.version))

    @cached_property
    def metrics_by_kind(self) -> Mapping[str, tuple[Metric, ...]]:
        """Return the metrics that a kind of activity moves."""
        found: dict[str, list[Metric]] = {}
        for metric in self.metrics.values():
            if metric.activity_kind is not None:
                found.setdefault(metric.activity_kind, []).append(metric)
        return {kind: tuple(metrics) for kind, metrics in found.items()}

    @cached_property
    def boards_by_metric(self) -> Mapping[str, tuple[Board, ...]]:
        """Return the boards that rank by a metric."""
        found: dict[str, list[Board]] = {}
        for board in self.boards:
            found.setdefault(board.metric_key, []).append(board)
        return {metric: tuple(boards) for metric, boards in found.items()}

    @cached_property
    def streaks_by_metric(self) -> Mapping[str, tuple[Streak, ...]]:
        """Return the streaks that a metric feeds."""
        found: dict[str, list[Streak]] = {}
        for streak in self.streaks:
            found.setdefault(streak.metric_key, []).append(streak)
        return {metric: tuple(streaks) for metric, streaks in found.items()}

    @cached_property
    def totals_by_metric(self) -> Mapping[str, tuple[tuple[Badge, MetricTotal], ...]]:
        """Return the badges that count a metric, each with its criterion."""
        found: dict[str, list[tuple[Badge, MetricTotal]]] = {}
        for badge in self.badges:
            if isinstance(badge.criteria, MetricTotal):
                found.setdefault(badge.criteria.metric_key, []).append((badge, badge.criteria))
        return {metric: tuple(counted) for metric, counted in found.items()}

    @cached_property
    def lengths_by_streak(self) -> Mapping[str, tuple[tuple[Badge, StreakLength], ...]]:
        """Return the badges for the length of a streak, by its key, each with its criterion."""
        found: dict[str, list[tuple[Badge, StreakLength]]] = {}
        for badge in self.badges:
            if isinstance(badge.criteria, StreakLength):
                found.setdefault(badge.criteria.streak_key, []).append((badge, badge.criteria))
        return {streak: tuple(counted) for streak, counted in found.items()}

    @cached_property
    def milestone_badges(self) -> tuple[tuple[Badge, MilestoneCrossed], ...]:
        """Return the badges for milestones of one's own goals, each with its criterion."""
        return tuple(
            (badge, badge.criteria)
            for badge in self.badges
            if isinstance(badge.criteria, MilestoneCrossed)
        )

    @cached_property
    def rules_by_kind(self) -> Mapping[str, tuple[RuleVersion, ...]]:
        """Return the rule versions of a kind, by rule and version."""
        found: dict[str, list[RuleVersion]] = {}
        for rule in sorted(self.rules, key=lambda each: (each.rule_id, each.version)):
            found.setdefault(rule.kind, []).append(rule)
        return {kind: tuple(rules) for kind, rules in found.items()}
