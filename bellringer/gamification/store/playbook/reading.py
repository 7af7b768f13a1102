"""The playbook as one statement sees it, so that all of it is of one version."""

import json
from collections.abc import Sequence
from typing import Any

from bellringer.gamification.errors import NotFoundError
from bellringer.gamification.playbook import (
    ActivityKind,
    Badge,
    Board,
    CalendarSpan,
    Level,
    Metric,
    Playbook,
    RuleVersion,
    Streak,
)
from bellringer.gamification.store.playbook.documents import read_criteria, read_terms
from bellringer.models.database import Connection
from bellringer.words import (
    Measure,
    MetricDirection,
    MetricUnit,
    PeriodKind,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)

_VERSION = "SELECT version FROM organization WHERE org_id = $1"

# JSON goes as text: inside of a row the driver does not decode it.
_READ = """
SELECT o.version, o.currency, o.rep_backdate_days, o.grace_hours,
  ARRAY(SELECT row(effective_from, timezone, week_starts_on, fiscal_year_starts_in, working_weekdays,
                   counts_days_off)
        FROM working_calendar WHERE org_id = $1 ORDER BY effective_from) AS calendars,
  ARRAY(SELECT row(scope_id, on_date, is_working)
        FROM calendar_day WHERE org_id = $1) AS special_days,
  ARRAY(SELECT row(kind, title, takes_amount, needs_approval)
        FROM activity_kind WHERE org_id = $1 ORDER BY kind) AS kinds,
  ARRAY(SELECT row(metric_key, title, unit, measure, direction, activity_kind, value_key,
                   is_rep_controllable)
        FROM metric WHERE org_id = $1 ORDER BY metric_key) AS metrics,
  ARRAY(SELECT row(r.rule_id, v.version, r.kind, r.title, v.terms::text, v.effective_from, v.published_at)
        FROM point_rule r JOIN point_rule_version v USING (org_id, rule_id)
        WHERE org_id = $1 ORDER BY r.rule_id, v.version) AS rules,
  ARRAY(SELECT row(board_id, board_key, title, subject_kind, metric_key, score_kind, period, tie_policy,
                   timezone, direction)
        FROM board WHERE org_id = $1 AND archived_at IS NULL ORDER BY board_id) AS boards,
  ARRAY(SELECT row(streak_id, streak_key, title, metric_key, threshold, freeze_every, freeze_cap)
        FROM streak WHERE org_id = $1 ORDER BY streak_id) AS streaks,
  ARRAY(SELECT row(badge_id, badge_key, title, criteria::text, cap_period, bonus_points, description,
                   symbol, is_secret)
        FROM badge_definition WHERE org_id = $1 AND archived_at IS NULL
        ORDER BY created_at, badge_id) AS badges,
  ARRAY(SELECT row(number, threshold, title) FROM level WHERE org_id = $1 ORDER BY number) AS levels
FROM organization o WHERE o.org_id = $1
"""


async def read(connection: Connection, known: Playbook | None = None) -> Playbook:
    """Return the organization's playbook; `known` itself while its version is the present one.

    Raises:
        NotFoundError: There is no such organization.
    """
    org_id = connection.org_id
    if (
        known is not None
        and known.org_id == org_id
        and known.version == await connection.fetchval(_VERSION, org_id)
    ):
        return known
    row = await connection.fetchrow(_READ, org_id)
    if org_id is None or row is None:
        raise NotFoundError
    return Playbook(
        org_id=org_id,
        version=row["version"],
        currency=row["currency"],
        rep_backdate_days=row["rep_backdate_days"],
        grace_hours=row["grace_hours"],
        calendars=tuple(_calendar(each) for each in row["calendars"]),
        special_days={(scope, on): is_working for scope, on, is_working in row["special_days"]},
        kinds={each[0]: _kind(each) for each in row["kinds"]},
        metrics={each[0]: _metric(each) for each in row["metrics"]},
        rules=tuple(_rule(each) for each in row["rules"]),
        boards=tuple(_board(each) for each in row["boards"]),
        streaks=tuple(_streak(each) for each in row["streaks"]),
        badges=tuple(_badge(each) for each in row["badges"]),
        levels=tuple(_level(each) for each in row["levels"]),
    )


# Each takes the columns in the order in which the statement lists them.


def _calendar(row: Sequence[Any]) -> CalendarSpan:
    effective_from, timezone, week, year, working_weekdays, counts_days_off = row
    return CalendarSpan(
        effective_from=effective_from,
        timezone=timezone,
        week_starts_on=week,
        fiscal_year_starts_in=year,
        working_weekdays=working_weekdays,
        counts_days_off=counts_days_off,
    )


def _kind(row: Sequence[Any]) -> ActivityKind:
    kind, title, takes_amount, needs_approval = row
    return ActivityKind(
        kind=kind, title=title, takes_amount=takes_amount, needs_approval=needs_approval
    )


def _metric(row: Sequence[Any]) -> Metric:
    metric_key, title, unit, measure, direction, kind, value_key, is_rep_controllable = row
    return Metric(
        metric_key=metric_key,
        title=title,
        unit=MetricUnit(unit),
        measure=Measure(measure),
        direction=MetricDirection(direction),
        activity_kind=kind,
        value_key=value_key,
        is_rep_controllable=is_rep_controllable,
    )


def _rule(row: Sequence[Any]) -> RuleVersion:
    rule_id, version, kind, title, terms, effective_from, published_at = row
    return RuleVersion(
        rule_id=rule_id,
        version=version,
        kind=kind,
        title=title,
        terms=read_terms(json.loads(terms)),
        effective_from=effective_from,
        published_at=published_at,
    )


def _board(row: Sequence[Any]) -> Board:
    board_id, key, title, subject, metric_key, score, period, tie, timezone, direction = row
    return Board(
        board_id=board_id,
        board_key=key,
        title=title,
        subject_kind=SubjectKind(subject),
        metric_key=metric_key,
        score_kind=ScoreKind(score),
        period=PeriodKind(period),
        tie_policy=TiePolicy(tie),
        timezone=timezone,
        direction=MetricDirection(direction),
    )


def _streak(row: Sequence[Any]) -> Streak:
    streak_id, streak_key, title, metric_key, threshold, freeze_every, freeze_cap = row
    return Streak(
        streak_id=streak_id,
        streak_key=streak_key,
        title=title,
        metric_key=metric_key,
        threshold=threshold,
        freeze_every=freeze_every,
        freeze_cap=freeze_cap,
    )


def _badge(row: Sequence[Any]) -> Badge:
    badge_id, key, title, criteria, cap_period, bonus, description, symbol, is_secret = row
    return Badge(
        badge_id=badge_id,
        badge_key=key,
        title=title,
        criteria=read_criteria(None if criteria is None else json.loads(criteria)),
        cap_period=None if cap_period is None else PeriodKind(cap_period),
        bonus_points=bonus,
        description=description,
        symbol=symbol,
        is_secret=is_secret,
    )


def _level(row: Sequence[Any]) -> Level:
    number, threshold, title = row
    return Level(number=number, threshold=threshold, title=title)
