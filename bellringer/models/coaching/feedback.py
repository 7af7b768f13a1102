"""Feedback: what one member tells another, on their own account or because they were asked."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    check,
    key,
    one_of,
    partial_index,
    refers,
    words,
)
from bellringer.words import FeedbackState


class Feedback(TenantTable, table=True):
    """Feedback given, or asked for by who is to receive it; `decided_at` is when it ceased to be open."""

    __table_args__: ClassVar[Any] = (
        refers("from_member_id", "member", "member_id"),
        refers("to_member_id", "member", "member_id"),
        one_of("state", FeedbackState),
        check("members", "from_member_id <> to_member_id"),
        check("decided", "(state = 'REQUESTED') = (decided_at IS NULL)"),
        check("due", "state = 'GIVEN' OR due_on IS NOT NULL"),
        Index(None, "org_id", "from_member_id", "feedback_id"),
        Index(None, "org_id", "to_member_id", "feedback_id"),
        partial_index(
            "ix_feedback_open", "org_id", "due_on", "feedback_id", where="state = 'REQUESTED'"
        ),
    )
    feedback_id: UUID = key()
    from_member_id: UUID
    to_member_id: UUID
    state: str = words()
    created_at: datetime
    due_on: date | None = None
    decided_at: datetime | None = Field(default=None)


class FeedbackNote(TenantTable, table=True):
    """What was asked, and what was said, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (refers("feedback_id", "feedback"),)
    feedback_id: UUID = key()
    question: str | None = words(default=None)
    body: str | None = words(default=None)
