"""Meetings: what a team's goals ask of each day, and what is told of who leads."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.facts.coaching.meetings import Answered, LeadCounts
from bellringer.gamification.facts.goals import AgreementRecord, GoalRecord
from bellringer.gamification.rules.coaching.lead_counts import counts_of
from bellringer.gamification.rules.coaching.meetings import is_on_time, outlook, read, stored
from bellringer.words import (
    GoalKind,
    GoalState,
    MetricDirection,
    MetricUnit,
    SubjectKind,
    Visibility,
)
from tests.unit.world import a_playbook

TEAM, LEAD, OTHER = UUID(int=21), UUID(int=31), UUID(int=32)
PLAYS = a_playbook()
FRIDAY, MONDAY, TUESDAY = date(2026, 3, 13), date(2026, 3, 16), date(2026, 3, 17)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def goal(metric_key: str | None, target: int, progress: int) -> GoalRecord:
    """The team's goal over the four weeks from Monday, 2 March, on."""
    terms = GoalTerms(target=target, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 30))
    return GoalRecord(
        goal_id=UUID(int=7),
        owner_kind=SubjectKind.TEAM,
        owner_id=TEAM,
        kind=GoalKind.NUMBER if metric_key else GoalKind.SKILL,
        title="North's March",
        metric_key=metric_key,
        floor_metric_key=None,
        parent_id=None,
        visibility=Visibility.TEAM,
        state=GoalState.AGREED,
        is_self_set=False,
        agreement_no=1,
        proposed_by=None,
        created_at=LONG_AGO,
        agreements=(
            AgreementRecord(
                agreement_no=1,
                terms=terms,
                proposed_by=None,
                proposed_at=LONG_AGO,
                agreed_at=LONG_AGO,
            ),
        ),
        progress=progress,
    )


def test_what_is_needed_per_day_counts_the_teams_working_days_that_are_left() -> None:
    # twenty working days; on Monday, the 16th, ten have passed; today has brought 5 of the 45
    [line] = outlook(PLAYS, TEAM, [goal("deals", 100, 45)], {"deals": 5}, today=MONDAY)
    assert (line.missing, line.days_left, line.needed_per_day, line.per_day) == (55, 10, 6, 4)
    # a day on which the team does not work is a day less
    off = replace(PLAYS, special_days={(TEAM, TUESDAY): False})
    [line] = outlook(off, TEAM, [goal("deals", 100, 45)], {}, today=MONDAY)
    assert (line.days_left, line.needed_per_day) == (9, 7)
    [met] = outlook(PLAYS, TEAM, [goal("deals", 100, 120)], {}, today=MONDAY)
    assert (met.missing, met.needed_per_day) == (0, None)
    [new] = outlook(PLAYS, TEAM, [goal("deals", 100, 0)], {}, today=date(2026, 3, 2))
    assert (new.days_left, new.needed_per_day, new.per_day) == (20, 5, None)


def test_what_asks_for_no_number_a_day_is_left_out() -> None:
    lower = replace(PLAYS.metrics["calls"], direction=MetricDirection.LOWER_IS_BETTER)
    plays = replace(PLAYS, metrics={**PLAYS.metrics, "calls": lower})
    goals = [goal(None, 1, 0), goal("calls", 10, 3)]
    assert outlook(plays, TEAM, goals, {}, today=MONDAY) == ()


def test_an_outlook_is_read_as_it_was_kept() -> None:
    lines = outlook(PLAYS, TEAM, [goal("revenue", 100_000, 45)], {}, today=MONDAY)
    assert read(stored(lines)) == lines
    assert lines[0].unit is MetricUnit.MONEY


def test_an_answer_is_in_time_until_the_teams_next_working_day_is_over() -> None:
    assert is_on_time(PLAYS, TEAM, FRIDAY, FRIDAY)
    assert is_on_time(PLAYS, TEAM, FRIDAY, date(2026, 3, 15))
    assert is_on_time(PLAYS, TEAM, FRIDAY, MONDAY)
    assert not is_on_time(PLAYS, TEAM, FRIDAY, TUESDAY)
    off = replace(PLAYS, special_days={(TEAM, MONDAY): False})
    assert is_on_time(off, TEAM, FRIDAY, TUESDAY)


def test_a_lead_is_told_of_by_numbers() -> None:
    answers = (
        Answered(on=FRIDAY, by=LEAD, answered_on=MONDAY, check_ins=3),
        Answered(on=FRIDAY, by=LEAD, answered_on=TUESDAY, check_ins=1),
        Answered(on=FRIDAY, by=OTHER, answered_on=FRIDAY, check_ins=2),
        Answered(on=FRIDAY, by=None, answered_on=None, check_ins=4),
    )
    told = counts_of(PLAYS, TEAM, LEAD, answers=answers, talks=(3, 2), feedback=6, items=(5, 1))
    assert told == LeadCounts(
        check_ins=10,
        answered=4,
        answered_on_time=3,
        talks=3,
        talks_on_time=2,
        feedback=6,
        open_items=5,
        overdue_items=1,
    )
