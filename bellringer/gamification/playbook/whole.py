"""Everything an organization has set up, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from bellringer.gamification.playbook.badges import (
    Badge,
    CompetitionWon,
    FinalRank,
    GoalMet,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.coaching import CheckInCadence
from bellringer.gamification.playbook.feed import FeedSettings
from bellringer.gamification.playbook.leaderboards import Board, Season
from bellringer.gamification.playbook.metrics import ActivityKind, Metric
from bellringer.gamification.playbook.points import Boost, Level, RuleVersion, Terms
from bellringer.gamification.playbook.recognition import RecognitionSettings
from bellringer.gamification.playbook.streaks import Streak
from bellringer.words import StreakCondition, SubjectKind

MET = 100  # percent


@dataclass(frozen=True, kw_only=True)
class Playbook:
    """Everything an organization has set up, at one `version`.

    `calendars` are in order of `effective_from`, the first holds from the beginning of time.
    `owner_kinds` are the kinds of activity whose credit follows the customer's owner.
    `special_days` says for (organization or team, date) whether it is worked, against the weekly pattern.
    Of these, `public_holidays` were copied; the organization's don't hold for a team in a (team, year) of
    `abroad`: there it keeps those of its own country.
    Members who have set no language are spoken to in that of `locale`.
    `badge_allowance` is how many badges a manager gives by hand in a month. `check_ins` are the cadences of each
    team in order of time.
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
    seasons: tuple[Season, ...] = ()
    allows_hiding: bool = True
    special_days: Mapping[tuple[UUID, date], bool] = field(default_factory=dict)
    badge_allowance: int = 10
    recognition: Mapping[SubjectKind, RecognitionSettings] = field(default_factory=dict)
    public_holidays: frozenset[tuple[UUID, date]] = frozenset()
    abroad: frozenset[tuple[UUID, int]] = frozenset()
    boosts: tuple[Boost, ...] = ()
    owner_kinds: frozenset[str] = frozenset()
    locale: str = "en"
    feed: FeedSettings = field(default_factory=FeedSettings)
    check_ins: Mapping[UUID, tuple[CheckInCadence, ...]] = field(default_factory=dict)

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
        """Return the boards that add up a metric; the others read the sums of one of them."""
        found: dict[str, list[Board]] = {}
        for board in self.boards:
            if board.sums_of is not None:
                continue
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
    def streaks_of_goals(self) -> frozenset[UUID]:
        """Return the streaks that ask for a goal to be met."""
        return frozenset(
            streak.streak_id
            for streak in self.streaks
            if streak.condition is StreakCondition.GOAL_MET
        )

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
    def milestone_badges(self) -> tuple[tuple[Badge, int], ...]:
        """Return the badges for how far one's own goals are, each with the percent it takes."""
        return tuple(
            (badge, MET if isinstance(badge.criteria, GoalMet) else badge.criteria.percent)
            for badge in self.badges
            if isinstance(badge.criteria, MilestoneCrossed | GoalMet)
        )

    @cached_property
    def ranks_by_board(self) -> Mapping[str, tuple[tuple[Badge, FinalRank], ...]]:
        """Return the badges for FINAL standings of a board, by its key, each with its criterion."""
        found: dict[str, list[tuple[Badge, FinalRank]]] = {}
        for badge in self.badges:
            if isinstance(badge.criteria, FinalRank):
                found.setdefault(badge.criteria.board_key, []).append((badge, badge.criteria))
        return {board: tuple(ranked) for board, ranked in found.items()}

    @cached_property
    def badges_for_winning(self) -> tuple[Badge, ...]:
        """Return the badges for competitions won."""
        return tuple(badge for badge in self.badges if isinstance(badge.criteria, CompetitionWon))

    @cached_property
    def rules_by_kind(self) -> Mapping[str, tuple[RuleVersion, ...]]:
        """Return the rule versions of a kind, by rule and version."""
        found: dict[str, list[RuleVersion]] = {}
        for rule in sorted(self.rules, key=lambda each: (each.rule_id, each.version)):
            found.setdefault(rule.kind, []).append(rule)
        return {kind: tuple(rules) for kind, rules in found.items()}

    @cached_property
    def capped(self) -> Mapping[tuple[UUID, int], Terms]:
        """Return the terms of the rule versions that have a cap, by rule and version."""
        return {(rule.rule_id, rule.version): rule.terms for rule in self.rules if rule.terms.caps}

    @cached_property
    def cooling_rules(self) -> frozenset[UUID]:
        """Return the rules of which some version has a cooldown."""
        return frozenset(rule.rule_id for rule in self.rules if rule.terms.cooldown_minutes)
