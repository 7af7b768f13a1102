"""Check-ins: when they are due and late, and what of a plan is done."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from bellringer.gamification.commands.coaching.check_ins import PlanDay, PlannedItem
from bellringer.gamification.errors import WrongStateError
from bellringer.gamification.facts.activities import RecordedCredit
from bellringer.gamification.facts.coaching.check_ins import CheckInRecord
from bellringer.gamification.facts.members import LeaveSpan, MemberFacts, TeamSpan, ZoneSpan
from bellringer.gamification.facts.memberships import RecordedParts
from bellringer.gamification.playbook.coaching import CheckInCadence
from bellringer.gamification.rules.coaching.cadences import done_of, present_and_coming
from bellringer.gamification.rules.coaching.check_ins import cadence_of, due_on, planned
from bellringer.gamification.rules.coaching.reminding import hours, is_given, part_due, remind
from bellringer.push.check_ins import asked_for
from bellringer.push.languages import language
from bellringer.words import CheckInPart, Role
from tests.builders import member as signed_in
from tests.unit.world import ORG, a_playbook

TEAM, WHO, OTHER = UUID(int=21), UUID(int=22), UUID(int=23)
WEDNESDAY = date(2026, 3, 11)
ON_TUESDAYS_AND_WEDNESDAYS = 0b0000110
USUAL = CheckInCadence(effective_from=date(2026, 1, 1))
PLAYS = replace(a_playbook(), check_ins={TEAM: (USUAL,)})
MEMBER = MemberFacts(
    member_id=WHO,
    role=Role.REP,
    is_active=True,
    next_seq=1,
    level=0,
    total_points=0,
    teams=(TeamSpan(team_id=TEAM, starts_on=date(2026, 1, 1), ends_on=None),),
)


def at(hour: int, minute: int = 0, *, on: date = WEDNESDAY) -> datetime:
    """An hour in Berlin in winter."""
    return datetime(on.year, on.month, on.day, hour - 1, minute, tzinfo=UTC)


def plan(
    now: datetime, found: CheckInRecord | None = None, *, member: MemberFacts = MEMBER
) -> CheckInRecord:
    command = PlanDay(by=signed_in(ORG, WHO, Role.REP), text="Calls")
    return planned(PLAYS, member, command, found, check_in_id=UUID(int=1), now=now)


def test_a_check_in_is_due_on_the_teams_weekdays_that_are_working_days_of_the_member() -> None:
    assert due_on(PLAYS, MEMBER, WEDNESDAY) == USUAL
    assert due_on(PLAYS, MEMBER, date(2026, 3, 14)) is None  # a Saturday
    away = replace(MEMBER, leave=(LeaveSpan(starts_on=WEDNESDAY, ends_on=date(2026, 3, 13)),))
    assert due_on(PLAYS, away, WEDNESDAY) is None
    closed = replace(PLAYS, special_days={(TEAM, WEDNESDAY): False})
    assert due_on(closed, MEMBER, WEDNESDAY) is None
    some = replace(USUAL, weekdays=ON_TUESDAYS_AND_WEDNESDAYS)
    twice = replace(PLAYS, check_ins={TEAM: (some,)})
    week = [date(2026, 3, 9) + timedelta(days=number) for number in range(7)]
    assert [on.day for on in week if due_on(twice, MEMBER, on)] == [10, 11]


def test_a_cadence_holds_from_its_day_until_the_next_and_none_of_its_days_ends_check_ins() -> None:
    later = replace(USUAL, effective_from=date(2026, 4, 1), plan_at=time(9))
    never = replace(USUAL, effective_from=date(2026, 5, 1), weekdays=0)
    plays = replace(PLAYS, check_ins={TEAM: (USUAL, later, never)})
    assert cadence_of(plays, MEMBER, date(2026, 3, 31)) == USUAL
    assert cadence_of(plays, MEMBER, date(2026, 4, 1)) == later
    assert cadence_of(plays, MEMBER, date(2026, 5, 1)) is None
    assert cadence_of(plays, MEMBER, date(2025, 12, 31)) is None
    assert present_and_coming((USUAL, later, never), date(2026, 4, 2)) == (later, never)
    assert present_and_coming((later,), WEDNESDAY) == (later,)


def test_what_comes_after_its_hour_and_grace_is_late_by_the_members_own_clock() -> None:
    assert not plan(at(7)).is_plan_late
    assert not plan(at(9)).is_plan_late
    assert plan(at(9) + timedelta(seconds=1)).is_plan_late
    lisbon = replace(
        MEMBER,
        zones=(
            ZoneSpan(effective_from=datetime(2026, 1, 1, tzinfo=UTC), timezone="Europe/Lisbon"),
        ),
    )
    assert not plan(at(10), member=lisbon).is_plan_late
    # the clock goes forward in the night to this Sunday: eight is still eight on the wall
    assert not plan(datetime(2026, 3, 30, 7, tzinfo=UTC)).is_plan_late
    assert plan(datetime(2026, 3, 30, 7, 1, tzinfo=UTC)).is_plan_late
    saturday = plan(at(23, on=date(2026, 3, 14)))
    assert not saturday.is_plan_late


def test_a_plan_may_be_changed_until_its_hour_and_grace_are_over() -> None:
    first = plan(at(7))
    assert plan(at(9), first).planned_at == at(9)
    with pytest.raises(WrongStateError):
        plan(at(9) + timedelta(seconds=1), first)
    late = plan(at(11))
    with pytest.raises(WrongStateError):
        plan(at(11), late)


def test_the_plan_is_asked_for_until_the_day_is_to_be_closed() -> None:
    asked = {hour: part_due(PLAYS, MEMBER, (WEDNESDAY, time(hour))) for hour in (7, 8, 12, 17, 23)}
    plan_it, close_it = CheckInPart.PLAN, CheckInPart.DONE
    assert asked == {7: None, 8: plan_it, 12: plan_it, 17: close_it, 23: close_it}
    assert part_due(PLAYS, MEMBER, (date(2026, 3, 14), time(8))) is None
    assert set(hours(PLAYS, MEMBER, now=at(12))) == {time(8), time(17)}
    later = replace(USUAL, effective_from=date(2026, 3, 13), plan_at=time(9))
    plays = replace(PLAYS, check_ins={TEAM: (USUAL, later)})
    assert set(hours(plays, MEMBER, now=at(12))) == {time(8), time(9), time(17)}
    assert set(hours(plays, replace(MEMBER, teams=()), now=at(12))) == set()


def test_a_reminder_lasts_until_the_next_part_or_the_days_end() -> None:
    for part, hour, ends_at in (
        (CheckInPart.PLAN, time(8), at(17)),
        (CheckInPart.DONE, time(17), datetime(2026, 3, 11, 23, tzinfo=UTC)),
    ):
        told = remind(PLAYS, MEMBER, (WEDNESDAY, hour), part, now=at(hour.hour))
        assert told.expires_at == ends_at
        assert told.params == {"on": "2026-03-11", "part": part}


def test_whoever_closed_the_day_is_asked_for_nothing() -> None:
    begun = plan(at(8))
    closed = replace(begun, done_at=at(16))
    assert is_given(begun, CheckInPart.PLAN)
    assert not is_given(begun, CheckInPart.DONE)
    assert is_given(closed, CheckInPart.PLAN)
    assert is_given(closed, CheckInPart.DONE)
    assert not is_given(None, CheckInPart.PLAN)


def credit(
    member_id: UUID, on: date, *, quantity: int, amount: int = 0, share_bp: int = 10_000
) -> RecordedCredit:
    return RecordedCredit(
        member_id=member_id,
        member_seq=1,
        team_id=TEAM,
        share_bp=share_bp,
        quantity=quantity,
        amount_minor=amount,
        duration_seconds=0,
        member_on=on,
        org_on=on,
        sales_role=None,
        share_no=0,
    )


def activity(
    kind: str, *parts: RecordedCredit, values: dict[str, int] | None = None
) -> RecordedParts:
    return RecordedParts(
        activity_id=UUID(int=99),
        kind=kind,
        occurred_at=at(12),
        values=values or {},
        parts=parts,
        stands=True,
    )


def test_what_is_done_is_counted_from_the_activities_of_the_members_own_day() -> None:
    tuesday = date(2026, 3, 10)
    items = (
        PlannedItem(kind="call", planned=20),
        PlannedItem(metric_key="revenue", planned=100_000),
        PlannedItem(metric_key="gross_profit", planned=10_000),
        PlannedItem(metric_key="deals", planned=1),
    )
    recorded = [
        activity("call", credit(WHO, WEDNESDAY, quantity=12)),
        activity("call", credit(WHO, WEDNESDAY, quantity=5)),
        activity("call", credit(WHO, WEDNESDAY, quantity=-5)),  # a reversal
        activity("call", credit(WHO, tuesday, quantity=7)),
        activity("call", credit(OTHER, WEDNESDAY, quantity=3)),
        activity(
            "deal_won",
            credit(WHO, WEDNESDAY, quantity=1, amount=60_000, share_bp=6_000),
            credit(OTHER, WEDNESDAY, quantity=0, amount=40_000, share_bp=4_000),
            values={"gross_profit": 1_001},
        ),
    ]
    done = done_of(PLAYS, items, recorded, member_id=WHO, on=WEDNESDAY)
    assert done == (12, 60_000, 601, 1)
    assert done_of(PLAYS, items, recorded, member_id=OTHER, on=WEDNESDAY) == (3, 40_000, 400, 0)
    assert done_of(PLAYS, items, [], member_id=WHO, on=WEDNESDAY) == (0, 0, 0, 0)


def test_a_reminder_says_which_part_it_is_about() -> None:
    speaks = language("de")
    assert asked_for({"part": "PLAN"}, speaks) == "Was hast du heute vor? Ein paar Zahlen genügen."
    assert "Wie war dein Tag?" in asked_for({"part": "DONE"}, speaks)
