"""One-to-ones: what two people talk about, see, note and agree; once both have signed, it stands.

Triggers of the database refuse every change of what both have signed; only erasure deletes words of it.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    check,
    data,
    filled,
    key,
    one_of,
    refers,
    small,
    words,
)
from bellringer.words import OneOnOneKind, OneOnOneNoteKind


class OneOnOne(TenantTable, table=True):
    """A talk of a lead and a member; `version` rises with every change of what both sides see."""

    __table_args__: ClassVar[Any] = (
        refers("lead_id", "member", "member_id"),
        refers("member_id", "member"),
        refers("created_by", "member", "member_id"),
        one_of("kind", OneOnOneKind),
        check("sides", "lead_id <> member_id"),
        check(
            "signed",
            "held_at IS NOT NULL OR lead_signed_at IS NULL AND member_signed_at IS NULL",
        ),
        check("cancelled", "cancelled_at IS NULL OR held_at IS NULL"),
        Index(None, "org_id", "lead_id", "planned_at"),
        Index(None, "org_id", "member_id", "planned_at"),
    )
    one_on_one_id: UUID = key()
    kind: str = words()
    lead_id: UUID
    member_id: UUID
    planned_at: datetime
    created_by: UUID | None = None
    created_at: datetime
    held_at: datetime | None = Field(default=None)
    review_on: date | None = Field(default=None)
    version: int = filled(1, "1")
    acknowledged_at: datetime | None = Field(default=None)
    lead_signed_at: datetime | None = Field(default=None)
    member_signed_at: datetime | None = Field(default=None)
    cancelled_at: datetime | None = Field(default=None)


class OneOnOneTopic(TenantTable, table=True):
    """Something to talk about; what was not covered is carried over to the next talk of the two."""

    __table_args__: ClassVar[Any] = (
        refers("one_on_one_id", "one_on_one"),
        refers("carried_from", "one_on_one", "one_on_one_id"),
        refers("raised_by", "member", "member_id"),
    )
    one_on_one_id: UUID = key()
    topic_no: int = small(primary_key=True)
    raised_by: UUID
    is_covered: bool = filled(False, "false")
    carried_from: UUID | None = None


class OneOnOneTopicNote(TenantTable, table=True):
    """The words of a topic, apart so that they can be erased."""

    __table_args__: ClassVar[Any] = (refers("one_on_one_id topic_no", "one_on_one_topic"),)
    one_on_one_id: UUID = key()
    topic_no: int = small(primary_key=True)
    body: str = words()


class OneOnOneNote(TenantTable, table=True):
    """What one side has noted: for itself (PRIVATE), or for both."""

    __table_args__: ClassVar[Any] = (
        refers("one_on_one_id", "one_on_one"),
        refers("author_id", "member", "member_id"),
        one_of("kind", OneOnOneNoteKind),
    )
    one_on_one_id: UUID = key()
    author_id: UUID = key()
    kind: str = words(primary_key=True)
    body: str = words()
    written_at: datetime


class OneOnOneFigures(TenantTable, table=True):
    """The member's numbers as they were when the talk began, with their titles of then."""

    __table_args__: ClassVar[Any] = (refers("one_on_one_id", "one_on_one"),)
    one_on_one_id: UUID = key()
    figures: Any = data()
