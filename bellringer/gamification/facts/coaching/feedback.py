"""Feedback as the rules see it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.words import FeedbackState


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackFacts:
    """Feedback asked for, under lock: who is to give it to whom, until when."""

    feedback_id: UUID
    from_member_id: UUID
    to_member_id: UUID
    state: FeedbackState
    due_on: date | None
