"""Working days: which dates count for a member."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bellringer.gamification.facts import MemberFacts, TeamSpan
from bellringer.gamification.playbook import Playbook
from bellringer.gamification.rules.periods import calendar_at, is_lived


def team_on(teams: Sequence[TeamSpan], on: date) -> UUID | None:
    """Return the team that a member scores for on a date."""
    for span in teams:
        if span.starts_on <= on and (span.ends_on is None or on < span.ends_on):
            return span.team_id
    return None


def is_working_day(playbook: Playbook, member: MemberFacts, on: date) -> bool:
    """Tell whether a member is expected to work on a date.

    The member's leave decides first, then the team's own days, the organization's, the weekly pattern.
    A date that the member's clock never showed is no working day.
    """
    if not is_lived(member.zones, playbook.calendars, on):
        return False
    if any(span.starts_on <= on < span.ends_on for span in member.leave):
        return False
    if playbook.special_days:
        team_id = team_on(member.teams, on)
        for scope_id in (team_id, playbook.org_id):
            worked = playbook.special_days.get((scope_id, on)) if scope_id else None
            if worked is not None:
                return worked
    return bool(calendar_at(playbook.calendars, on).working_weekdays >> on.weekday() & 1)
