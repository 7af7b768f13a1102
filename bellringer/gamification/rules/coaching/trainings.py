"""Mentors and trainings: who sets them, and which weeks a training has."""

from datetime import date, datetime, timedelta

from bellringer.gamification.commands.coaching.trainings import SetMentor, SetTraining
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidQuantityError,
    NotAllowedError,
    UnknownMemberError,
    UnknownMetricError,
)
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import calendar_at, organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.permissions import leads

WEEK = timedelta(days=7)
MOST_WEEKS = 26
MOST_A_WEEK = 10**12
LOOKS_AROUND = timedelta(days=366)


def is_led(playbook: Playbook, by: Principal, member: MemberFacts, *, now: datetime) -> bool:
    """Tell whether the caller leads a member today, and is not that member."""
    team_id = team_on(member.teams, organization_day(playbook.calendars, now))
    return by.member_id != member.member_id and leads(by, team_id)


def check_mentee(
    playbook: Playbook, by: Principal, mentee: MemberFacts | None, *, now: datetime
) -> MemberFacts:
    """Return the member, if the caller leads the member.

    Raises:
        UnknownMemberError: There is no such active member.
        NotAllowedError: Another leads the member.
    """
    if mentee is None or not mentee.is_active:
        raise UnknownMemberError(path=("menteeId",))
    if not is_led(playbook, by, mentee, now=now):
        raise NotAllowedError("Mentors are given by who leads the member.", path=("menteeId",))
    return mentee


def check_mentor(command: SetMentor, mentor: MemberFacts | None, *, today: date) -> None:
    """Refuse a pair that can't be.

    Raises:
        UnknownMemberError: There is no such active mentor.
        InvalidInputError: It is the mentee, or the dates can't be.
    """
    if command.mentor_id == command.mentee_id:
        raise InvalidInputError("Nobody is the own mentor.", path=("mentorId",))
    if mentor is None or not mentor.is_active:
        raise UnknownMemberError(path=("mentorId",))
    if not today - LOOKS_AROUND <= command.starts_on <= today + LOOKS_AROUND:
        raise InvalidInputError("A mentoring begins within a year.", path=("startsOn",))
    if command.ends_on is not None and command.ends_on <= command.starts_on:
        raise InvalidInputError("It ends after it has begun.", path=("endsOn",))


def check_training(
    playbook: Playbook, command: SetTraining, member: MemberFacts | None, *, now: datetime
) -> date:
    """Return the first day of the training's first week, as the organization counts weeks.

    Raises:
        UnknownMemberError: There is no such active member.
        NotAllowedError: It is neither the member nor who leads the member.
        UnknownMetricError: There is no such metric.
        InvalidQuantityError: It is no number of a week.
        InvalidInputError: There are too few or too many weeks, or they lie far off.
    """
    if member is None or not member.is_active:
        raise UnknownMemberError(path=("memberId",))
    by = command.by
    if by.member_id != member.member_id and not is_led(playbook, by, member, now=now):
        raise NotAllowedError(path=("memberId",))
    if command.metric_key not in playbook.metrics:
        raise UnknownMetricError(path=("metricKey",))
    if not 1 <= command.per_week <= MOST_A_WEEK:
        raise InvalidQuantityError("A week needs at least 1.", path=("perWeek",))
    if not 1 <= command.weeks <= MOST_WEEKS:
        raise InvalidInputError(f"A training has 1 to {MOST_WEEKS} weeks.", path=("weeks",))
    today = organization_day(playbook.calendars, now)
    if not today - WEEK <= command.starts_on <= today + LOOKS_AROUND:
        raise InvalidInputError(
            "A training begins between a week ago and a year ahead.", path=("startsOn",)
        )
    first = calendar_at(playbook.calendars, command.starts_on).week_starts_on
    return command.starts_on - timedelta(days=(command.starts_on.isoweekday() - first) % 7)


def weeks_of(starts_on: date, weeks: int) -> list[tuple[date, date]]:
    """Return the weeks of a training, half-open."""
    firsts = [starts_on + WEEK * number for number in range(weeks)]
    return [(first, first + WEEK) for first in firsts]
