"""Meetings of a team: planned, held, with what is in the way."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMeeting:
    """Call a team that the caller leads together."""

    by: Principal
    team_id: UUID
    planned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelMeeting:
    """Call a meeting off that was not held."""

    by: Principal
    meeting_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldMeeting:
    """Begin a meeting: what the team's goals ask of each day is kept with it."""

    by: Principal
    meeting_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseHurdle:
    """Say what is in the way."""

    by: Principal
    meeting_id: UUID
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveHurdle:
    """Say that it is not in the way any more, or that it is again."""

    by: Principal
    meeting_id: UUID
    hurdle_no: int
    is_resolved: bool = True
