"""The playbook as one statement sees it, so that all of it is of one version."""

import json
from collections.abc import Sequence
from typing import Any

from bellringer.gamification.errors import NotFoundError
from bellringer.gamification.playbook.badges import Badge
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.feed import FeedSettings
from bellringer.gamification.playbook.leaderboards import Board, Season, Stint
from bellringer.gamification.playbook.metrics import ActivityKind, Metric
from bellringer.gamification.playbook.points import Boost, Level, RuleVersion
from bellringer.gamification.playbook.recognition import RecognitionSettings
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.store.playbook.coaching import read_cadences
from bellringer.gamification.store.playbook.documents import read_criteria, read_terms
from bellringer.gamification.store.playbook.scopes import read_scope
from bellringer.gamification.store.races import RacedError
from bellringer.models.database import Connection
from bellringer.words import (
    Cadence,
    DayOrigin,
    DecisionMode,
    FiscalPattern,
    Measure,
    MetricDirection,
    MetricUnit,
    PeriodKind,
    ScoreKind,
    StreakCondition,
    SubjectKind,
    TiePolicy,
)

_VERSION = "SELECT version FROM organization WHERE org_id = $1"
_HOLD = f"{_VERSION} FOR SHARE"

# JSON goes as text: inside of a row the driver does not decode it.
_READ = """
SELECT o.version, o.currency, o.rep_backdate_days, o.grace_hours, o.badge_allowance, o.allows_hiding,
  o.locale, o.kudos_a_day, o.kudos_pause_hours, o.medium_deal_minor, o.large_deal_minor,
  ARRAY(SELECT row(effective_from, timezone, week_starts_on, fiscal_year_starts_in, working_weekdays,
                   counts_days_off, fiscal_pattern)
        FROM working_calendar WHERE org_id = $1 ORDER BY effective_from) AS calendars,
  ARRAY(SELECT row(scope_id, on_date, is_working, origin)
        FROM calendar_day WHERE org_id = $1) AS special_days,
  ARRAY(SELECT row(scope_id, year)
        FROM calendar_year WHERE org_id = $1 AND scope_id <> $1) AS abroad,
  ARRAY(SELECT row(kind, title, takes_amount, needs_approval)
        FROM activity_kind WHERE org_id = $1 ORDER BY kind) AS kinds,
  ARRAY(SELECT row(metric_key, title, unit, measure, direction, activity_kind, value_key,
                   is_rep_controllable)
        FROM metric WHERE org_id = $1 ORDER BY metric_key) AS metrics,
  ARRAY(SELECT row(r.rule_id, v.version, r.kind, r.title, v.terms::text, v.effective_from, v.published_at)
        FROM point_rule r JOIN point_rule_version v USING (org_id, rule_id)
        WHERE org_id = $1 ORDER BY r.rule_id, v.version) AS rules,
  ARRAY(SELECT row(b.board_id, b.board_key, b.title, b.subject_kind, b.metric_key, b.score_kind, b.period,
                   b.tie_policy, b.timezone, b.direction, b.sums_of, b.series, b.first_on, b.until_on,
                   b.scope::text, b.has_participants,
                   b.peers_see, b.allows_hiding AND o.allows_hiding, b.archived_at IS NOT NULL)
        FROM board b
        WHERE b.org_id = $1 AND (b.archived_at IS NULL OR EXISTS (
          SELECT FROM board reader WHERE reader.org_id = $1 AND reader.sums_of = b.board_id
             AND reader.archived_at IS NULL))
        ORDER BY b.board_id) AS boards,
  ARRAY(SELECT row(p.board_id, p.subject_id) FROM board_participant p
        JOIN board b ON b.org_id = $1 AND b.board_id = p.board_id AND b.archived_at IS NULL
        WHERE p.org_id = $1) AS participants,
  ARRAY(SELECT row(s.board_id, s.subject_id, s.place_id, s.since_on, s.until_on) FROM board_stint s
        JOIN board b ON b.org_id = $1 AND b.board_id = s.board_id AND b.archived_at IS NULL
        WHERE s.org_id = $1 ORDER BY s.subject_id, s.place_id) AS stints,
  ARRAY(SELECT row(series, title, starts_on, ends_on)
        FROM season WHERE org_id = $1 ORDER BY series, starts_on) AS seasons,
  ARRAY(SELECT row(streak_id, streak_key, title, metric_key, threshold, freeze_every, freeze_cap,
                   cadence, condition)
        FROM streak WHERE org_id = $1 AND archived_at IS NULL ORDER BY streak_id) AS streaks,
  ARRAY(SELECT row(badge_id, badge_key, title, criteria::text, cap_period, bonus_points, description,
                   symbol, is_secret, archived_at IS NOT NULL)
        FROM badge_definition WHERE org_id = $1
        ORDER BY created_at, badge_id) AS badges,
  ARRAY(SELECT kind FROM customer_credit WHERE org_id = $1) AS owner_kinds,
  ARRAY(SELECT row(number, threshold, title) FROM level WHERE org_id = $1 ORDER BY number) AS levels,
  ARRAY(SELECT row(subject_kind, decision, board_key, minimum_tenure_days, allows_repeat,
                   takes_nominations, takes_votes, open_hours)
        FROM recognition_setting WHERE org_id = $1) AS recognition,
  ARRAY(SELECT row(boost_id, title, percent, starts_at, ends_at, published_at, kinds, ended_at)
        FROM point_boost WHERE org_id = $1 ORDER BY starts_at, boost_id) AS boosts,
  ARRAY(SELECT row(team_id, effective_from, weekdays, plan_at, done_at, grace_minutes, is_shared)
        FROM check_in_cadence WHERE org_id = $1 ORDER BY effective_from) AS check_ins
FROM organization o WHERE o.org_id = $1
"""


async def hold(connection: Connection, *, version: int) -> None:
    """Keep how the organization plays as it is until all is written.

    Raises:
        RacedError: It is no longer at `version`: what was new in it would be missed.
    """
    if await connection.fetchval(_HOLD, connection.org_id) != version:
        raise RacedError


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
        badge_allowance=row["badge_allowance"],
        allows_hiding=row["allows_hiding"],
        locale=row["locale"],
        feed=FeedSettings(
            kudos_a_day=row["kudos_a_day"],
            kudos_pause_hours=row["kudos_pause_hours"],
            medium_deal_minor=row["medium_deal_minor"],
            large_deal_minor=row["large_deal_minor"],
        ),
        calendars=tuple(_calendar(each) for each in row["calendars"]),
        special_days={(scope, on): is_working for scope, on, is_working, _ in row["special_days"]},
        public_holidays=frozenset(
            (scope, on)
            for scope, on, _, origin in row["special_days"]
            if origin == DayOrigin.PUBLIC_HOLIDAY
        ),
        abroad=frozenset((scope, year) for scope, year in row["abroad"]),
        kinds={each[0]: _kind(each) for each in row["kinds"]},
        metrics={each[0]: _metric(each) for each in row["metrics"]},
        rules=tuple(_rule(each) for each in row["rules"]),
        boards=tuple(_board(each, row["participants"], row["stints"]) for each in row["boards"]),
        seasons=tuple(_season(each) for each in row["seasons"]),
        streaks=tuple(_streak(each) for each in row["streaks"]),
        badges=tuple(_badge(each) for each in row["badges"]),
        levels=tuple(_level(each) for each in row["levels"]),
        recognition={SubjectKind(kind): _found(each) for kind, *each in row["recognition"]},
        boosts=tuple(_boost(each) for each in row["boosts"]),
        owner_kinds=frozenset(row["owner_kinds"]),
        check_ins=read_cadences(row["check_ins"]),
    )


# Each takes the columns in the order in which the statement lists them.


def _calendar(row: Sequence[Any]) -> CalendarSpan:
    effective_from, timezone, week, year, working_weekdays, counts_days_off, pattern = row
    return CalendarSpan(
        effective_from=effective_from,
        timezone=timezone,
        week_starts_on=week,
        fiscal_year_starts_in=year,
        working_weekdays=working_weekdays,
        counts_days_off=counts_days_off,
        fiscal_pattern=FiscalPattern(pattern),
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


def _board(row: Sequence[Any], participants: Sequence[Any], stints: Sequence[Any]) -> Board:
    board_id, key, title, subject, metric_key, score, period, tie, timezone, direction, *more = row
    sums_of, series, starts_on, ends_on, scope, has_participants, peers_see, *last = more
    allows_hiding, archived = last
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
        sums_of=sums_of,
        series=series,
        span=None if ends_on is None else (starts_on, ends_on),
        scope=read_scope(None if scope is None else json.loads(scope)),
        participants=(
            frozenset(subject_id for of, subject_id in participants if of == board_id)
            if has_participants
            else None
        ),
        peers_see=peers_see,
        allows_hiding=allows_hiding,
        is_archived=archived,
        stints=tuple(
            Stint(subject_id=subject_id, place_id=place_id, since_on=since, until_on=until)
            for of, subject_id, place_id, since, until in stints
            if of == board_id
        ),
    )


def _season(row: Sequence[Any]) -> Season:
    series, title, starts_on, ends_on = row
    return Season(series=series, title=title, starts_on=starts_on, ends_on=ends_on)


def _streak(row: Sequence[Any]) -> Streak:
    streak_id, streak_key, title, metric_key, threshold, every, cap, cadence, condition = row
    return Streak(
        streak_id=streak_id,
        streak_key=streak_key,
        title=title,
        metric_key=metric_key,
        threshold=threshold,
        freeze_every=every,
        freeze_cap=cap,
        cadence=Cadence(cadence),
        condition=StreakCondition(condition),
    )


def _badge(row: Sequence[Any]) -> Badge:
    badge_id, key, title, criteria, cap_period, bonus, description, symbol, *flags = row
    is_secret, is_archived = flags
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
        is_archived=is_archived,
    )


def _level(row: Sequence[Any]) -> Level:
    number, threshold, title = row
    return Level(number=number, threshold=threshold, title=title)


def _found(row: Sequence[Any]) -> RecognitionSettings:
    decision, board_key, tenure, allows_repeat, nominations, votes, open_hours = row
    return RecognitionSettings(
        decision=DecisionMode(decision),
        board_key=board_key,
        minimum_tenure_days=tenure,
        allows_repeat=allows_repeat,
        takes_nominations=nominations,
        takes_votes=votes,
        open_hours=open_hours,
    )


def _boost(row: Sequence[Any]) -> Boost:
    boost_id, title, percent, starts_at, ends_at, published_at, kinds, ended_at = row
    return Boost(
        boost_id=boost_id,
        title=title,
        percent=percent,
        starts_at=starts_at,
        ends_at=ends_at,
        published_at=published_at,
        kinds=frozenset(kinds),
        ended_at=ended_at,
    )
