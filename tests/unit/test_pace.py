"""Pace, projection and proration, in working days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.facts.members import LeaveSpan, MemberFacts
from bellringer.gamification.rules.calendars.workdays import working_days
from bellringer.gamification.rules.goals.aims import Aim, aim_of, prorated
from bellringer.gamification.rules.goals.pace import pace_of
from bellringer.words import MetricDirection
from tests.unit.world import NORTH, ORG, SOUTH, a_member, a_playbook

FIRST, END = date(2026, 3, 2), date(2026, 3, 16)  # two weeks, Monday to Sunday: ten working days
TERMS = GoalTerms(target=100, starts_on=FIRST, ends_on=END, is_prorated=True)
DAYS = [FIRST + timedelta(days=each) for each in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
AIM = Aim(target=100)


def test_days_before_today_have_passed_and_today_is_left() -> None:
    pace = pace_of(AIM, progress=30, today_progress=0, days=DAYS, today=DAYS[4])
    assert (pace.days, pace.days_passed, pace.days_left) == (10, 4, 6)
    assert (pace.expected, pace.expected_attainment) == (40, 4_000)
    assert pace.projected == 30 + 30 * 6 // 4
    assert (pace.missing, pace.needed_per_day) == (70, 12)


def test_what_today_brought_does_not_raise_what_the_days_before_promise() -> None:
    before = pace_of(AIM, progress=40, today_progress=0, days=DAYS, today=DAYS[4])
    today = pace_of(AIM, progress=50, today_progress=10, days=DAYS, today=DAYS[4])
    assert before.projected == today.projected == 100
    ahead = pace_of(AIM, progress=140, today_progress=100, days=DAYS, today=DAYS[4])
    assert ahead.projected == 140


def test_before_the_first_working_day_nothing_is_promised_and_after_the_last_nothing_is_left() -> (
    None
):
    early = pace_of(AIM, progress=5, today_progress=5, days=DAYS, today=FIRST)
    assert (early.expected, early.projected, early.needed_per_day) == (0, None, 10)
    late = pace_of(AIM, progress=80, today_progress=0, days=DAYS, today=END)
    assert (late.expected, late.projected, late.needed_per_day) == (100, 80, None)
    nobody = pace_of(AIM, progress=0, today_progress=0, days=(), today=FIRST)
    assert (nobody.expected, nobody.expected_attainment, nobody.needed_per_day) == (0, 0, None)


def test_of_a_ceiling_a_day_may_add_what_is_left_rounded_down() -> None:
    ceiling = Aim(target=100, is_ceiling=True)
    pace = pace_of(ceiling, progress=30, today_progress=0, days=DAYS, today=DAYS[4])
    assert pace.needed_per_day == 70 // 6


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 10))
def test_what_is_needed_per_day_reaches_the_target_and_no_less_would(
    target: int, progress: int, passed: int
) -> None:
    today = DAYS[passed] if passed < len(DAYS) else END
    pace = pace_of(Aim(target=target), progress=progress, today_progress=0, days=DAYS, today=today)
    if pace.needed_per_day is None:
        assert progress >= target or not pace.days_left
    else:
        assert progress + pace.needed_per_day * pace.days_left >= target
        assert progress + (pace.needed_per_day - 1) * pace.days_left < target


def away(*spans: tuple[date, date], joined_on: date | None = None) -> MemberFacts:
    leave = tuple(LeaveSpan(starts_on=first, ends_on=until) for first, until in spans)
    return replace(a_member(), leave=leave, joined_on=joined_on)


def test_a_members_working_days_are_without_leave_days_off_of_the_team_and_days_before_joining() -> (
    None
):
    plays = a_playbook()
    assert list(working_days(plays, a_member(), FIRST, END)) == DAYS
    assert len(working_days(plays, away((DAYS[0], DAYS[2])), FIRST, END)) == 8
    assert len(working_days(plays, away(joined_on=DAYS[5]), FIRST, END)) == 5
    off = replace(plays, version=2, special_days={(NORTH, DAYS[0]): False, (ORG, DAYS[1]): False})
    assert len(working_days(off, a_member(), FIRST, END)) == 8
    assert len(working_days(off, NORTH, FIRST, END)) == 8
    assert len(working_days(off, SOUTH, FIRST, END)) == 9
    assert len(working_days(off, None, FIRST, END)) == 9


@pytest.mark.parametrize(
    ("member", "target"),
    [
        (a_member(), 100),
        (away((DAYS[0], DAYS[1])), 90),
        (away(joined_on=DAYS[5]), 50),
        (away((FIRST, END)), 1),
        (away((DAYS[0], DAYS[1]), joined_on=DAYS[9]), 10),
    ],
)
def test_a_prorated_target_is_the_share_of_the_working_days_that_the_member_has(
    member: MemberFacts, target: int
) -> None:
    assert aim_of(a_playbook(), "calls", TERMS, member).target == target
    assert aim_of(a_playbook(), "calls", replace(TERMS, is_prorated=False), member).target == 100
    assert aim_of(a_playbook(), "calls", TERMS, None).target == 100


def test_it_is_rounded_up_and_counts_from_the_baseline() -> None:
    member = away((DAYS[0], DAYS[1]))
    odd = replace(TERMS, target=111, baseline=10)
    assert aim_of(a_playbook(), "calls", odd, member).target == 10 + 91  # 101 × 9 ÷ 10
    plays = a_playbook()
    lower = replace(plays.metrics["calls"], direction=MetricDirection.LOWER_IS_BETTER)
    falling = replace(plays, metrics={**plays.metrics, "calls": lower})
    assert aim_of(falling, "calls", replace(TERMS, target=101), member).target == 90


@given(st.integers(1, 10**12), st.integers(0, 10))
def test_leave_never_raises_a_target_and_all_days_keep_it(target: int, lost: int) -> None:
    member = away(*((day, day + timedelta(days=1)) for day in DAYS[:lost]))
    way = prorated(a_playbook(), replace(TERMS, target=target), member)
    assert 1 <= way <= target
    assert (way == target) or lost
    assert way >= target * (10 - lost) / 10 - 1
