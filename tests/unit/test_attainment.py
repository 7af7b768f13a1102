"""How a goal stands on a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bellringer.gamification.commands import GoalTerms
from bellringer.gamification.facts import AgreementRecord, GoalRecord
from bellringer.gamification.rules.attainment import attainment, proposal, state_on, terms_shown
from bellringer.ids import new_id
from bellringer.words import GoalKind, GoalState, SubjectKind, Visibility
from tests.builders import NOW

FIRST, END = date(2026, 3, 1), date(2026, 4, 1)
TERMS = AgreementRecord(
    agreement_no=1,
    terms=GoalTerms(target=110, baseline=10, starts_on=FIRST, ends_on=END),
    proposed_by=None,
    proposed_at=NOW,
    agreed_at=NOW,
)
GOAL = GoalRecord(
    goal_id=new_id(),
    owner_kind=SubjectKind.MEMBER,
    owner_id=new_id(),
    kind=GoalKind.NUMBER,
    title="Calls",
    metric_key="calls",
    floor_metric_key=None,
    parent_id=None,
    visibility=Visibility.TEAM,
    state=GoalState.AGREED,
    is_self_set=False,
    agreement_no=1,
    proposed_by=None,
    created_at=NOW,
    agreements=(TERMS,),
)


@pytest.mark.parametrize(
    ("on", "progress", "state"),
    [
        (FIRST - timedelta(days=1), 0, GoalState.AGREED),
        (FIRST, 0, GoalState.ACTIVE),
        (END - timedelta(days=1), 99, GoalState.ACTIVE),
        (END, 99, GoalState.MISSED),
        (FIRST, 100, GoalState.MET),
        (END, 100, GoalState.MET),
    ],
)
def test_state_follows_from_dates_and_progress(on: date, progress: int, state: GoalState) -> None:
    assert state_on(replace(GOAL, progress=progress), on) is state


@pytest.mark.parametrize("state", [GoalState.PROPOSED, GoalState.CANCELLED])
def test_what_was_decided_stays(state: GoalState) -> None:
    assert state_on(replace(GOAL, state=state, progress=1_000), END) is state


def test_a_floor_must_hold_too() -> None:
    floored = replace(TERMS, terms=replace(TERMS.terms, floor_target=50))
    goal = replace(GOAL, agreements=(floored,), progress=100)
    assert state_on(replace(goal, floor_progress=49), FIRST) is GoalState.ACTIVE
    assert state_on(replace(goal, floor_progress=50), FIRST) is GoalState.MET


def test_attainment_counts_from_the_baseline_and_is_floored() -> None:
    assert attainment(replace(GOAL, progress=33)) == 3_300
    assert attainment(replace(GOAL, progress=-5)) < 0


def test_terms_in_force_are_shown_beside_those_that_wait() -> None:
    waiting = replace(TERMS, agreement_no=2, agreed_at=None)
    goal = replace(GOAL, agreements=(TERMS, waiting))
    assert terms_shown(goal) == TERMS
    assert proposal(goal) == waiting
    assert proposal(GOAL) is None
    fresh = replace(GOAL, agreement_no=0, agreements=(replace(TERMS, agreed_at=None),))
    assert terms_shown(fresh) == proposal(fresh)
