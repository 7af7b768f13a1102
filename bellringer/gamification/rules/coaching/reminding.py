"""When members are reminded to check in, by their own clocks."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID

from bellringer.gamification.facts.coaching.check_ins import CheckInRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.clocks import Hour
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.calendars.periods import member_day, own_day_begins
from bellringer.gamification.rules.coaching.check_ins import cadence_of, due_at, due_on
from bellringer.gamification.rules.identity import named_id
from bellringer.words import CheckInPart, NotificationKind

_DAYS_LOOKED_AT = 3  # today and those of which an hour may come before the next look


def hours(playbook: Playbook, member: MemberFacts, *, now: datetime) -> Collection[time]:
    """Return the hours at which to look at a member in the days to come; one too many does nothing."""
    today = member_day(member.zones, playbook.calendars, now)
    cadences = (
        cadence_of(playbook, member, today + timedelta(days=number))
        for number in range(_DAYS_LOOKED_AT)
    )
    return {clock for each in cadences if each for clock in (each.plan_at, each.done_at)}


def part_due(playbook: Playbook, member: MemberFacts, hour: Hour) -> CheckInPart | None:
    """Return what a member is to be asked for at an hour of a day; None on a day without a check-in."""
    on, clock = hour
    cadence = due_on(playbook, member, on)
    if cadence is None or clock < cadence.plan_at:
        return None
    return CheckInPart.PLAN if clock < cadence.done_at else CheckInPart.DONE


def is_given(record: CheckInRecord | None, part: CheckInPart) -> bool:
    """Tell whether a part of a check-in is there; whoever closed the day is not asked for a plan any more."""
    if record is None:
        return False
    return record.done_at is not None or (
        part is CheckInPart.PLAN and record.planned_at is not None
    )


def key_of(member_id: UUID, hour_on: object, part: CheckInPart) -> str:
    """Return what a reminder is told under, once."""
    return f"check-in:{member_id}:{hour_on}:{part}"


def remind(
    playbook: Playbook, member: MemberFacts, hour: Hour, part: CheckInPart, *, now: datetime
) -> Announcement:
    """Ask a member for a part of the day's check-in, no longer than until the next part, or the day's end."""
    on, _ = hour
    key = key_of(member.member_id, on, part)
    kind = NotificationKind.CHECK_IN_DUE
    ends_at = own_day_begins(member.zones, playbook.calendars, on + timedelta(days=1))
    cadence = due_on(playbook, member, on)
    if part is CheckInPart.PLAN and cadence is not None:
        ends_at = due_at(playbook, member, on, cadence.done_at) or ends_at
    return Announcement(
        announcement_id=named_id(now, playbook.org_id, key),
        kind=kind,
        dedupe_key=key,
        params={"on": on.isoformat(), "part": part},
        audience=Audience(member_ids=(member.member_id,)),
        occurred_at=now,
        expires_at=min(ends_at, now + LASTS[kind]),
    )
