"""Streaks: the fast way gives what the walk gives, and the walk what a calendar gives."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellringer.gamification.facts.members import LeaveSpan, MemberFacts, ZoneSpan
from bellringer.gamification.facts.streaks import StreakFacts, StreakRun, Targets
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import member_day
from bellringer.gamification.rules.streaks.present import Present, present
from bellringer.gamification.rules.streaks.walk import IncompleteHistoryError, move, walk
from bellringer.words import Cadence, StreakCondition
from tests.unit.world import (
    ADMIN,
    EVERY_DAY,
    NORTH,
    ORG,
    RITA,
    a_member,
    a_playbook,
    a_world,
    days_ago,
)

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
DAYS = st.integers(0, 40).map(lambda number: MONDAY + timedelta(days=number))
MOVES = st.lists(st.tuples(DAYS, st.integers(1, 4)), max_size=40)
STREAKS = st.builds(
    Streak,
    streak_id=st.just(EVERY_DAY),
    streak_key=st.just("streak"),
    title=st.just("Streak"),
    metric_key=st.just("calls"),
    threshold=st.integers(1, 4),
    freeze_every=st.integers(0, 4),
    freeze_cap=st.integers(0, 2),
    cadence=st.sampled_from(Cadence),
    condition=st.sampled_from(StreakCondition),
)
LEAVE = st.lists(
    st.builds(
        lambda start, length: LeaveSpan(starts_on=start, ends_on=start + timedelta(days=length)),
        DAYS,
        st.integers(1, 9),
    ),
    max_size=2,
)
CALENDARS = st.builds(
    CalendarSpan,
    effective_from=st.just(date(1970, 1, 1)),
    timezone=st.just("UTC"),
    working_weekdays=st.integers(1, 127),
    counts_days_off=st.booleans(),
    week_starts_on=st.integers(1, 7),
)
HOLIDAYS = st.dictionaries(
    st.tuples(st.sampled_from([ORG, NORTH]), DAYS), st.booleans(), max_size=6
)


TARGETS = st.dictionaries(DAYS, st.integers(1, 4), max_size=30)


def beat_of(on: date, streak: Streak, calendar: CalendarSpan) -> tuple[date, date]:
    """The day, or the week as it hangs on the kitchen wall."""
    if streak.cadence is Cadence.DAY:
        return on, on + DAY
    start = on
    while start.isoweekday() != calendar.week_starts_on:
        start -= DAY
    return start, start + 7 * DAY


def brute_force(
    playbook: Playbook,
    member: MemberFacts,
    streak: Streak,
    days: dict[date, int],
    seen: set[date] | None = None,
    targets: Targets | None = None,
) -> tuple[StreakRun, list[tuple[date, date, int, list[date]]]]:
    """Walk every day from the first to the last, one by one, as a person with a calendar would.

    `seen` are the dates that the person's clock showed, if some were skipped. Also returns all runs.
    """
    calendar = playbook.calendars[0]
    current = longest = freezes = 0
    owed: list[date] = []
    started_on: date | None = None
    last_on: date | None = None
    runs: list[tuple[date, date, int, list[date]]] = []
    on = beat_of(min(days), streak, calendar)[0] if days else MONDAY
    while days and on <= max(days):
        start, end = beat_of(on, streak, calendar)
        works, total = False, 0
        while on < end:
            on_leave = any(span.starts_on <= on < span.ends_on for span in member.leave)
            special = playbook.special_days.get((NORTH, on), playbook.special_days.get((ORG, on)))
            pattern = bool(calendar.working_weekdays & (1 << on.weekday()))
            due = not on_leave and (pattern if special is None else special)
            works = works or (due and (seen is None or on in seen))
            total += days.get(on, 0)
            on += DAY
        least: int | None = streak.threshold
        if streak.condition is StreakCondition.GOAL_MET:
            least = (targets or {}).get((start, end))
        if least is not None and total >= least and (works or calendar.counts_days_off):
            if last_on is None or len(owed) > freezes:
                current, started_on, freezes = 0, start, 0
                runs.append((start, start, 0, []))
            else:
                freezes -= len(owed)
                runs[-1][3].extend(owed)
            current, last_on, owed = current + 1, start, []
            runs[-1] = (runs[-1][0], start, current, runs[-1][3])
            longest = max(longest, current)
            if streak.freeze_every and current % streak.freeze_every == 0:
                freezes = min(streak.freeze_cap, freezes + 1)
        elif works:
            owed.append(start)
    run = StreakRun(
        current=current,
        started_on=started_on,
        last_on=last_on,
        longest=longest,
        freezes_left=freezes,
    )
    return run, runs


@given(MOVES, STREAKS, CALENDARS, HOLIDAYS, LEAVE, TARGETS)
@settings(max_examples=400, deadline=None)
def test_M4_in_any_order_of_arrival_the_run_is_what_a_calendar_gives(
    moves: list[tuple[date, int]],
    streak: Streak,
    calendar: CalendarSpan,
    holidays: dict[tuple[UUID, date], bool],
    leave: list[LeaveSpan],
    targets_on: dict[date, int],
) -> None:
    playbook = replace(a_playbook(), calendars=(calendar,), special_days=holidays)
    member = replace(a_member(), leave=tuple(leave))
    targets = {beat_of(on, streak, calendar): least for on, least in targets_on.items()}
    facts = StreakFacts(run=StreakRun(), is_complete=True, targets=targets)
    days: dict[date, int] = {}
    for on, delta in moves:
        days[on] = days.get(on, 0) + delta
        facts = move(playbook, member, streak, facts, on=on, delta=delta).facts
        expected, runs = brute_force(playbook, member, streak, days, None, targets)
        assert facts.run == expected
        walked, stretches = walk(playbook, member, streak, days, targets=targets)
        assert walked == expected
        assert runs == [
            (each.started_on, each.days[-1], len(each.days), list(each.frozen))
            for each in stretches
        ]
    for on, delta in moves:
        days[on] -= delta
        facts = move(playbook, member, streak, facts, on=on, delta=-delta).facts
        assert facts.run == brute_force(playbook, member, streak, days, None, targets)[0]
    assert facts.run == StreakRun()


ZONES = st.sampled_from(sorted(available_timezones()))


@given(
    st.lists(st.tuples(st.integers(0, 60 * 24 * 12), st.booleans()), min_size=1, max_size=15),
    ZONES,
    ZONES,
    st.sampled_from(
        [
            datetime(2026, 3, 3, tzinfo=UTC),  # clocks go forward in America
            datetime(2026, 3, 25, tzinfo=UTC),  # clocks go forward in Europe
            datetime(2026, 10, 21, tzinfo=UTC),  # clocks go back
            datetime(2026, 4, 1, tzinfo=UTC),  # Lord Howe goes back half an hour
            datetime(2011, 12, 26, tzinfo=UTC),  # Apia skips the 30th
        ]
    ),
)
@settings(max_examples=150, deadline=None)
def test_M4_a_streak_counts_the_members_own_days_in_every_zone(
    minutes: list[tuple[int, bool]], home: str, away: str, start: datetime
) -> None:
    travels_at = start + timedelta(days=6)
    world = a_world()
    world.members[RITA] = replace(
        world.members[RITA],
        zones=(
            ZoneSpan(effective_from=datetime(1970, 1, 1, tzinfo=UTC), timezone=home),
            ZoneSpan(effective_from=travels_at, timezone=away),
        ),
    )
    now = start + timedelta(days=20)
    days: dict[date, int] = {}
    for minute, is_undone in minutes:
        at = start + timedelta(minutes=minute)
        own = at.astimezone(ZoneInfo(home if at < travels_at else away)).date()
        outcome = world.record(by=ADMIN, at=at, now=now)
        if is_undone:
            world.reverse(outcome, now=now)
        else:
            days[own] = days.get(own, 0) + 1
    [streak] = [each for each in world.playbook.streaks if each.streak_id == EVERY_DAY]
    member = world.members[RITA]
    seen = {
        at.astimezone(ZoneInfo(home if at < travels_at else away)).date()
        for at in (start + timedelta(minutes=10 * step) for step in range(6 * 24 * 13))
    }
    expected, _ = brute_force(world.playbook, member, streak, days, seen)
    assert expected == world.runs.get((EVERY_DAY, RITA), StreakRun())
    assert all(
        member_day(member.zones, world.playbook.calendars, outcome.placed.occurred_at)
        == outcome.placed.member_on
        for outcome in world.outcomes
    )


def test_M4_a_date_that_the_zone_skipped_breaks_nothing() -> None:
    world = a_world()
    member = replace(
        world.members[RITA],
        zones=(ZoneSpan(effective_from=datetime(1970, 1, 1, tzinfo=UTC), timezone="Pacific/Apia"),),
    )
    days = {date(2011, 12, 29): 1, date(2012, 1, 2): 1}  # Thursday and Monday; no Friday between
    run, _ = walk(world.playbook, member, world.playbook.streaks[0], days)
    assert 2 == run.current


def test_a_weekend_neither_breaks_nor_lengthens() -> None:
    world = a_world()
    for days in (5, 4, 3, 2, 1):  # Friday to Tuesday
        world.record(at=days_ago(days))
    assert 3 == world.runs[EVERY_DAY, RITA].current


def test_more_on_a_day_that_counts_already_leaves_the_run_as_it_is() -> None:
    world = a_world()
    first, second = world.record("call"), world.record("call")
    assert [move.run is None for move in first.consequences.streaks] == [False, True]
    assert [move.run for move in second.consequences.streaks] == [None, None]
    assert sum(run.current for run in world.runs.values()) == 1


def test_an_organization_may_count_work_on_days_off() -> None:
    world = a_world()
    [calendar] = world.playbook.calendars
    world.playbook = replace(world.playbook, calendars=(replace(calendar, counts_days_off=True),))
    for days in (5, 4, 1):  # Friday, Saturday, Tuesday: Sunday may be missed, Monday not
        world.record(at=days_ago(days))
    run = world.runs[EVERY_DAY, RITA]
    assert (1, 2) == (run.current, run.longest)


def test_a_second_touch_in_one_batch_before_the_run_it_began_needs_no_history() -> None:
    facts = StreakFacts(run=StreakRun(current=4, started_on=MONDAY, last_on=MONDAY, longest=4))
    member, playbook = a_member(), a_playbook()
    streak = replace(playbook.streaks[0], threshold=1)
    for days in (3, 1, 2):
        on = MONDAY + timedelta(days=days)
        facts = move(playbook, member, streak, facts, on=on, delta=1).facts
    assert (7, MONDAY + timedelta(days=3)) == (facts.run.current, facts.run.last_on)


def test_a_day_before_the_run_without_its_history_is_a_fault() -> None:
    facts = StreakFacts(run=StreakRun(current=4, started_on=MONDAY, last_on=MONDAY, longest=4))
    playbook = a_playbook()
    with pytest.raises(IncompleteHistoryError):
        move(
            *(playbook, a_member(), playbook.streaks[0], facts),
            on=MONDAY - timedelta(days=7),
            delta=5,
        )


def at_noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


def berlin_midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


@pytest.mark.parametrize(
    ("today", "freezes", "expected"),
    [
        (0, 0, (4, 0, False, 2)),  # met today
        (1, 0, (4, 0, True, 2)),
        (2, 0, (0, 0, False, None)),  # Tuesday was missed
        (1, 1, (4, 1, False, 3)),  # a freeze would save it
        (2, 1, (4, 0, True, 3)),  # Tuesday has cost the freeze
        (5, 4, (4, 0, False, 8)),  # Saturday: nothing is asked of it before Monday ends
        (5, 3, (0, 0, False, None)),  # Tuesday to Friday are four days
    ],
)
def test_missed_days_have_spent_freezes_and_it_is_known_until_when_a_streak_lasts(
    today: int, freezes: int, expected: tuple[int, int, bool, int | None]
) -> None:
    run = StreakRun(
        current=4,
        started_on=MONDAY - timedelta(days=5),
        last_on=MONDAY,
        longest=9,
        freezes_left=freezes,
    )
    playbook = a_playbook()
    got = present(
        *(playbook, a_member(), playbook.streaks[0], run), at=at_noon(MONDAY + today * DAY)
    )
    current, left, is_at_risk, lasts = expected
    assert got == Present(
        current=current,
        longest=9,
        freezes_left=left,
        frozen=got.frozen,
        is_at_risk=is_at_risk,
        ends_at=None if lasts is None else berlin_midnight(MONDAY + lasts * DAY),
    )
    assert freezes - left == len(got.frozen) or current == 0


def test_who_never_began_has_no_streak() -> None:
    playbook = a_playbook()
    got = present(*(playbook, a_member(), playbook.streaks[0], StreakRun()), at=at_noon(MONDAY))
    assert got == Present()


@given(MOVES, STREAKS, CALENDARS, HOLIDAYS, LEAVE, st.integers(0, 50), ZONES)
@settings(max_examples=150, deadline=None)
def test_a_streak_lasts_until_the_moment_that_is_told_and_no_longer(
    moves: list[tuple[date, int]],
    streak: Streak,
    calendar: CalendarSpan,
    holidays: dict[tuple[UUID, date], bool],
    leave: list[LeaveSpan],
    later: int,
    zone: str,
) -> None:
    streak = replace(streak, condition=StreakCondition.AT_LEAST)
    playbook = replace(a_playbook(), calendars=(calendar,), special_days=holidays)
    home = ZoneSpan(effective_from=datetime(1970, 1, 1, tzinfo=UTC), timezone=zone)
    member = replace(a_member(), leave=tuple(leave), zones=(home,))
    days: dict[date, int] = {}
    for on, delta in moves:
        days[on] = days.get(on, 0) + delta
    run, _ = walk(playbook, member, streak, days)
    at = at_noon(MONDAY + later * DAY)
    now = present(playbook, member, streak, run, at=at)
    if now.ends_at is None:
        return
    assert at < now.ends_at
    just_before = now.ends_at - timedelta(seconds=1)
    last = present(playbook, member, streak, run, at=just_before)
    assert (last.current, last.is_at_risk) == (run.current, True)
    assert present(playbook, member, streak, run, at=now.ends_at).current == 0
    assert now.is_at_risk == (
        beat_of(member_day((home,), (calendar,), at), streak, calendar)
        == beat_of(member_day((home,), (calendar,), just_before), streak, calendar)
    )


@pytest.mark.parametrize("cadence", Cadence)
def test_a_goal_counts_where_it_is_met_and_its_absence_breaks(cadence: Cadence) -> None:
    world = a_world()
    streak = replace(
        world.playbook.streaks[0],
        metric_key="calls",
        cadence=cadence,
        condition=StreakCondition.GOAL_MET,
    )
    step = DAY if cadence is Cadence.DAY else 7 * DAY
    beats = [MONDAY + number * step for number in range(4)]
    targets = {(beat, beat + step): 3 for beat in (beats[0], beats[1], beats[3])}
    days = {beats[0]: 3, beats[1]: 4, beats[2]: 9, beats[3]: 3}
    run, stretches = walk(world.playbook, a_member(), streak, days, targets=targets)
    assert [2, 1] == [len(each.days) for each in stretches]
    assert (1, beats[3], 2) == (run.current, run.last_on, run.longest)
