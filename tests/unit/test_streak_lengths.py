"""Which lengths of a run are told, and when."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bellringer.gamification.facts.streaks import StreakFacts, StreakRun
from bellringer.gamification.rules.streaks.lengths import LENGTHS, length_reached
from bellringer.gamification.rules.streaks.walk import Step, move
from tests.unit.test_streaks import DAY, MONDAY
from tests.unit.world import EVERY_DAY, a_member, a_playbook

PLAYBOOK, MEMBER = a_playbook(), a_member()
STREAK = next(each for each in PLAYBOOK.streaks if each.streak_id == EVERY_DAY)
WORKDAYS = [on for on in (MONDAY + number * DAY for number in range(110)) if on.isoweekday() <= 5]
NOTHING = StreakFacts(run=StreakRun(), is_complete=True)


def added(facts: StreakFacts, number: int) -> Step:
    return move(PLAYBOOK, MEMBER, STREAK, facts, on=WORKDAYS[number], delta=1)


@given(st.permutations(range(12)))
@settings(max_examples=50, deadline=timedelta(seconds=5))
def test_in_whatever_order_days_come_no_length_of_a_run_is_told_twice(order: list[int]) -> None:
    facts, told = NOTHING, []
    for number in order:
        step = added(facts, number)
        if found := length_reached(step, WORKDAYS[number]):
            told.append(found)
        facts = step.facts
    assert facts.run.current == 12
    assert len(told) == len(set(told))
    assert {length for length, _ in told} <= {5, 10}


def test_day_by_day_every_length_is_told_when_it_is_reached() -> None:
    facts, told = NOTHING, []
    for number in range(60):
        step = added(facts, number)
        told.append(length_reached(step, WORKDAYS[number]))
        facts = step.facts
    expected = [(n, WORKDAYS[0]) if n in LENGTHS else None for n in range(1, 61)]
    assert told == expected


def test_what_a_late_day_closes_behind_it_is_history() -> None:
    facts = NOTHING
    for number in (0, 1, 2, 4, 5):
        facts = added(facts, number).facts
    step = added(facts, 3)
    assert step.facts.run.current == 6
    assert length_reached(step, WORKDAYS[3]) is None
