"""What every organization starts with: kinds, metrics, rules, boards, levels, a streak and badges.

Admins change it from there. Keys stay, because phones and files name them.
"""

from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.playbook.badges import (
    Badge,
    Criteria,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.metrics import POINTS, ActivityKind, Metric
from bellringer.gamification.playbook.points import Level, Per, RuleVersion, Terms
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.identity import derived_id
from bellringer.gamification.rules.recording import money
from bellringer.words import (
    Measure,
    MetricDirection,
    MetricUnit,
    PeriodKind,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)

REP_BACKDATE_DAYS = 31
GRACE_HOURS = 24
ACTIVITY_STREAK = "activity-streak"

# kind, title, whether it carries money, the metric that counts it, that metric's title, points for each
_KINDS = (
    ("call", "Call", False, "calls", "Calls", 1),
    ("visit", "Visit", False, "visits", "Visits", 5),
    ("appointment_booked", "Appointment booked", False, "appointments_booked", "Booked", 5),
    ("appointment_run", "Appointment run", False, "appointments_run", "Appointments", 10),
    ("demo", "Demo", False, "demos", "Demos", 15),
    ("proposal", "Proposal", True, "proposals", "Proposals", 10),
    ("lead_created", "Lead created", False, "leads", "Leads", 2),
    ("deal_won", "Deal won", True, "deals", "Deals", 50),
    ("deal_lost", "Deal lost", False, "lost_deals", "Lost deals", 0),
    ("payment", "Payment", True, "payments", "Payments", 5),
)

# Who is first past the post matters within a day or a week; over a month or longer equal is equal.
_FIRST_WINS = TiePolicy.ORDINAL
_EQUAL_IS_EQUAL = TiePolicy.COMPETITION

_MEMBER, _TEAM = SubjectKind.MEMBER, SubjectKind.TEAM
_TOTAL, _PERCENT = ScoreKind.TOTAL, ScoreKind.PERCENT_TO_GOAL

_BOARDS = (
    ("points-day", "Today", _MEMBER, POINTS, _TOTAL, PeriodKind.DAY, _FIRST_WINS),
    ("points-week", "This week", _MEMBER, POINTS, _TOTAL, PeriodKind.WEEK, _FIRST_WINS),
    ("points-month", "This month", _MEMBER, POINTS, _TOTAL, PeriodKind.MONTH, _EQUAL_IS_EQUAL),
    (
        "points-quarter",
        "This quarter",
        _MEMBER,
        POINTS,
        _TOTAL,
        PeriodKind.QUARTER,
        _EQUAL_IS_EQUAL,
    ),
    ("points-all", "All time", _MEMBER, POINTS, _TOTAL, PeriodKind.ALL, _EQUAL_IS_EQUAL),
    ("teams-points-month", "Teams", _TEAM, POINTS, _TOTAL, PeriodKind.MONTH, _EQUAL_IS_EQUAL),
    (
        *("teams-attainment-month", "Teams to goal", _TEAM, "revenue", _PERCENT),
        *(PeriodKind.MONTH, _EQUAL_IS_EQUAL),
    ),
    ("deals-month", "Deals", _MEMBER, "deals", _TOTAL, PeriodKind.MONTH, _EQUAL_IS_EQUAL),
    ("revenue-month", "Revenue", _MEMBER, "revenue", _TOTAL, PeriodKind.MONTH, _EQUAL_IS_EQUAL),
)

_LEVELS = (
    (100, "Starter"),
    (300, "Prospector"),
    (750, "Opener"),
    (1_500, "Challenger"),
    (3_000, "Closer"),
    (6_000, "Ace"),
    (12_000, "Rainmaker"),
    (25_000, "Champion"),
    (50_000, "Master"),
    (100_000, "Legend"),
)

# key, title, symbol, what it is for, what earns it by itself, how often it can be had, bonus points
_BADGES: tuple[tuple[str, str, str, str, Criteria | None, PeriodKind | None, int], ...] = (
    (
        *("first-deal", "First deal", "🔔", "The first deal of a career here."),
        *(MetricTotal(metric_key="deals", threshold=1, period=PeriodKind.ALL), PeriodKind.ALL, 0),
    ),
    (
        *("ten-deals-month", "Ten in a month", "🏆", "Ten deals within one month."),
        *(MetricTotal(metric_key="deals", threshold=10, period=PeriodKind.MONTH),),
        *(PeriodKind.MONTH, 100),
    ),
    (
        *("twenty-calls-day", "On the phone", "📞", "Twenty calls in one day."),
        *(MetricTotal(metric_key="calls", threshold=20, period=PeriodKind.DAY), PeriodKind.WEEK, 0),
    ),
    (
        *("streak-week", "A full week", "🔥", "Five working days in a row with points."),
        *(StreakLength(streak_key=ACTIVITY_STREAK, length=5), PeriodKind.ALL, 0),
    ),
    (
        *("streak-month", "A full month", "🌋", "Twenty working days in a row with points."),
        *(StreakLength(streak_key=ACTIVITY_STREAK, length=20), PeriodKind.ALL, 0),
    ),
    (
        *("goal-met", "Goal met", "🎯", "A goal of one's own carried to 100 percent."),
        *(MilestoneCrossed(percent=100), PeriodKind.MONTH, 0),
    ),
    ("team-player", "Team player", "🤝", "Made others better.", None, PeriodKind.MONTH, 0),
    ("coachs-pick", "Coach's pick", "⭐", "A manager saw something special.", None, None, 0),
)


def starting_playbook(*, org_id: UUID, timezone: str, currency: str, now: datetime) -> Playbook:
    """Return how a new organization plays; rules and its calendar hold from the beginning of time."""
    return Playbook(
        org_id=org_id,
        version=1,
        currency=currency,
        rep_backdate_days=REP_BACKDATE_DAYS,
        grace_hours=GRACE_HOURS,
        calendars=(CalendarSpan(effective_from=date.min, timezone=timezone),),
        kinds={
            kind: ActivityKind(kind=kind, title=title, takes_amount=takes_amount)
            for kind, title, takes_amount, *_ in _KINDS
        },
        metrics={metric.metric_key: metric for metric in _metrics()},
        rules=_rules(org_id, currency, now),
        boards=tuple(
            Board(
                board_id=number,
                board_key=key,
                title=title,
                subject_kind=subject_kind,
                metric_key=metric_key,
                score_kind=score_kind,
                period=period,
                tie_policy=tie_policy,
                timezone=timezone,
            )
            for number, (key, title, subject_kind, metric_key, score_kind, period, tie_policy) in (
                enumerate(_BOARDS, start=1)
            )
        ),
        streaks=(
            Streak(
                streak_id=derived_id(org_id, "streak", ACTIVITY_STREAK),
                streak_key=ACTIVITY_STREAK,
                title="Every day",
                metric_key=POINTS,
                threshold=1,
            ),
        ),
        badges=tuple(
            Badge(
                badge_id=derived_id(org_id, "badge", key),
                badge_key=key,
                title=title,
                symbol=symbol,
                description=description,
                criteria=criteria,
                cap_period=cap_period,
                bonus_points=bonus_points,
            )
            for key, title, symbol, description, criteria, cap_period, bonus_points in _BADGES
        ),
        levels=tuple(
            Level(number=number, threshold=threshold, title=title)
            for number, (threshold, title) in enumerate(_LEVELS, start=1)
        ),
    )


def _metrics() -> list[Metric]:
    counts = [
        Metric(
            metric_key=metric_key,
            title=title,
            unit=MetricUnit.COUNT,
            measure=Measure.QUANTITY,
            activity_kind=kind,
            direction=(
                MetricDirection.LOWER_IS_BETTER
                if kind == "deal_lost"
                else MetricDirection.HIGHER_IS_BETTER
            ),
        )
        for kind, _, _, metric_key, title, _ in _KINDS
    ]
    money_of = (
        ("revenue", "Revenue", "deal_won", Measure.AMOUNT, None),
        ("gross_profit", "Gross profit", "deal_won", Measure.VALUE, "gross_profit"),
        ("collected", "Collected", "payment", Measure.AMOUNT, None),
    )
    return [
        Metric(metric_key=POINTS, title="Points", unit=MetricUnit.POINTS, measure=Measure.POINTS),
        *counts,
        *(
            Metric(
                metric_key=metric_key,
                title=title,
                unit=MetricUnit.MONEY,
                measure=measure,
                activity_kind=kind,
                value_key=value_key,
            )
            for metric_key, title, kind, measure, value_key in money_of
        ),
    ]


def _rules(org_id: UUID, currency: str, now: datetime) -> tuple[RuleVersion, ...]:
    each = [(kind, title, Terms(points=points)) for kind, title, *_, points in _KINDS if points]
    hundred = 100 * 10 ** money.digits(currency)
    size = Terms(points=1, per=Per.AMOUNT_STEP, step_minor=hundred)
    return tuple(
        RuleVersion(
            rule_id=derived_id(org_id, "rule", kind, title),
            version=1,
            kind=kind,
            title=title,
            terms=terms,
            effective_from=None,
            published_at=now,
        )
        for kind, title, terms in [*each, ("deal_won", "Deal size", size)]
    )
