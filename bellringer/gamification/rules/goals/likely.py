"""Warnings: a target that one's own history makes unlikely is said, not refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import calendar_at, period_of
from bellringer.gamification.rules.goals.aims import is_ceiling
from bellringer.words import PeriodKind

PERIODS_LOOKED_AT = 3
STRETCH_PERCENT = 150  # more than this of the best there was is unlikely

Dates = tuple[date, date]


class WarningCode(StrEnum):
    """What is doubtful about a goal; it can be set all the same."""

    UNLIKELY_TARGET = "UNLIKELY_TARGET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What is doubtful, and the best that history has to show for it, in the metric's unit."""

    code: WarningCode
    message: str
    figure: int


def periods_before(playbook: Playbook, terms: GoalTerms, *, today: date) -> tuple[Dates, ...]:
    """Return the last full periods of the terms' length, the latest first, all of them over by today.

    For a month, a quarter or a year of the organization these are its periods; for any other days
    stretches of as many days.
    """
    first = min(terms.starts_on, today)
    kind = _kind_of(playbook, terms)
    found: list[Dates] = []
    until = first
    length = terms.ends_on - terms.starts_on
    for _ in range(PERIODS_LOOKED_AT):
        if kind is None:
            dates = until - length, until
        else:
            dates = _around(playbook, kind, until - timedelta(days=1))
            if dates[1] > first:  # the period of today is not over
                dates = _around(playbook, kind, dates[0] - timedelta(days=1))
        found.append(dates)
        until = dates[0]
    return tuple(found)


def doubts(
    playbook: Playbook, metric_key: str | None, terms: GoalTerms, totals: Sequence[int]
) -> tuple[Doubt, ...]:
    """Return what the totals of the periods before say against a target; without any history nothing.

    A target is unlikely above one and a half times the best of them, a ceiling under the lowest by as much.
    """
    known = [total for total in totals if total > 0]
    if not known or metric_key is None:
        return ()
    if is_ceiling(playbook, metric_key):
        best = min(known)
        if STRETCH_PERCENT * terms.target >= 100 * best:
            return ()
        says = "This ceiling lies far under the least of the last full periods."
    else:
        best = max(known)
        if 100 * (terms.target - terms.baseline) <= STRETCH_PERCENT * best:
            return ()
        says = "This target lies far above the best of the last full periods."
    return (Doubt(code=WarningCode.UNLIKELY_TARGET, message=says, figure=best),)


def _kind_of(playbook: Playbook, terms: GoalTerms) -> PeriodKind | None:
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.WEEK):
        if _around(playbook, kind, terms.starts_on) == (terms.starts_on, terms.ends_on):
            return kind
    return None


def _around(playbook: Playbook, kind: PeriodKind, on: date) -> Dates:
    zone = calendar_at(playbook.calendars, on).timezone
    period = period_of(kind, on, playbook.calendars, zone)
    return period.starts_on, period.ends_on or date.max
