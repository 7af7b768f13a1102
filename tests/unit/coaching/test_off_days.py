"""Off-days: what is one and what is none, on made histories where the right answer is known, and as laws."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.facts.coaching.days import Done
from bellringer.gamification.facts.coaching.off_days import OffDay, OffDayFlag, OffDaySettings
from bellringer.gamification.facts.members import LeaveSpan
from bellringer.gamification.rules.coaching import off_days
from bellringer.gamification.rules.coaching.off_days import Record, is_far_below, off_day
from tests.builders import NOW
from tests.unit.world import RITA, a_member, a_playbook, an_id

PLAYBOOK = a_playbook()
ON = date(2026, 3, 11)
STEADY = (12, 10, 13, 11, 12, 14, 12, 9, 12, 13, 11, 12, 10, 15, 12, 11, 13, 12, 12, 11)


def record(today: int | None, before: Sequence[int] = STEADY) -> Record:
    return Record(today=today, before=tuple(before))


TEAM = [record(12), record(11), record(13)]


def test_far_below_the_own_norm_and_the_teams_is_an_off_day() -> None:
    found = off_day(record(2), TEAM)
    assert found == OffDay(count=2, own_norm=12, own_spread=1, team_norm=12, team_spread=1)


def test_half_of_what_is_usual_is_the_most_that_can_be_one() -> None:
    assert off_day(record(6), TEAM)
    assert off_day(record(7), TEAM) is None


def test_whoever_varies_much_is_not_flagged_for_a_day_like_others() -> None:
    erratic = (2, 20, 5, 18, 1, 15, 25, 4, 12, 3, 22, 8, 14, 2, 19, 6, 11, 21, 3, 16)
    assert off_day(record(3, erratic), TEAM) is None


def test_who_always_does_less_than_the_team_is_held_against_the_own_norm_too() -> None:
    few = tuple(3 for _ in STEADY)
    assert off_day(record(3, few), TEAM) is None
    assert off_day(record(1, few), TEAM)


def test_the_best_seller_on_a_day_that_is_usual_for_the_team_has_no_off_day() -> None:
    many = tuple(10 * each for each in STEADY)
    assert off_day(record(12, many), TEAM) is None


def test_a_slow_day_of_the_team_is_nobodys_off_day() -> None:
    assert off_day(record(2), [record(3), record(5), record(12)]) is None
    assert off_day(record(2), [record(3), record(12), record(11)])


def test_one_great_week_does_not_raise_what_is_asked() -> None:
    great = (60, 55, 70, 65, 58, *STEADY[5:])
    assert off_day(record(7, great), TEAM) is None


def test_too_little_is_known_of_newcomers_and_in_teams_of_two() -> None:
    assert off_day(record(0, STEADY[:9]), TEAM) is None
    assert off_day(record(0), TEAM[:1]) is None
    assert off_day(record(0), [record(12), record(12, STEADY[:9])]) is None


def test_colleagues_who_are_away_or_whose_hour_is_to_come_count_by_their_past_alone() -> None:
    assert off_day(record(2), [record(None), record(None)])


NUMBERS = st.lists(st.integers(0, 60), min_size=10, max_size=20)
TEAMS = st.lists(st.tuples(st.integers(0, 60), NUMBERS), min_size=2, max_size=6)


def times(factor: int, each: Record) -> Record:
    today = None if each.today is None else factor * each.today
    return Record(today=today, before=tuple(factor * count for count in each.before))


@given(st.integers(0, 60), NUMBERS, TEAMS, st.integers(1, 9))
def test_scaling_everything_by_a_constant_changes_nothing(
    today: int, before: list[int], team: list[tuple[int, list[int]]], factor: int
) -> None:
    own, others = record(today, before), [record(*each) for each in team]
    scaled = off_day(times(factor, own), [times(factor, each) for each in others])
    assert (off_day(own, others) is None) == (scaled is None)


@given(st.data(), st.integers(0, 60), NUMBERS, TEAMS)
def test_the_order_of_days_and_of_colleagues_changes_nothing(
    data: st.DataObject, today: int, before: list[int], team: list[tuple[int, list[int]]]
) -> None:
    others = [record(*each) for each in team]
    mixed = off_day(
        record(today, data.draw(st.permutations(before))), data.draw(st.permutations(others))
    )
    assert mixed == off_day(record(today, before), others)


@given(st.integers(0, 60), st.integers(1, 60), NUMBERS, TEAMS)
def test_doing_more_never_makes_an_off_day(
    today: int, more: int, before: list[int], team: list[tuple[int, list[int]]]
) -> None:
    others = [record(*each) for each in team]
    if off_day(record(today, before), others) is None:
        assert off_day(record(today + more, before), others) is None


@given(st.integers(0, 60), NUMBERS, TEAMS)
def test_an_off_day_lies_under_half_of_both_norms(
    today: int, before: list[int], team: list[tuple[int, list[int]]]
) -> None:
    found = off_day(record(today, before), [record(*each) for each in team])
    if found is not None:
        assert 2 * found.count <= min(found.own_norm, found.team_norm)


@given(st.dates(date(2026, 2, 1), date(2026, 5, 1)), st.integers(1, 20), st.integers(0, 60))
def test_no_day_of_leave_or_ramp_and_no_day_off_is_looked_at(
    starts_on: date, days: int, after: int
) -> None:
    ends_on = starts_on + timedelta(days=days)
    leave = LeaveSpan(starts_on=starts_on, ends_on=ends_on)
    away = replace(a_member(), leave=(leave,))
    fresh = replace(a_member(), joined_on=starts_on - timedelta(days=after))
    settings = OffDaySettings()
    for number in range(days):
        on = starts_on + timedelta(days=number)
        assert not off_days.is_looked_at(PLAYBOOK, away, settings, on)
        if on.weekday() >= 5 or after + number < settings.ramp_days:
            assert not off_days.is_looked_at(PLAYBOOK, fresh, settings, on)
    assert not off_days.is_looked_at(PLAYBOOK, a_member(), replace(settings, is_on=False), ON)


def flag(on: date) -> OffDayFlag:
    found = OffDay(count=2, own_norm=12, own_spread=1, team_norm=12, team_spread=1)
    return OffDayFlag(
        flag_id=an_id(on.day), member_id=RITA, on=on, until=NOW, found=found, is_pattern=False
    )


def test_a_flag_lapses_with_late_activities_and_with_leave_entered_afterwards() -> None:
    flags, member = [flag(ON), flag(ON - timedelta(days=1))], a_member()
    read = {each.on for each in flags}
    late = {each.on: Done(counts={"call": 2 + 5 * (each.on == ON)}) for each in flags}
    assert off_days.lapsed(PLAYBOOK, member, flags, late, read=read) == flags[:1]
    assert off_days.lapsed(PLAYBOOK, member, flags, {}, read=()) == []
    away = replace(member, leave=(LeaveSpan(starts_on=ON, ends_on=ON + timedelta(days=1)),))
    assert off_days.lapsed(PLAYBOOK, away, flags, {}, read=()) == flags[:1]


def test_it_is_a_pattern_only_with_enough_days_in_the_window() -> None:
    settings, member = OffDaySettings(window_days=5, pattern_days=3), a_member()
    window = off_days.window_of(PLAYBOOK, member, settings, ON)
    # a Wednesday: the four working days before it
    assert window == (date(2026, 3, 10), date(2026, 3, 9), date(2026, 3, 6), date(2026, 3, 5))
    assert not off_days.is_pattern(settings, window, [window[0], date(2026, 3, 4)])
    assert off_days.is_pattern(settings, window, [window[0], window[3]])


def test_a_number_is_far_below_by_two_and_a_half_robust_deviations() -> None:
    # 20 - 2.5 * 1.4826 * 3 = 8.88
    assert is_far_below(8, 20, 3)
    assert not is_far_below(9, 20, 3)
    assert not is_far_below(0, 0, 0)
