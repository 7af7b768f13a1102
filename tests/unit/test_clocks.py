"""Hours of members' own clocks, in all zones and on journeys."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.facts.members import ZoneSpan
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.rules.calendars.clocks import (
    LOOKS_AGAIN,
    Hour,
    instant_of,
    look,
    own_clock_shows,
)

ZONES = st.sampled_from(sorted(available_timezones()))
BERLIN = (CalendarSpan(effective_from=date(2000, 1, 1), timezone="Europe/Berlin"),)
EIGHT, NINE = time(8), time(9)
BEGIN = datetime(2026, 3, 10, tzinfo=UTC)


def lived(
    zones: tuple[ZoneSpan, ...], hours: tuple[time, ...], *, begin: datetime, days: int
) -> list[tuple[Hour, datetime]]:
    """What a worker does that looks exactly when it is told to."""
    found, done, now = [], None, begin
    while now < begin + timedelta(days=days):
        seen = look(zones, BERLIN, hours, done=done, now=now)
        assert now < seen.next_at <= now + LOOKS_AGAIN
        if seen.due is not None:
            done = seen.due
            found.append((seen.due, now))
        now = seen.next_at
    return found


@given(ZONES, st.times().map(lambda each: each.replace(microsecond=0, fold=0)))
def test_M4_every_date_has_its_hour_once_in_every_zone(zone: str, clock: time) -> None:
    home = (ZoneSpan(effective_from=datetime(2000, 1, 1, tzinfo=UTC), timezone=zone),)
    found = lived(home, (clock,), begin=datetime(2026, 3, 6, tzinfo=UTC), days=40)
    dates = [on for (on, _), _ in found]
    assert dates == [dates[0] + timedelta(days=number) for number in range(len(dates))]
    assert len(dates) >= 39
    for (on, _), at in found[1:]:
        assert at == instant_of(on, clock, zone)
        assert at.astimezone(ZoneInfo(zone)).date() == on


@given(ZONES, ZONES, st.integers(0, 96))
def test_M4_on_a_journey_no_date_has_its_hour_twice_and_none_that_is_lived_past_it_misses_it(
    home: str, away: str, quarter_hours: int
) -> None:
    leaves = BEGIN + timedelta(days=2, minutes=15 * quarter_hours)
    zones = (
        ZoneSpan(effective_from=BEGIN - timedelta(days=9), timezone=home),
        ZoneSpan(effective_from=leaves, timezone=away),
    )
    found = lived(zones, (EIGHT,), begin=BEGIN, days=6)
    dates = [on for (on, _), _ in found]
    assert dates == sorted(set(dates))
    for number in range(1, 5):
        on = date(2026, 3, 10) + timedelta(days=number)
        at = own_clock_shows(zones, BERLIN, on, EIGHT)
        assert (at is not None) == (on in dates)


def test_the_last_hour_that_has_come_today_is_due_and_what_is_over_is_not_made_up_for() -> None:
    hours = (EIGHT, NINE)
    at_ten = datetime(2026, 3, 11, 9, tzinfo=UTC)
    assert look((), BERLIN, hours, done=None, now=at_ten).due == (date(2026, 3, 11), NINE)
    done = (date(2026, 3, 11), NINE)
    assert look((), BERLIN, hours, done=done, now=at_ten).due is None
    before_eight = at_ten + timedelta(hours=21)
    late = look((), BERLIN, hours, done=(date(2026, 3, 10), EIGHT), now=before_eight)
    assert late.due is None
    assert late.next_at == datetime(2026, 3, 12, 7, tzinfo=UTC)


def test_an_hour_that_the_clock_skips_comes_when_it_would_have() -> None:
    # on 29 March 2026 clocks in Berlin go from 02:00 to 03:00
    skipped = instant_of(date(2026, 3, 29), time(2, 30), "Europe/Berlin")
    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_M4_a_date_that_is_skipped_has_no_hours() -> None:
    apia = (ZoneSpan(effective_from=datetime(2000, 1, 1, tzinfo=UTC), timezone="Pacific/Apia"),)
    assert own_clock_shows(apia, BERLIN, date(2011, 12, 30), EIGHT) is None
    assert own_clock_shows(apia, BERLIN, date(2011, 12, 31), EIGHT) is not None
