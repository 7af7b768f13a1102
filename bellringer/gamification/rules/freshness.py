"""What is still news: told while it is fresh, kept in the history always."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bellringer.gamification.playbook import CalendarSpan
from bellringer.gamification.rules.periods import organization_day

NEWS_LASTS = timedelta(hours=24)


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
