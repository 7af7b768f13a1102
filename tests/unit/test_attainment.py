"""How a goal stands on a day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.facts.goals import AgreementRecord, GoalRecord
from bellringer.gamification.rules.goals.aims import Aim, aim_of
from bellringer.gamification.rules.goals.attainment import (
    proposal,
    settles_at,
    state_on,
    terms_shown,
)
from bellringer.ids import new_id
from bellringer.words import GoalKind, GoalState, SubjectKind, Visibility
from tests.builders import NOW
from tests.unit.world import a_playbook

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
AIM = Aim(target=110, baseline=10)


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
    assert state_on(replace(GOAL, progress=progress), AIM, on) is state


@pytest.mark.parametrize(
    "state", [GoalState.PROPOSED, GoalState.CANCELLED, GoalState.MET, GoalState.MISSED]
)
def test_what_was_decided_stays(state: GoalState) -> None:
    assert state_on(replace(GOAL, state=state, progress=1_000), AIM, END) is state


def test_a_floor_must_hold_too() -> None:
    aim = replace(AIM, floor_target=50)
    goal = replace(GOAL, progress=100)
    assert state_on(replace(goal, floor_progress=49), aim, FIRST) is GoalState.ACTIVE
    assert state_on(replace(goal, floor_progress=50), aim, FIRST) is GoalState.MET


@pytest.mark.parametrize(
    ("on", "progress", "state"),
    [
        (FIRST, 0, GoalState.ACTIVE),
        (END - timedelta(days=1), 101, GoalState.ACTIVE),
        (END, 100, GoalState.MET),
        (END, 101, GoalState.MISSED),
    ],
)
def test_a_ceiling_is_held_when_its_days_are_over(
    on: date, progress: int, state: GoalState
) -> None:
    ceiling = Aim(target=100, is_ceiling=True)
    assert state_on(replace(GOAL, progress=progress), ceiling, on) is state


def test_attainment_counts_from_the_baseline_and_is_floored() -> None:
    assert AIM.attained_by(33) == 3_300
    assert AIM.attained_by(-5) < 0


def test_an_aim_is_what_the_terms_say() -> None:
    assert aim_of(a_playbook(), "calls", TERMS.terms, None) == AIM


def test_it_is_settled_one_grace_after_its_end_or_after_terms_agreed_later() -> None:
    end = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)  # midnight in Berlin, in summer already
    grace = timedelta(hours=24)
    assert settles_at(a_playbook(), GOAL) == end + grace
    late = replace(TERMS, agreed_at=end + timedelta(days=3))
    assert settles_at(a_playbook(), replace(GOAL, agreements=(late,))) == end + timedelta(days=4)
    fresh = replace(GOAL, agreement_no=0, agreements=(replace(TERMS, agreed_at=None),))
    assert settles_at(a_playbook(), fresh) is None


def test_terms_in_force_are_shown_beside_those_that_wait() -> None:
    waiting = replace(TERMS, agreement_no=2, agreed_at=None)
    goal = replace(GOAL, agreements=(TERMS, waiting))
    assert terms_shown(goal) == TERMS
    assert proposal(goal) == waiting
    assert proposal(GOAL) is None
    assert proposal(replace(goal, agreements=(TERMS, replace(waiting, declined_at=NOW)))) is None
    fresh = replace(GOAL, agreement_no=0, agreements=(replace(TERMS, agreed_at=None),))
    assert terms_shown(fresh) == proposal(fresh)
