"""The library of a team, or of all: what went well, told by who did it."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from bellringer.models.tables import TenantTable, key, refers, words


class Lesson(TenantTable, table=True):
    """Something that a member shares with a team, or with all where it names none; its words stand apart."""

    __table_args__: ClassVar[Any] = (
        refers("by_member_id", "member", "member_id"),
        refers("team_id", "team"),
        Index(None, "org_id", "team_id", "lesson_id"),
    )
    lesson_id: UUID = key()
    by_member_id: UUID
    team_id: UUID | None = None
    shared_at: datetime
    removed_at: datetime | None = Field(default=None)


class LessonNote(TenantTable, table=True):
    """What a lesson says, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (refers("lesson_id", "lesson"),)
    lesson_id: UUID = key()
    title: str = words()
    body: str = words()
