"""What may be set about calendars, and from when on it holds."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bellringer.gamification.commands.calendars import ChangeCalendar, ChangeMemberZone, EnterLeave
from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import (
    ALL_TIME_STARTS_ON,
    calendar_at,
    organization_day,
)
from bellringer.gamification.rules.calendars.zones import checked_zone

LONGEST_LEAVE = timedelta(days=731)
FURTHEST_LEAVE = timedelta(days=731)
FURTHEST_JOURNEY = timedelta(days=366)
_DAY = timedelta(days=1)


def next_span(playbook: Playbook, command: ChangeCalendar, *, now: datetime) -> CalendarSpan:
    """Return how days are counted from the next month on.

    What was to change then already is kept unless it is changed again.

    Raises:
        InvalidInputError: A value can't be, or nothing is given.
    """
    today = organization_day(playbook.calendars, now)
    effective_from = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    span = replace(calendar_at(playbook.calendars, effective_from), effective_from=effective_from)
    if command.timezone is not None:
        span = replace(span, timezone=checked_zone(command.timezone, field="timeZone"))
    if command.working_weekdays is not None:
        if not command.working_weekdays or not command.working_weekdays <= set(range(1, 8)):
            raise InvalidInputError(
                "Working weekdays are some of 1 (Monday) to 7 (Sunday).", path=("workingWeekdays",)
            )
        bits = sum(1 << weekday - 1 for weekday in command.working_weekdays)
        span = replace(span, working_weekdays=bits)
    if command.week_starts_on is not None:
        _check(command.week_starts_on, 7, "weekStartsOn")
        span = replace(span, week_starts_on=command.week_starts_on)
    if command.fiscal_year_starts_in is not None:
        _check(command.fiscal_year_starts_in, 12, "fiscalYearStartsIn")
        span = replace(span, fiscal_year_starts_in=command.fiscal_year_starts_in)
    if command.fiscal_pattern is not None:
        span = replace(span, fiscal_pattern=command.fiscal_pattern)
    if command.counts_days_off is not None:
        span = replace(span, counts_days_off=command.counts_days_off)
    return span


def checked_leave(command: EnterLeave, playbook: Playbook, *, now: datetime) -> None:
    """Check the dates of an absence.

    Raises:
        InvalidInputError: They are no span of one day to two years, or lie too far off.
    """
    if command.ends_on <= command.starts_on:
        raise InvalidInputError("The end comes after the start.", path=("endsOn",))
    if command.ends_on - command.starts_on > LONGEST_LEAVE:
        raise InvalidInputError("A leave has at most two years.", path=("endsOn",))
    furthest = organization_day(playbook.calendars, now) + FURTHEST_LEAVE
    if not ALL_TIME_STARTS_ON <= command.starts_on <= furthest:
        raise InvalidInputError("A leave begins at most two years ahead.", path=("startsOn",))


def checked_journey(command: ChangeMemberZone, *, now: datetime) -> datetime:
    """Return from when on a member's zone is another one.

    Raises:
        InvalidInputError: There is no such zone, or the instant lies in the past: days that were counted
            are never counted anew; or more than a year ahead.
    """
    checked_zone(command.timezone, field="timeZone")
    since = command.since or now
    if since < now:
        raise InvalidInputError(
            "Days that were counted are never counted anew; leave `since` out for now.",
            path=("since",),
        )
    if since > now + FURTHEST_JOURNEY:
        raise InvalidInputError("A journey begins at most a year ahead.", path=("since",))
    return since


def has_come(playbook: Playbook, on: date, *, now: datetime) -> bool:
    """Tell whether a date may have begun somewhere: only then can it have moved a run."""
    return on <= organization_day(playbook.calendars, now) + _DAY


def _check(value: int, most: int, field: str) -> None:
    if not 1 <= value <= most:
        raise InvalidInputError(f"This lies between 1 and {most}.", path=(field,))
