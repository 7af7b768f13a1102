"""Meetings of a team as they are on record."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.words import MetricUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    """A meeting of a team."""

    meeting_id: UUID
    team_id: UUID
    planned_at: datetime
    created_by: UUID | None
    created_at: datetime
    held_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HurdleRecord:
    """Something in the team's way; its words are gone where they were erased."""

    meeting_id: UUID
    hurdle_no: int
    raised_by: UUID
    raised_at: datetime
    resolved_by: UUID | None
    resolved_at: datetime | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a goal of the team asks of each working day that is left, today included; values without the baseline.

    `per_day` is what the days that have passed brought on average, rounded down; None before the first has passed.
    `needed_per_day` is rounded up; None when nothing is missing or no day is left.
    """

    goal_id: UUID
    title: str
    unit: MetricUnit
    missing: int
    days_left: int
    needed_per_day: int | None
    per_day: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """So many check-ins of a day, answered by somebody on a day of the organization, or by nobody yet."""

    on: date
    by: UUID | None
    answered_on: date | None
    check_ins: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCounts:
    """What a lead has done for a team over the days that are counted, and what the lead has taken on.

    Talks are those with members of the team that were planned for those days; check-ins those of the team.
    """

    check_ins: int = 0
    answered: int = 0
    answered_on_time: int = 0
    talks: int = 0
    talks_on_time: int = 0
    feedback: int = 0
    open_items: int = 0
    overdue_items: int = 0
