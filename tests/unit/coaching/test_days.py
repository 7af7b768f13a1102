"""What is usual for a member at this time of this weekday."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.facts.coaching.days import Done
from bellringer.gamification.facts.members import LeaveSpan, ZoneSpan
from bellringer.gamification.rules.coaching.days import (
    LEAST_DAYS,
    NORM_DAYS,
    cuts_of,
    days_of_norm,
    middle,
    today_of,
)
from bellringer.words import NormMissing
from tests.unit.world import a_member, a_playbook

PLAYBOOK = a_playbook()
NOW = datetime(2026, 3, 11, 15, tzinfo=UTC)  # a Wednesday, 16:00 in Berlin
ON = date(2026, 3, 11)
WEEK = timedelta(days=7)
MEMBER = a_member()


def wednesdays(count: int) -> list[date]:
    return [ON - number * WEEK for number in range(1, count + 1)]


def calls(number: int) -> Done:
    return Done(counts={"call": number}) if number else Done()


def test_the_norm_is_the_median_of_the_same_weekdays_at_the_same_time() -> None:
    done = dict(zip(wednesdays(8), map(calls, (9, 2, 5, 30, 4, 6, 8, 3)), strict=True))
    seen = today_of(PLAYBOOK, MEMBER, done | {ON: calls(4)}, now=NOW)
    [kind] = seen.kinds
    # 2 3 4 5 6 8 9 30: of the two in the middle the lower
    assert (kind.kind, kind.count, kind.norm) == ("call", 4, 5)
    assert (seen.norm_days, seen.norm_missing) == (8, None)


def test_days_are_cut_at_the_members_own_time_also_where_the_clock_has_changed() -> None:
    away = replace(
        MEMBER,
        zones=(
            ZoneSpan(effective_from=datetime.min.replace(tzinfo=UTC), timezone="America/New_York"),
        ),
    )
    today, last, *_ = cuts_of(PLAYBOOK, away, NOW)
    assert today.on == ON
    # New York put its clocks forward on March 8: 11:00 there is 15:00 UTC now, and was 16:00 UTC the week before
    assert (last.on, last.until) == (ON - WEEK, datetime(2026, 3, 4, 16, tzinfo=UTC))


def test_leave_and_days_off_are_no_days_of_the_norm_and_have_none() -> None:
    leave = LeaveSpan(starts_on=date(2026, 3, 4), ends_on=date(2026, 3, 5))
    away = replace(MEMBER, leave=(leave,), joined_on=date(2026, 2, 11))
    assert days_of_norm(PLAYBOOK, away, ON) == (
        date(2026, 2, 25),
        date(2026, 2, 18),
        date(2026, 2, 11),
    )
    sunday = datetime(2026, 3, 15, 15, tzinfo=UTC)
    seen = today_of(PLAYBOOK, MEMBER, {date(2026, 3, 15): calls(1)}, now=sunday)
    assert (seen.norm_missing, seen.kinds[0].norm) == (NormMissing.DAY_OFF, None)


def test_days_before_the_first_activity_are_not_held_against_anybody() -> None:
    done = dict(zip(wednesdays(LEAST_DAYS - 1), map(calls, (3, 3, 3)), strict=True))
    seen = today_of(PLAYBOOK, MEMBER, done, now=NOW)
    assert (seen.norm_days, seen.norm_missing) == (3, NormMissing.TOO_FEW_DAYS)
    seen = today_of(PLAYBOOK, MEMBER, done | {ON - 5 * WEEK: calls(1)}, now=NOW)
    assert (seen.norm_days, seen.norm_missing, seen.kinds[0].norm) == (5, None, 3)


NUMBERS = st.lists(st.integers(0, 99), min_size=NORM_DAYS, max_size=NORM_DAYS)


@given(
    NUMBERS.flatmap(lambda each: st.tuples(st.just(each), st.permutations(each))), st.integers(1, 9)
)
def test_the_norm_scales_with_what_is_counted_and_knows_no_order(
    numbers: tuple[list[int], list[int]], factor: int
) -> None:
    given_, shuffled = numbers
    assert middle([factor * each for each in shuffled]) == factor * middle(given_)
    assert min(given_) <= middle(given_) <= max(given_)
