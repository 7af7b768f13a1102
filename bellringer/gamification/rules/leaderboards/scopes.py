"""Tenure in months, as the dates of joining that it means on a day."""

from calendar import monthrange
from datetime import date

from bellringer.gamification.playbook.leaderboards import TenureScope


def joined_between(scope: TenureScope, on: date) -> tuple[date, date | None]:
    """Return the last date of joining that is long enough ago, and the last that is too long ago."""
    last = _months_before(on, scope.min_months)
    return last, None if scope.max_months is None else _months_before(on, scope.max_months)


def _months_before(on: date, months: int) -> date:
    """Return the same day some months earlier, or the last day of a shorter month."""
    number = on.year * 12 + on.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))
