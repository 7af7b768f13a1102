"""The fiscal year: where its months, quarters and years begin, by the calendar or in weeks of 4, 4 and 5.

A year of weeks begins on the start of a week that lies nearest to the first of the fiscal year's first month
(as the year of ISO 8601's weeks does), so it has 52 or 53 weeks. A 53rd week belongs to the last month.
"""

from datetime import date, timedelta
from typing import assert_never

from bellringer.words import FiscalPattern

Dates = tuple[date, date]

_WEEK = timedelta(days=7)
_QUARTER_WEEKS = 13
_MONTHS_END_IN_WEEK = (4, 8, 13)


def month_around(on: date, pattern: FiscalPattern, *, week_start: int, first_month: int) -> Dates:
    """Return the fiscal month [start, end) that holds a date."""
    match pattern:
        case FiscalPattern.CALENDAR:
            return _months(on, 1, 0)
        case FiscalPattern.WEEKS_445:
            start, end = _quarter_of_weeks(on, week_start, first_month)
            passed = (on - start) // _WEEK
            begins = [0, *_MONTHS_END_IN_WEEK[:-1]]
            number = max(each for each in range(3) if begins[each] <= passed)
            until = end if number == 2 else start + begins[number + 1] * _WEEK
            return start + begins[number] * _WEEK, until
        case _:
            assert_never(pattern)


def quarter_around(on: date, pattern: FiscalPattern, *, week_start: int, first_month: int) -> Dates:
    """Return the fiscal quarter [start, end) that holds a date."""
    match pattern:
        case FiscalPattern.CALENDAR:
            return _months(on, 3, (on.month - first_month) % 3)
        case FiscalPattern.WEEKS_445:
            return _quarter_of_weeks(on, week_start, first_month)
        case _:
            assert_never(pattern)


def year_around(on: date, pattern: FiscalPattern, *, week_start: int, first_month: int) -> Dates:
    """Return the fiscal year [start, end) that holds a date."""
    match pattern:
        case FiscalPattern.CALENDAR:
            return _months(on, 12, (on.month - first_month) % 12)
        case FiscalPattern.WEEKS_445:
            return _year_of_weeks(on, week_start, first_month)
        case _:
            assert_never(pattern)


def week_around(on: date, *, week_start: int) -> Dates:
    """Return the week [start, end) that holds a date; `week_start` is ISO, 1 for Monday."""
    start = on - timedelta(days=(on.isoweekday() - week_start) % 7)
    return start, start + _WEEK


def _quarter_of_weeks(on: date, week_start: int, first_month: int) -> Dates:
    start, end = _year_of_weeks(on, week_start, first_month)
    number = min(3, (on - start) // _WEEK // _QUARTER_WEEKS)
    begins = start + number * _QUARTER_WEEKS * _WEEK
    return begins, end if number == 3 else begins + _QUARTER_WEEKS * _WEEK


def _year_of_weeks(on: date, week_start: int, first_month: int) -> Dates:
    # the year that begins nearest may begin up to three days after its first month's first
    following = next(
        year
        for year in (on.year, on.year + 1, on.year + 2)
        if _year_starts_on(year, week_start, first_month) > on
    )
    return (
        _year_starts_on(following - 1, week_start, first_month),
        _year_starts_on(following, week_start, first_month),
    )


def _year_starts_on(year: int, week_start: int, first_month: int) -> date:
    # the week that holds the fourth has most of its days in the month, or begins nearest to its first
    return week_around(date(year, first_month, 4), week_start=week_start)[0]


def _months(on: date, length: int, passed: int) -> Dates:
    """Return the stretch of `length` months of which `passed` lie before the month of `on`."""
    first = on.year * 12 + on.month - 1 - passed
    return (
        date(first // 12, first % 12 + 1, 1),
        date((first + length) // 12, (first + length) % 12 + 1, 1),
    )
