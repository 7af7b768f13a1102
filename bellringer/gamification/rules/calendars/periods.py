"""Days and periods: which day an instant belongs to, and where a day, week, month, quarter or year begins.

Dates are counted in a zone; periods are half-open in dates and in instants, and tile time in every zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

from bellringer.gamification.facts.members import ZoneSpan
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.rules.calendars.fiscal import (
    month_around,
    quarter_around,
    week_around,
    year_around,
)
from bellringer.words import FiscalPattern, PeriodKind

ALL_TIME_STARTS_ON = date(
    1970, 1, 1
)  # the start of the one period of kind ALL; nothing lies before it

_DAY = timedelta(days=1)


class SeasonsUnknownError(ValueError):
    """A season has named dates, which a board names: ask for the period of the board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """[starts_on, ends_on) in dates of a zone, [starts_at, ends_at) in instants; None is open."""

    kind: PeriodKind
    starts_on: date
    ends_on: date | None
    starts_at: datetime | None
    ends_at: datetime | None


def local_date(at: datetime, zone: str) -> date:
    """Return the date that a clock in `zone` shows at an instant."""
    return at.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=4096)
def starts_at(on: date, zone: str) -> datetime:
    """Return the first instant, in UTC, at which a clock in `zone` shows `on` or a later date.

    Midnight may be skipped by a change of the clock, and so may a whole date: that date is then empty.
    """
    midnight = datetime.combine(on, time(), ZoneInfo(zone))
    found = midnight.astimezone(UTC)
    if found.astimezone(midnight.tzinfo).replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return found
    # The clock jumped over midnight somewhere between its two readings.
    before = midnight.replace(fold=1).astimezone(UTC)
    while found - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(found - before) // timedelta(seconds=2))
        if local_date(middle, zone) >= on:
            found = middle
        else:
            before = middle
    return found


def is_skipped(on: date, zone: str) -> bool:
    """Tell whether no clock in `zone` ever showed this date (Apia went without 2011-12-30)."""
    return starts_at(on, zone) == starts_at(on + _DAY, zone)


def calendar_at(calendars: Sequence[CalendarSpan], on: date) -> CalendarSpan:
    """Return the calendar in force on a date; the first holds from the beginning of time."""
    for span in reversed(calendars):
        if span.effective_from <= on:
            return span
    return calendars[0]


def organization_day(calendars: Sequence[CalendarSpan], at: datetime) -> date:
    """Return the organization's date at an instant, by the zone in force then."""
    for span in reversed(calendars[1:]):
        on = local_date(at, span.timezone)
        if on >= span.effective_from:
            return on
    return local_date(at, calendars[0].timezone)


def organization_zone(calendars: Sequence[CalendarSpan], at: datetime) -> str:
    """Return the organization's zone in force at an instant."""
    return calendar_at(calendars, organization_day(calendars, at)).timezone


def zone_at(zones: Sequence[ZoneSpan], at: datetime) -> str | None:
    """Return a member's zone in force at an instant; None where the organization's holds."""
    found = [span for span in zones if span.effective_from <= at]
    return max(found, key=lambda span: span.effective_from).timezone if found else None


def member_day(zones: Sequence[ZoneSpan], calendars: Sequence[CalendarSpan], at: datetime) -> date:
    """Return the member's own date at an instant."""
    zone = zone_at(zones, at)
    return organization_day(calendars, at) if zone is None else local_date(at, zone)


def is_lived(zones: Sequence[ZoneSpan], calendars: Sequence[CalendarSpan], on: date) -> bool:
    """Tell whether the member's clock ever showed a date: not where the zone, or a journey, skipped it."""
    holding: list[tuple[datetime | None, str]] = [(None, calendar_at(calendars, on).timezone)]
    holding += sorted((span.effective_from, span.timezone) for span in zones)
    for number, (since, zone) in enumerate(holding):
        begins, ends = starts_at(on, zone), starts_at(on + _DAY, zone)
        if since is not None:
            begins = max(begins, since)
        until = holding[number + 1][0] if number + 1 < len(holding) else None
        if begins < (ends if until is None else min(ends, until)):
            return True
    return False


def own_day_begins(
    zones: Sequence[ZoneSpan], calendars: Sequence[CalendarSpan], on: date
) -> datetime:
    """Return the instant from which on the member's clock shows `on` or a later date, for good.

    Whoever travels west sees a date again: that is the one day, and it ends only once.
    """
    until: datetime | None = None
    for span in sorted(zones, key=lambda each: each.effective_from, reverse=True):
        begins = starts_at(on, span.timezone)
        if begins > span.effective_from:
            return begins if until is None else min(begins, until)
        until = span.effective_from
    begins = starts_at(on, calendar_at(calendars, on).timezone)
    return begins if until is None else min(begins, until)


def board_day(calendars: Sequence[CalendarSpan], zone: str, *, at: datetime, org_on: date) -> date:
    """Return the date that a board in `zone` counts a fact under.

    In the organization's zone that is the date stored with the fact, which a date without a time keeps.
    """
    return org_on if calendar_at(calendars, org_on).timezone == zone else local_date(at, zone)


def period_of(kind: PeriodKind, on: date, calendars: Sequence[CalendarSpan], zone: str) -> Period:
    """Return the period that holds a date, its instants counted in `zone`.

    Weeks, months, quarters and years follow the calendar in force; a change of the week's or the year's
    start, or of the fiscal pattern, cuts the period that it falls into, so that periods still tile.

    Raises:
        SeasonsUnknownError: `kind` is SEASON.
    """
    match kind:
        case PeriodKind.ALL:
            return Period(
                kind=kind,
                starts_on=ALL_TIME_STARTS_ON,
                ends_on=None,
                starts_at=None,
                ends_at=None,
            )
        case PeriodKind.DAY:
            return _period(kind, on, zone, (), None, None)
        case PeriodKind.WEEK | PeriodKind.MONTH | PeriodKind.QUARTER | PeriodKind.YEAR:
            return _cut(kind, on, zone, calendars)
        case PeriodKind.SEASON:
            raise SeasonsUnknownError(SeasonsUnknownError.__doc__)
        case _:
            assert_never(kind)


_Shape = tuple[FiscalPattern, int, int] | tuple[()]  # pattern, first weekday, first month


def _shape_of(kind: PeriodKind, span: CalendarSpan) -> _Shape:
    """Return what of a calendar the periods of a kind hang on; the rest is held still, so that it cuts nothing."""
    pattern, week, month = span.fiscal_pattern, span.week_starts_on, span.fiscal_year_starts_in
    if kind is PeriodKind.WEEK:
        return FiscalPattern.CALENDAR, week, 1
    if pattern is FiscalPattern.CALENDAR:
        return pattern, 1, 1 if kind is PeriodKind.MONTH else month
    return pattern, week, month


def _cut(kind: PeriodKind, on: date, zone: str, calendars: Sequence[CalendarSpan]) -> Period:
    """Find the period in the stretch of calendars around `on` that agree about its shape."""
    shape = _shape_of(kind, calendars[0])
    since = until = None
    for span in calendars[1:]:
        if _shape_of(kind, span) == shape:
            continue
        if span.effective_from > on:
            until = span.effective_from
            break
        shape, since = _shape_of(kind, span), span.effective_from
    return _period(kind, on, zone, shape, since, until)


@lru_cache(maxsize=4096)
def _period(
    kind: PeriodKind, on: date, zone: str, shape: _Shape, since: date | None, until: date | None
) -> Period:
    starts_on, ends_on = _whole(kind, on, shape)
    starts_on = max(starts_on, since) if since else starts_on
    ends_on = min(ends_on, until) if until else ends_on
    return Period(
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        starts_at=starts_at(starts_on, zone),
        ends_at=starts_at(ends_on, zone),
    )


def _whole(kind: PeriodKind, on: date, shape: _Shape) -> tuple[date, date]:
    if not shape:
        return on, on + _DAY
    pattern, week, month = shape
    match kind:
        case PeriodKind.WEEK:
            return week_around(on, week_start=week)
        case PeriodKind.MONTH:
            return month_around(on, pattern, week_start=week, first_month=month)
        case PeriodKind.QUARTER:
            return quarter_around(on, pattern, week_start=week, first_month=month)
        case _:
            return year_around(on, pattern, week_start=week, first_month=month)
