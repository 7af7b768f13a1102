"""What is celebrated together, and which awards are to be mentioned in the next meeting."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from bellringer.models.tables import TenantTable, check, key, one_of, partial_index, refers, words
from bellringer.words import CelebrationKind


class Celebration(TenantTable, table=True):
    """A lunch, a ceremony or a retreat of a team, or of all where it names none; its words stand apart."""

    __table_args__: ClassVar[Any] = (
        refers("team_id", "team"),
        refers("created_by", "member", "member_id"),
        one_of("kind", CelebrationKind),
        Index(None, "org_id", "starts_at", "celebration_id"),
    )
    celebration_id: UUID = key()
    kind: str = words()
    team_id: UUID | None = None
    starts_at: datetime
    created_by: UUID | None = None
    created_at: datetime
    cancelled_at: datetime | None = Field(default=None)


class CelebrationNote(TenantTable, table=True):
    """What a celebration is called and what is said of it, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (refers("celebration_id", "celebration"),)
    celebration_id: UUID = key()
    title: str = words()
    body: str | None = words(default=None)


class CelebrationAward(TenantTable, table=True):
    """An award that a celebration honours."""

    __table_args__: ClassVar[Any] = (
        refers("celebration_id", "celebration"),
        refers("award_id", "badge_award"),
    )
    celebration_id: UUID = key()
    award_id: UUID = key()


class AwardMention(TenantTable, table=True):
    """An award to be mentioned in the next meeting, until that is ticked off."""

    __table_args__: ClassVar[Any] = (
        refers("award_id", "badge_award"),
        refers("asked_by", "member", "member_id"),
        refers("mentioned_by", "member", "member_id"),
        check("mentioned", "mentioned_at IS NOT NULL OR mentioned_by IS NULL"),
        partial_index(
            "ix_award_mention_waiting",
            *("org_id", "asked_at", "award_id"),
            where="mentioned_at IS NULL",
        ),
    )
    award_id: UUID = key()
    asked_by: UUID | None = None
    asked_at: datetime
    mentioned_by: UUID | None = None
    mentioned_at: datetime | None = Field(default=None)
