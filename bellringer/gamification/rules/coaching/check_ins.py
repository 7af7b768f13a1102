"""Check-ins: on which days they are due, what may be said when, and who may read it.

Days and hours are those of the member's own clock. A check-in is due on the weekdays of the team's cadence that
are working days of the member; on other days of a team that checks in it is welcome, and never late.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from bellringer.gamification.commands.coaching.check_ins import (
    AnswerCheckIn,
    CloseDay,
    PlanDay,
    PlannedItem,
)
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidQuantityError,
    NotAllowedError,
    NotFoundError,
    UnknownKindError,
    UnknownMetricError,
    WrongStateError,
)
from bellringer.gamification.facts.coaching.check_ins import CheckInRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.coaching import CheckInCadence, cadence_on
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.clocks import own_clock_shows
from bellringer.gamification.rules.calendars.periods import member_day
from bellringer.gamification.rules.calendars.workdays import is_working_day, team_on
from bellringer.gamification.rules.permissions import leads
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.words import Measure

MOST_ITEMS = 10
MOST_PLANNED = 10**15

_DAY = timedelta(days=1)


def cadence_of(playbook: Playbook, member: MemberFacts, on: date) -> CheckInCadence | None:
    """Return the cadence of the team that a member scores for on a date; None where it has no check-ins."""
    team_id = team_on(member.teams, on)
    return None if team_id is None else cadence_on(playbook.check_ins.get(team_id, ()), on)


def due_on(playbook: Playbook, member: MemberFacts, on: date) -> CheckInCadence | None:
    """Return the cadence by which a member's check-in is due on a date; None where none is."""
    cadence = cadence_of(playbook, member, on)
    if cadence is None or not cadence.weekdays >> on.weekday() & 1:
        return None
    return cadence if is_working_day(playbook, member, on) else None


def due_at(playbook: Playbook, member: MemberFacts, on: date, clock: time) -> datetime | None:
    """Return the instant at which a part is due on a member's date; None where that hour never comes."""
    return own_clock_shows(member.zones, playbook.calendars, on, clock)


def may_read(by: Principal, record: CheckInRecord, *, team_id: UUID | None) -> bool:
    """Tell whether a member who scores for `team_id` reads a check-in.

    Its member does, and who leads the team that it was made in; the team's members where it was shared with them.
    """
    if by.member_id == record.member_id or leads(by, record.team_id):
        return True
    return record.is_shared and team_id == record.team_id


def planned(
    playbook: Playbook,
    member: MemberFacts,
    command: PlanDay,
    found: CheckInRecord | None,
    *,
    check_in_id: UUID,
    now: datetime,
) -> CheckInRecord:
    """Return a member's check-in with the plan of the day; a plan may be changed until its hour and grace are over.

    Raises:
        NotAllowedError: The member scores for no team.
        InvalidInputError: The day is not the present one, there is nothing in the plan, too much, or a thing twice.
        UnknownKindError, UnknownMetricError: There is no such thing to plan.
        InvalidQuantityError: A number can't be planned.
        InvalidTextError: The words can't be stored.
        WrongStateError: The team has no check-ins, the plan stands, or the day is closed.
    """
    record, cadence = _opened(playbook, member, command.on, found, check_in_id, now=now)
    items = _checked_items(playbook, command.items)
    text = command.text and checked(command.text, limit=REASON_LIMIT, field="text")
    if not items and not text:
        raise InvalidInputError("A plan has a number or words.", path=("items",))
    if record.done_at is not None:
        raise WrongStateError("The day is closed; its plan stands.")
    is_late = _is_late(playbook, member, record.on, cadence.plan_at, cadence, now=now)
    if record.planned_at is not None and is_late:
        raise WrongStateError("The plan stands; say how it went when you close the day.")
    is_due = due_on(playbook, member, record.on) is not None
    return replace(
        record, items=items, plan_text=text, planned_at=now, is_plan_late=is_due and is_late
    )


def closed(
    playbook: Playbook,
    member: MemberFacts,
    command: CloseDay,
    found: CheckInRecord | None,
    *,
    check_in_id: UUID,
    now: datetime,
) -> CheckInRecord:
    """Return a member's check-in with how the day went; said again on the same day, the words are replaced.

    Raises:
        NotAllowedError: The member scores for no team.
        InvalidInputError: The day is not the present one.
        InvalidTextError: The words can't be stored.
        WrongStateError: The team has no check-ins, or what was said before was answered.
    """
    record, cadence = _opened(playbook, member, command.on, found, check_in_id, now=now)
    text = command.text and checked(command.text, limit=REASON_LIMIT, field="text")
    if record.done_at is not None:
        if record.answered_at is not None:
            raise WrongStateError("Your check-in was answered; it stands.")
        return replace(record, done_text=text)
    is_due = due_on(playbook, member, record.on) is not None
    is_late = is_due and _is_late(playbook, member, record.on, cadence.done_at, cadence, now=now)
    return replace(record, done_text=text, done_at=now, is_done_late=is_late)


def answered(
    command: AnswerCheckIn, found: CheckInRecord | None, *, team_id: UUID | None, now: datetime
) -> CheckInRecord:
    """Return a check-in with the answer of who leads its team; `team_id` is the team that the caller scores for.

    Another answer takes the place of the one before; when it was answered first stays.

    Raises:
        NotFoundError: There is none, or none that the caller reads.
        NotAllowedError: It is one's own, or of a team that the caller does not lead.
        InvalidTextError: The words can't be stored.
    """
    by = command.by
    if found is None or not may_read(by, found, team_id=team_id):
        raise NotFoundError(path=("checkInId",))
    if by.member_id == found.member_id or not leads(by, found.team_id):
        raise NotAllowedError("Who leads the team answers.", path=("checkInId",))
    text = command.text and checked(command.text, limit=REASON_LIMIT, field="text")
    return replace(
        found,
        answered_by=by.member_id,
        answered_at=found.answered_at or now,
        answer_text=text,
    )


def _opened(
    playbook: Playbook,
    member: MemberFacts,
    asked: date | None,
    found: CheckInRecord | None,
    check_in_id: UUID,
    *,
    now: datetime,
) -> tuple[CheckInRecord, CheckInCadence]:
    today = member_day(member.zones, playbook.calendars, now)
    if asked not in (None, today):
        raise InvalidInputError(
            f"You check in for your present day, {today.isoformat()}: a day that is over can't be filled in.",
            path=("on",),
        )
    team_id, cadence = team_on(member.teams, today), cadence_of(playbook, member, today)
    if team_id is None:
        raise NotAllowedError("You score for no team, so there is nobody to check in with.")
    if cadence is None:
        raise WrongStateError("Your team has no check-ins; who leads it can set them.")
    if found is not None:
        return found, cadence
    made = CheckInRecord(
        check_in_id=check_in_id,
        member_id=member.member_id,
        on=today,
        team_id=team_id,
        is_shared=cadence.is_shared,
    )
    return made, cadence


def _is_late(
    playbook: Playbook,
    member: MemberFacts,
    on: date,
    clock: time,
    cadence: CheckInCadence,
    *,
    now: datetime,
) -> bool:
    hour = due_at(playbook, member, on, clock)
    return hour is not None and now > hour + timedelta(minutes=cadence.grace_minutes)


def _checked_items(playbook: Playbook, items: Collection[PlannedItem]) -> tuple[PlannedItem, ...]:
    if len(items) > MOST_ITEMS:
        raise InvalidInputError(f"A plan has at most {MOST_ITEMS} numbers.", path=("items",))
    seen: set[tuple[str | None, str | None]] = set()
    for item in items:
        if (item.kind is None) is (item.metric_key is None):
            raise InvalidInputError(
                "A number is of a kind of activity or in a metric: give one.", path=("items",)
            )
        if item.kind is not None and item.kind not in playbook.kinds:
            raise UnknownKindError(path=("items",))
        if item.metric_key is not None:
            metric = playbook.metrics.get(item.metric_key)
            if metric is None:
                raise UnknownMetricError(path=("items",))
            if metric.measure is Measure.POINTS:
                raise InvalidInputError("Plan what brings the points.", path=("items",))
        if not 1 <= item.planned <= MOST_PLANNED:
            raise InvalidQuantityError(
                f"A planned number lies between 1 and {MOST_PLANNED}.", path=("items",)
            )
        if (item.kind, item.metric_key) in seen:
            raise InvalidInputError("A plan names each thing once.", path=("items",))
        seen.add((item.kind, item.metric_key))
    return tuple(items)
