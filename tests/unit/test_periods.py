"""Days and periods tile time in every zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bellringer.gamification.facts.members import ZoneSpan
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.rules.calendars.periods import (
    ALL_TIME_STARTS_ON,
    Period,
    SeasonsUnknownError,
    board_day,
    calendar_at,
    is_skipped,
    local_date,
    member_day,
    organization_day,
    period_of,
    starts_at,
)
from bellringer.words import FiscalPattern, PeriodKind

ZONES = sorted(available_timezones())
DAY = timedelta(days=1)
BOUNDED = [kind for kind in PeriodKind if kind not in (PeriodKind.ALL, PeriodKind.SEASON)]
INSTANTS = st.integers(0, 66 * 365 * 24 * 60 * 60).map(
    lambda seconds: datetime(1971, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
DATES = st.dates(date(1971, 1, 1), date(2037, 12, 1))


@st.composite
def calendars(draw: st.DrawFn) -> tuple[CalendarSpan, ...]:
    starts = draw(st.sets(st.dates(date(1975, 1, 1), date(2030, 1, 1)), max_size=3))
    return tuple(
        CalendarSpan(
            effective_from=start.replace(day=1),
            timezone=draw(st.sampled_from(ZONES)),
            week_starts_on=draw(st.integers(1, 7)),
            fiscal_year_starts_in=draw(st.integers(1, 12)),
            fiscal_pattern=draw(st.sampled_from(FiscalPattern)),
        )
        for start in sorted({date(1970, 1, 1), *(each.replace(day=1) for each in starts)})
    )


@given(INSTANTS, st.sampled_from(ZONES), calendars(), st.sampled_from(BOUNDED))
@example(
    datetime(2011, 12, 30, 9, 59, tzinfo=UTC),
    "Pacific/Apia",
    (CalendarSpan(effective_from=date(1970, 1, 1), timezone="UTC"),),
    PeriodKind.DAY,
)
@example(
    datetime(2011, 12, 30, 10, 0, tzinfo=UTC),
    "Pacific/Apia",
    (CalendarSpan(effective_from=date(1970, 1, 1), timezone="UTC"),),
    PeriodKind.DAY,
)
@settings(max_examples=400, deadline=None)
def test_every_instant_lies_in_exactly_the_period_of_its_date(
    at: datetime, zone: str, spans: tuple[CalendarSpan, ...], kind: PeriodKind
) -> None:
    on = local_date(at, zone)
    # A clock set back over midnight shows the old date again, for less than an hour.
    assume(
        local_date(at - timedelta(hours=2), zone) <= on <= local_date(at + timedelta(hours=2), zone)
    )
    assume(not _repeats(at, zone))
    period = period_of(kind, on, spans, zone)
    assert period.starts_at is not None
    assert period.ends_at is not None
    assert period.ends_on is not None
    assert period.starts_on <= on < period.ends_on
    assert period.starts_at <= at < period.ends_at


def _repeats(at: datetime, zone: str) -> bool:
    """Tell whether a date comes back after the next had begun, around this instant."""
    days = [local_date(at + timedelta(minutes=step), zone) for step in range(-130, 131)]
    return days != sorted(days)


@given(DATES, st.sampled_from(ZONES), calendars(), st.sampled_from(BOUNDED))
@settings(max_examples=400, deadline=None)
def test_periods_follow_each_other_without_gap_or_overlap(
    on: date, zone: str, spans: tuple[CalendarSpan, ...], kind: PeriodKind
) -> None:
    period = period_of(kind, on, spans, zone)
    assert period.ends_on is not None
    following = period_of(kind, period.ends_on, spans, zone)
    before = period_of(kind, period.starts_on - DAY, spans, zone)
    assert (period.ends_on, period.ends_at) == (following.starts_on, following.starts_at)
    assert (period.starts_on, period.starts_at) == (before.ends_on, before.ends_at)
    assert period == period_of(kind, period.starts_on, spans, zone)
    assert period == period_of(kind, period.ends_on - DAY, spans, zone)


@given(DATES, st.sampled_from(ZONES))
@example(date(2011, 12, 30), "Pacific/Apia")
@example(date(2011, 12, 31), "Pacific/Apia")
@example(date(1993, 8, 21), "Pacific/Kwajalein")
@example(date(1919, 3, 31), "America/Toronto")
@example(date(2018, 11, 4), "America/Sao_Paulo")
@example(date(2026, 4, 5), "Australia/Lord_Howe")
@settings(max_examples=400, deadline=None)
def test_a_day_starts_at_the_first_instant_that_shows_it_or_a_later_date(
    on: date, zone: str
) -> None:
    start = starts_at(on, zone)
    assert local_date(start, zone) >= on
    assert local_date(start - timedelta(seconds=1), zone) < on


@pytest.mark.parametrize(
    ("zone", "on", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),
        ("America/Havana", date(2026, 11, 1), 25),
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("Pacific/Apia", date(2011, 12, 31), 24),
        ("Asia/Kathmandu", date(2026, 1, 1), 24),
    ],
)
def test_M4_a_day_is_as_long_as_the_clock_makes_it(zone: str, on: date, hours: float) -> None:
    period = period_of(
        PeriodKind.DAY, on, (CalendarSpan(effective_from=date(1970, 1, 1), timezone=zone),), zone
    )
    assert period.starts_at is not None
    assert period.ends_at is not None
    assert timedelta(hours=hours) == period.ends_at - period.starts_at
    assert is_skipped(on, zone) == (hours == 0)


def a_calendar(
    effective_from: date = date(1970, 1, 1),
    *,
    week: int = 1,
    fiscal: int = 1,
    zone: str = "UTC",
    pattern: FiscalPattern = FiscalPattern.CALENDAR,
) -> CalendarSpan:
    return CalendarSpan(
        fiscal_pattern=pattern,
        effective_from=effective_from,
        timezone=zone,
        week_starts_on=week,
        fiscal_year_starts_in=fiscal,
    )


WEEKS = FiscalPattern.WEEKS_445


@pytest.mark.parametrize(
    ("kind", "spans", "starts_on", "ends_on"),
    [
        (PeriodKind.DAY, [a_calendar()], date(2026, 3, 11), date(2026, 3, 12)),
        (PeriodKind.WEEK, [a_calendar()], date(2026, 3, 9), date(2026, 3, 16)),
        (PeriodKind.WEEK, [a_calendar(week=7)], date(2026, 3, 8), date(2026, 3, 15)),
        (PeriodKind.WEEK, [a_calendar(week=4)], date(2026, 3, 5), date(2026, 3, 12)),
        (PeriodKind.MONTH, [a_calendar()], date(2026, 3, 1), date(2026, 4, 1)),
        (PeriodKind.QUARTER, [a_calendar()], date(2026, 1, 1), date(2026, 4, 1)),
        (PeriodKind.QUARTER, [a_calendar(fiscal=2)], date(2026, 2, 1), date(2026, 5, 1)),
        (PeriodKind.QUARTER, [a_calendar(fiscal=12)], date(2026, 3, 1), date(2026, 6, 1)),
        (PeriodKind.YEAR, [a_calendar()], date(2026, 1, 1), date(2027, 1, 1)),
        (PeriodKind.YEAR, [a_calendar(fiscal=4)], date(2025, 4, 1), date(2026, 4, 1)),
        (
            PeriodKind.WEEK,
            [a_calendar(), a_calendar(date(2026, 3, 10), week=7)],
            date(2026, 3, 10),
            date(2026, 3, 15),
        ),
        (
            PeriodKind.WEEK,
            [a_calendar(), a_calendar(date(2026, 3, 12), week=7)],
            date(2026, 3, 9),
            date(2026, 3, 12),
        ),
        (
            PeriodKind.WEEK,
            [a_calendar(), a_calendar(date(2026, 3, 10), zone="Asia/Tokyo", fiscal=7)],
            date(2026, 3, 9),
            date(2026, 3, 16),
        ),
        (
            PeriodKind.YEAR,
            [a_calendar(), a_calendar(date(2026, 3, 1), fiscal=7)],
            date(2026, 3, 1),
            date(2026, 7, 1),
        ),
        (PeriodKind.MONTH, [a_calendar(pattern=WEEKS)], date(2026, 2, 23), date(2026, 3, 30)),
        (PeriodKind.QUARTER, [a_calendar(pattern=WEEKS)], date(2025, 12, 29), date(2026, 3, 30)),
        (PeriodKind.YEAR, [a_calendar(pattern=WEEKS)], date(2025, 12, 29), date(2027, 1, 4)),
        (
            PeriodKind.YEAR,
            [a_calendar(pattern=WEEKS, fiscal=2, week=7)],
            date(2026, 2, 1),
            date(2027, 1, 31),
        ),
        (
            PeriodKind.MONTH,
            [a_calendar(), a_calendar(date(2026, 4, 1), pattern=WEEKS)],
            date(2026, 3, 1),
            date(2026, 4, 1),
        ),
        (
            PeriodKind.MONTH,
            [a_calendar(), a_calendar(date(2026, 3, 2), pattern=WEEKS)],
            date(2026, 3, 2),
            date(2026, 3, 30),
        ),
    ],
)
def test_periods_follow_the_calendar_in_force(
    kind: PeriodKind, spans: list[CalendarSpan], starts_on: date, ends_on: date
) -> None:
    period = period_of(kind, date(2026, 3, 11), spans, "UTC")
    assert (starts_on, ends_on) == (period.starts_on, period.ends_on)


YEARS = st.tuples(DATES, st.integers(1, 7), st.integers(1, 12))


def parts_of(kind: PeriodKind, spans: list[CalendarSpan], year: Period) -> list[Period]:
    parts, on = [], year.starts_on
    while year.ends_on is not None and on < year.ends_on:
        parts.append(period_of(kind, on, spans, "UTC"))
        assert parts[-1].ends_on is not None
        on = parts[-1].ends_on
    return parts


@given(YEARS)
@example((date(2026, 12, 31), 1, 1))
@example((date(2032, 12, 31), 1, 1))
@settings(max_examples=300, deadline=None)
def test_a_year_of_weeks_is_four_quarters_of_4_4_and_5_weeks_and_a_53rd_week_goes_to_its_last_month(
    at: tuple[date, int, int],
) -> None:
    on, week, fiscal = at
    spans = [a_calendar(week=week, fiscal=fiscal, pattern=WEEKS)]
    year = period_of(PeriodKind.YEAR, on, spans, "UTC")
    weeks = parts_of(PeriodKind.WEEK, spans, year)
    months = parts_of(PeriodKind.MONTH, spans, year)
    quarters = parts_of(PeriodKind.QUARTER, spans, year)
    more = len(weeks) - 52
    assert more in (0, 1)
    lengths = [(month.ends_on - month.starts_on).days for month in months if month.ends_on]
    assert lengths == [7 * weeks for weeks in (4, 4, 5) * 3 + (4, 4, 5 + more)]
    assert [months[3 * number].starts_on for number in range(4)] == [
        quarter.starts_on for quarter in quarters
    ]
    assert weeks[0].starts_on == months[0].starts_on == year.starts_on
    assert weeks[-1].ends_on == months[-1].ends_on == quarters[-1].ends_on == year.ends_on


@given(YEARS)
@settings(max_examples=300, deadline=None)
def test_a_year_of_weeks_begins_nearest_to_the_first_of_its_month(
    at: tuple[date, int, int],
) -> None:
    on, week, fiscal = at
    spans = [a_calendar(week=week, fiscal=fiscal, pattern=WEEKS)]
    start = period_of(PeriodKind.YEAR, on, spans, "UTC").starts_on
    firsts = [date(year, fiscal, 1) for year in (start.year, start.year + 1)]
    assert start.isoweekday() == week
    assert min(abs((start - first).days) for first in firsts) <= 3


@given(DATES)
@settings(max_examples=300, deadline=None)
def test_from_january_and_monday_on_a_year_of_weeks_is_the_iso_year(on: date) -> None:
    year = period_of(PeriodKind.YEAR, on, [a_calendar(pattern=WEEKS)], "UTC")
    assert year.starts_on == date.fromisocalendar(on.isocalendar().year, 1, 1)


def test_all_time_is_one_period_that_starts_on_a_fixed_date_and_has_no_instants() -> None:
    period = period_of(PeriodKind.ALL, date(2026, 3, 11), [a_calendar()], "UTC")
    assert ALL_TIME_STARTS_ON == period.starts_on
    assert (None, None, None) == (period.ends_on, period.starts_at, period.ends_at)


def test_a_season_is_refused_by_name_until_there_are_any() -> None:
    with pytest.raises(SeasonsUnknownError, match="named dates"):
        period_of(PeriodKind.SEASON, date(2026, 3, 11), [a_calendar()], "UTC")


@given(INSTANTS, calendars())
@settings(max_examples=300, deadline=None)
def test_the_organizations_date_never_goes_back_and_follows_the_zone_in_force(
    at: datetime, spans: tuple[CalendarSpan, ...]
) -> None:
    assume(not any(_repeats(at, span.timezone) for span in spans))
    on = organization_day(spans, at)
    assert on <= organization_day(spans, at + timedelta(hours=1))
    dates = {local_date(at, span.timezone) for span in spans}
    assert on in dates
    if len(dates) == 1:
        assert local_date(at, calendar_at(spans, on).timezone) == on


def test_a_change_of_the_organizations_zone_holds_from_its_date_on() -> None:
    spans = (a_calendar(), a_calendar(date(2026, 4, 1), zone="Asia/Tokyo"))
    midnight_in_tokyo = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
    assert date(2026, 3, 31) == organization_day(spans, midnight_in_tokyo - timedelta(minutes=1))
    assert date(2026, 4, 1) == organization_day(spans, midnight_in_tokyo)


def test_M4_a_travelling_member_has_the_day_of_the_zone_in_force() -> None:
    moved_at = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
    zones = [
        ZoneSpan(effective_from=moved_at, timezone="Pacific/Auckland"),
        ZoneSpan(effective_from=datetime(2020, 1, 1, tzinfo=UTC), timezone="America/Los_Angeles"),
    ]
    spans = (a_calendar(),)
    assert date(2026, 3, 11) == member_day(zones, spans, moved_at - timedelta(seconds=1))
    assert date(2026, 3, 12) == member_day(zones, spans, moved_at)
    before_any = datetime(2019, 1, 1, 23, 30, tzinfo=UTC)
    assert date(2019, 1, 1) == member_day(zones, spans, before_any)


def test_a_board_in_the_organizations_zone_counts_under_the_stored_date() -> None:
    spans = (a_calendar(zone="America/New_York"),)
    at = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
    stored = date(2026, 3, 11)  # a date without a time, not what the clock in New York shows
    assert stored == board_day(spans, "America/New_York", at=at, org_on=stored)
    assert date(2026, 3, 10) == board_day(spans, "America/Chicago", at=at, org_on=stored)


def test_zones_are_read_from_the_database_of_zones() -> None:
    assert ZoneInfo("Europe/Berlin").key in ZONES
