"""Feedback between members."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFeedback:
    """Tell a member something, unasked."""

    by: Principal
    to_member_id: UUID
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFeedback:
    """Ask a colleague for feedback, until a date."""

    by: Principal
    from_member_id: UUID
    question: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFeedback:
    """Give the feedback that was asked for; without a text, decline to."""

    by: Principal
    feedback_id: UUID
    text: str | None
