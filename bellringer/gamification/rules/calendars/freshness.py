"""What is still news: told while it is fresh, kept in the history always."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.words import NotificationKind

NEWS_LASTS = timedelta(hours=24)
_DAYS, _WEEK = timedelta(days=3), timedelta(days=7)
_K = NotificationKind

# How long a phone may still ring for what happened; less where its subject ends before.
LASTS: Mapping[NotificationKind, timedelta] = {
    _K.MILESTONE_CROSSED: NEWS_LASTS,
    _K.GOAL_MET: NEWS_LASTS,
    _K.GOAL_PROPOSED: _WEEK,
    _K.GOAL_AGREED: _WEEK,
    _K.GOAL_DECLINED: _WEEK,
    _K.GOAL_SUBMITTED: _WEEK,
    _K.GOAL_FAILED: _WEEK,
    _K.BADGE_AWARDED: NEWS_LASTS,
    _K.BADGE_REVOKED: NEWS_LASTS,
    _K.LEVEL_UP: NEWS_LASTS,
    _K.ACTIVITY_APPROVED: NEWS_LASTS,
    _K.ACTIVITY_REJECTED: NEWS_LASTS,
    _K.TEAM_OF_THE_MONTH: _DAYS,
    _K.MEMBER_OF_THE_MONTH: _DAYS,
    _K.VOTE_OPEN: _DAYS,
    _K.COMPETITION_STARTED: _DAYS,
    _K.COMPETITION_RESULT: _DAYS,
    _K.KUDOS: _DAYS,
    _K.WEBHOOK_DISABLED: _DAYS,
    _K.STREAK_AT_RISK: NEWS_LASTS,
    _K.DIGEST: NEWS_LASTS,
    _K.COMMENT: _DAYS,
    _K.RANK_CHANGED: NEWS_LASTS,
    _K.STREAK_MILESTONE: NEWS_LASTS,
    _K.COMPETITION_LEAD: NEWS_LASTS,
    _K.PERIOD_CLOSING: NEWS_LASTS,
    _K.APPROVAL_WAITING: NEWS_LASTS,
    _K.OFF_DAY_FLAG: NEWS_LASTS,
    _K.NUDGE: NEWS_LASTS,
    _K.CHECK_IN_DUE: NEWS_LASTS,
    _K.PULSE_OPEN: _DAYS,
    _K.ACTION_ITEM_DUE: NEWS_LASTS,
    _K.EXPECTATION_OPEN: _DAYS,
    _K.THREAD_MESSAGE: _DAYS,
    _K.FEEDBACK_REQUESTED: _DAYS,
    _K.FEEDBACK_GIVEN: _DAYS,
}


def is_fresh(
    calendars: Sequence[CalendarSpan],
    *,
    occurred_at: datetime,
    ends_on: date | None = None,
    now: datetime,
) -> bool:
    """Tell whether what happened is still news: at most 24 hours old, and in a period that has not ended."""
    if now - occurred_at > NEWS_LASTS:
        return False
    return ends_on is None or organization_day(calendars, now) < ends_on
