"""Time as people live it: each test is a case that has gone wrong somewhere."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bellringer.gamification.facts.members import TeamSpan, ZoneSpan
from bellringer.gamification.facts.streaks import StreakFacts, StreakRun
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.rules.calendars.holidays import changes, public_holidays
from bellringer.gamification.rules.calendars.periods import own_day_begins, period_of
from bellringer.gamification.rules.calendars.workdays import day_off
from bellringer.gamification.rules.streaks.history import days_off, history
from bellringer.gamification.rules.streaks.present import present
from bellringer.gamification.rules.streaks.walk import walk
from bellringer.words import Cadence, DayOffReason, PeriodKind
from tests.unit.world import (
    ADMIN,
    EVERY_DAY,
    NORTH,
    ORG,
    RITA,
    SOUTH,
    World,
    a_member,
    a_playbook,
    a_world,
)

DAY = timedelta(days=1)
EVER = datetime(1970, 1, 1, tzinfo=UTC)


def at_home_in(zone: str) -> World:
    """A world in which Rita lives in a zone, and every day of the week is worked."""
    world = a_world()
    [calendar] = world.playbook.calendars
    world.playbook = replace(
        world.playbook, calendars=(replace(calendar, working_weekdays=0b1111111),)
    )
    home = ZoneSpan(effective_from=EVER, timezone=zone)
    world.members[RITA] = replace(world.members[RITA], zones=(home,))
    return world


def local(zone: str, *at: int, fold: int = 0) -> datetime:
    return datetime(*at, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)  # type: ignore[misc, arg-type]  # year to minute


def call_at(world: World, *instants: datetime) -> StreakRun:
    """Calls of Rita's that reach us long after, and the run they make."""
    for at in instants:
        world.record(by=ADMIN, at=at, now=at + timedelta(days=20))
    return world.runs.get((EVERY_DAY, RITA), StreakRun())


def lasts(world: World, run: StreakRun, at: datetime) -> datetime | None:
    streak = world.playbook.streaks[0]
    return present(world.playbook, world.members[RITA], streak, run, at=at).ends_at


def test_M4_clocks_go_forward_and_a_day_of_23_hours_is_one_day() -> None:
    zone = "Europe/Berlin"
    world = at_home_in(zone)
    run = call_at(
        world,
        local(zone, 2026, 3, 28, 23, 30),
        local(zone, 2026, 3, 29, 0, 30),
        local(zone, 2026, 3, 29, 23, 30),
        local(zone, 2026, 3, 30, 0, 30),
    )
    assert (3, date(2026, 3, 28), date(2026, 3, 30)) == (run.current, run.started_on, run.last_on)
    # the 29th, seen from its first moment: it ends 23 hours later
    held = replace(run, current=1, last_on=date(2026, 3, 28))
    begins = local(zone, 2026, 3, 29)
    assert begins + timedelta(hours=23) == lasts(world, held, begins)


def test_M4_clocks_go_back_and_a_day_of_25_hours_is_one_day() -> None:
    zone = "America/New_York"
    world = at_home_in(zone)
    run = call_at(
        world,
        local(zone, 2026, 10, 31, 23, 30),
        local(zone, 2026, 11, 1, 1, 30),
        local(zone, 2026, 11, 1, 1, 30, fold=1),  # an hour later by every other clock
        local(zone, 2026, 11, 2, 0, 15),
    )
    assert (3, date(2026, 11, 2)) == (run.current, run.last_on)
    begins = local(zone, 2026, 11, 1)
    held = replace(run, current=1, last_on=date(2026, 10, 31))
    assert begins + timedelta(hours=25) == lasts(world, held, begins)


def test_M4_on_lord_howe_clocks_move_by_half_an_hour() -> None:
    zone = "Australia/Lord_Howe"
    world = at_home_in(zone)
    run = call_at(
        world,
        local(zone, 2026, 4, 4, 23, 50),
        local(zone, 2026, 4, 5, 1, 45),
        local(zone, 2026, 4, 5, 1, 45, fold=1),
        local(zone, 2026, 4, 6, 0, 10),
    )
    assert (3, date(2026, 4, 4), date(2026, 4, 6)) == (run.current, run.started_on, run.last_on)
    begins = local(zone, 2026, 4, 5)
    held = replace(run, current=1, last_on=date(2026, 4, 4))
    assert begins + timedelta(hours=24, minutes=30) == lasts(world, held, begins)
    begins = local(zone, 2026, 10, 4)
    held = replace(run, current=1, last_on=date(2026, 10, 3))
    assert begins + timedelta(hours=23, minutes=30) == lasts(world, held, begins)


def test_M4_apia_never_had_the_30th_of_december_2011() -> None:
    zone = "Pacific/Apia"
    world = at_home_in(zone)
    run = call_at(world, local(zone, 2011, 12, 29, 23, 30), local(zone, 2011, 12, 31, 0, 30))
    assert (2, date(2011, 12, 29), date(2011, 12, 31)) == (
        *(run.current, run.started_on),
        run.last_on,
    )
    member = world.members[RITA]
    assert DayOffReason.SKIPPED is day_off(world.playbook, member, date(2011, 12, 30))
    # met on the 29th, the run lasts through the next day there is
    held = replace(run, current=1, last_on=date(2011, 12, 29))
    assert local(zone, 2012, 1, 1) == lasts(world, held, local(zone, 2011, 12, 29, 12))


def test_a_week_that_begins_on_sunday_holds_what_was_done_on_it() -> None:
    world = a_world()
    [calendar] = world.playbook.calendars
    sunday = replace(calendar, week_starts_on=7)
    streak = replace(world.playbook.streaks[0], cadence=Cadence.WEEK, threshold=2)
    # Sunday the 8th and Saturday the 14th of March are of one week, from Sunday to Saturday
    days = {date(2026, 3, 8): 1, date(2026, 3, 14): 1, date(2026, 3, 15): 2}
    plays = replace(world.playbook, calendars=(sunday,))
    run, _ = walk(plays, a_member(), streak, days)
    assert (2, date(2026, 3, 8), date(2026, 3, 15)) == (run.current, run.started_on, run.last_on)
    run, _ = walk(world.playbook, a_member(), streak, days)
    assert (1, date(2026, 3, 9)) == (run.current, run.started_on)


def test_a_week_without_a_working_day_neither_breaks_nor_lengthens() -> None:
    world = a_world()
    streak = replace(world.playbook.streaks[0], cadence=Cadence.WEEK)
    closed = {(ORG, date(2026, 3, 9) + number * DAY): False for number in range(5)}
    plays = replace(world.playbook, special_days=closed)
    days = {date(2026, 3, 4): 1, date(2026, 3, 14): 1, date(2026, 3, 16): 1}
    run, _ = walk(plays, a_member(), streak, days)
    assert (2, date(2026, 3, 2), date(2026, 3, 16)) == (run.current, run.started_on, run.last_on)


def test_a_fiscal_year_from_april_begins_in_april_from_the_change_on() -> None:
    calendars = (
        CalendarSpan(effective_from=date(1970, 1, 1), timezone="Asia/Tokyo"),
        CalendarSpan(
            effective_from=date(2026, 4, 1), timezone="Asia/Tokyo", fiscal_year_starts_in=4
        ),
    )

    def year_around(on: date) -> tuple[date, date | None]:
        period = period_of(PeriodKind.YEAR, on, calendars, "Asia/Tokyo")
        return period.starts_on, period.ends_on

    assert (date(2026, 1, 1), date(2026, 4, 1)) == year_around(date(2026, 3, 31))
    assert (date(2026, 4, 1), date(2027, 4, 1)) == year_around(date(2026, 4, 1))
    assert (date(2027, 4, 1), date(2028, 4, 1)) == year_around(date(2028, 3, 31))
    quarter = period_of(PeriodKind.QUARTER, date(2026, 8, 1), calendars, "Asia/Tokyo")
    assert (date(2026, 7, 1), date(2026, 10, 1)) == (quarter.starts_on, quarter.ends_on)


def test_M4_a_member_who_travels_lives_each_day_where_the_day_is() -> None:
    world = at_home_in("Europe/Berlin")
    # Wednesday evening in Berlin, about noon in Los Angeles
    lands_at = datetime(2026, 3, 11, 20, tzinfo=UTC)
    home = world.members[RITA].zones
    world.members[RITA] = replace(
        world.members[RITA],
        zones=(*home, ZoneSpan(effective_from=lands_at, timezone="America/Los_Angeles")),
    )
    run = call_at(
        world,
        datetime(2026, 3, 10, 22, 30, tzinfo=UTC),  # Tuesday, 23:30 in Berlin
        datetime(2026, 3, 12, 5, tzinfo=UTC),  # Wednesday, 22:00 in Los Angeles
        datetime(2026, 3, 12, 16, tzinfo=UTC),  # Thursday
    )
    assert (3, date(2026, 3, 10), date(2026, 3, 12)) == (run.current, run.started_on, run.last_on)
    # the long Wednesday ends where Rita is
    tuesday = replace(run, current=1, last_on=date(2026, 3, 10))
    assert datetime(2026, 3, 12, 7, tzinfo=UTC) == lasts(
        world, tuesday, datetime(2026, 3, 11, 9, tzinfo=UTC)
    )


def test_M4_a_day_lost_on_the_way_west_over_the_date_line_is_nobodys_fault() -> None:
    world = at_home_in("Pacific/Honolulu")
    # midnight after Tuesday in Honolulu, and after Wednesday on Kiritimati: no Wednesday for Rita
    lands_at = datetime(2026, 3, 11, 10, tzinfo=UTC)
    world.members[RITA] = replace(
        world.members[RITA],
        zones=(
            *world.members[RITA].zones,
            ZoneSpan(effective_from=lands_at, timezone="Pacific/Kiritimati"),
        ),
    )
    run = call_at(world, lands_at - timedelta(hours=2), lands_at + timedelta(hours=12))
    assert (2, date(2026, 3, 10), date(2026, 3, 12)) == (
        *(run.current, run.started_on),
        run.last_on,
    )


@pytest.mark.parametrize("late_by", [timedelta(0), timedelta(hours=30), timedelta(days=9)])
def test_M4_M5_a_late_upload_counts_on_the_day_it_was_done_in_the_members_zone(
    late_by: timedelta,
) -> None:
    zone = "Pacific/Auckland"
    world = at_home_in(zone)
    at = local(zone, 2026, 3, 11, 0, 20)  # the 10th everywhere else we look
    outcome = world.record(by=ADMIN, at=at, now=at + late_by)
    assert (date(2026, 3, 11), date(2026, 3, 10)) == (
        outcome.placed.member_on,
        outcome.placed.org_on,
    )
    assert {date(2026, 3, 11): 1} == dict(world.streak_days[EVERY_DAY, RITA])


def test_a_holiday_in_one_country_only_is_a_day_off_for_those_who_sit_there() -> None:
    epiphany = date(2026, 1, 6)
    germany, austria = (public_holidays(country, None, 2026) for country in ("DE", "AT"))
    assert epiphany in austria
    assert epiphany not in germany
    special = {(ORG, on): False for on in germany} | {(SOUTH, on): False for on in austria}
    plays = replace(
        a_playbook(),
        special_days=special,
        public_holidays=frozenset(special),
        abroad=frozenset({(SOUTH, 2026)}),
    )
    north, south = a_member(), a_member(team_id=SOUTH)
    assert day_off(plays, north, epiphany) is None
    assert DayOffReason.PUBLIC_HOLIDAY is day_off(plays, south, epiphany)
    # Good Friday is the other way round
    good_friday = date(2026, 4, 3)
    assert DayOffReason.PUBLIC_HOLIDAY is day_off(plays, north, good_friday)
    assert day_off(plays, south, good_friday) is None
    # in another year the southern team keeps what the organization keeps
    later = replace(plays, special_days={(ORG, date(2027, 3, 26)): False})
    later = replace(later, public_holidays=frozenset(later.special_days))
    assert DayOffReason.PUBLIC_HOLIDAY is day_off(later, south, date(2027, 3, 26))


def test_a_day_off_of_ones_own_holds_for_a_team_abroad_too_and_a_team_decides_before_all() -> None:
    friday = date(2026, 3, 13)
    plays = replace(
        a_playbook(), special_days={(ORG, friday): False}, abroad=frozenset({(SOUTH, 2026)})
    )
    south = a_member(team_id=SOUTH)
    assert DayOffReason.DAY_OFF is day_off(plays, south, friday)
    works = replace(plays, special_days={(ORG, friday): False, (SOUTH, friday): True})
    assert day_off(works, south, friday) is None
    assert DayOffReason.DAY_OFF is day_off(works, a_member(), friday)


def test_a_member_who_changed_teams_has_each_teams_days_off_while_in_it() -> None:
    monday, tuesday = date(2026, 3, 9), date(2026, 3, 10)
    plays = replace(a_playbook(), special_days={(NORTH, monday): False, (SOUTH, tuesday): False})
    moved = replace(
        a_member(),
        teams=(
            TeamSpan(team_id=NORTH, starts_on=date(1970, 1, 1), ends_on=tuesday),
            TeamSpan(team_id=SOUTH, starts_on=tuesday, ends_on=None),
        ),
    )
    off = days_off(plays, moved, monday, tuesday, limit=10)
    assert [tuesday, monday] == [each.on for each in off]


def test_what_the_library_learns_later_is_shown_as_a_difference_by_date() -> None:
    copied = {date(2026, 5, 1): "Labour Day", date(2026, 6, 1): "A holiday that was dropped"}
    known = {date(2026, 5, 1): "Labor Day", date(2026, 7, 1): "A new one"}
    found = changes(copied, known)
    assert [(date(2026, 6, 1), None), (date(2026, 7, 1), "A new one")] == [
        (each.on, each.known) for each in found
    ]


@pytest.mark.parametrize(
    ("from_zone", "to_zone", "ends"),
    [
        # west: the date is seen again, and ends only once
        ("Europe/Berlin", "America/Los_Angeles", (2026, 3, 12, 7)),
        # east: it ends earlier
        ("Europe/Berlin", "Asia/Tokyo", (2026, 3, 11, 15)),
    ],
)
def test_a_day_ends_where_the_traveller_is_by_then(
    from_zone: str, to_zone: str, ends: tuple[int, int, int, int]
) -> None:
    zones = (
        ZoneSpan(effective_from=EVER, timezone=from_zone),
        ZoneSpan(effective_from=datetime(2026, 3, 11, 12, tzinfo=UTC), timezone=to_zone),
    )
    calendars = a_playbook().calendars
    assert datetime(*ends, tzinfo=UTC) == own_day_begins(zones, calendars, date(2026, 3, 12))


def test_a_history_says_what_broke_a_run_and_what_the_present_day_needs() -> None:
    world = a_world()
    streak = replace(world.playbook.streaks[0], threshold=5, freeze_every=2, freeze_cap=1)
    days = {
        date(2026, 3, 2): 5,
        date(2026, 3, 3): 5,  # earns a freeze
        date(2026, 3, 5): 5,  # Wednesday has spent it
        date(2026, 3, 10): 6,  # Friday and Monday were missed
        date(2026, 3, 11): 2,
    }
    facts = StreakFacts(run=StreakRun(), days=days, is_complete=True)
    seen = history(
        *(world.playbook, a_member(), streak, facts), at=datetime(2026, 3, 11, 15, tzinfo=UTC)
    )
    assert [(3, (date(2026, 3, 4),)), (1, ())] == [(len(run.days), run.frozen) for run in seen.runs]
    assert (date(2026, 3, 6), date(2026, 3, 9)) == seen.broken_by
    assert (5, 2, True) == (seen.needed, seen.total, seen.now.is_at_risk)
