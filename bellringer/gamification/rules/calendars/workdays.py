"""Working days: which dates count for a member, and why others don't. There is no other definition."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from bellringer.gamification.facts.members import MemberFacts, TeamSpan
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import calendar_at, is_lived
from bellringer.words import DayOffReason


def team_on(teams: Sequence[TeamSpan], on: date) -> UUID | None:
    """Return the team that a member scores for on a date."""
    for span in teams:
        if span.starts_on <= on and (span.ends_on is None or on < span.ends_on):
            return span.team_id
    return None


def is_working_day(playbook: Playbook, member: MemberFacts, on: date) -> bool:
    """Tell whether a member is expected to work on a date."""
    return day_off(playbook, member, on) is None


def day_off(playbook: Playbook, member: MemberFacts, on: date) -> DayOffReason | None:
    """Return why a date is no working day of a member; None where it is one.

    A date that the member's clock never showed is none. Then the member's leave decides, then the team's
    own days and public holidays, the organization's, the weekly pattern. A team with public holidays of its
    own in that year does not keep the organization's.
    """
    if not is_lived(member.zones, playbook.calendars, on):
        return DayOffReason.SKIPPED
    if any(span.starts_on <= on < span.ends_on for span in member.leave):
        return DayOffReason.LEAVE
    return _closed(playbook, team_on(member.teams, on) if playbook.special_days else None, on)


def _closed(playbook: Playbook, team_id: UUID | None, on: date) -> DayOffReason | None:
    """Return why a team, for None the organization, does not work on a date."""
    if playbook.special_days:
        for scope_id in (team_id, playbook.org_id):
            worked = playbook.special_days.get((scope_id, on)) if scope_id else None
            if worked is None:
                continue
            is_holiday = (scope_id, on) in playbook.public_holidays
            if is_holiday and scope_id != team_id and (team_id, on.year) in playbook.abroad:
                continue
            if worked:
                return None
            return DayOffReason.PUBLIC_HOLIDAY if is_holiday else DayOffReason.DAY_OFF
    if calendar_at(playbook.calendars, on).working_weekdays >> on.weekday() & 1:
        return None
    return DayOffReason.WEEKLY


@lru_cache(maxsize=1024)
def working_days(
    playbook: Playbook, worker: MemberFacts | UUID | None, starts_on: date, ends_on: date
) -> tuple[date, ...]:
    """Return the working days of a member, a team or (None) the organization over [starts_on, ends_on).

    A member's begin with the first day in the organization.
    """
    days = (starts_on + timedelta(days=each) for each in range((ends_on - starts_on).days))
    if not isinstance(worker, MemberFacts):
        return tuple(on for on in days if _closed(playbook, worker, on) is None)
    joined_on = worker.joined_on or date.min
    return tuple(on for on in days if joined_on <= on and is_working_day(playbook, worker, on))
