"""Mentors and trainings."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMentor:
    """Give a member a mentor over [starts_on, ends_on)."""

    by: Principal
    mentee_id: UUID
    mentor_id: UUID
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMentoring:
    """Let the mentoring of a member that runs on a date end with it."""

    by: Principal
    mentee_id: UUID
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTraining:
    """Agree on so much of a metric a week, for some weeks from the one that holds a date."""

    by: Principal
    member_id: UUID
    title: str
    metric_key: str
    per_week: int
    starts_on: date
    weeks: int
