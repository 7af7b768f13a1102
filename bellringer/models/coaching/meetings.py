"""Meetings of a team: what is in the way, and what it takes from here."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from bellringer.models.tables import TenantTable, check, data, key, refers, small, words


class Meeting(TenantTable, table=True):
    """A meeting of a team; what it looked forward to is kept when it begins."""

    __table_args__: ClassVar[Any] = (
        refers("team_id", "team"),
        refers("created_by", "member", "member_id"),
        check("cancelled", "cancelled_at IS NULL OR held_at IS NULL"),
        Index(None, "org_id", "team_id", "planned_at"),
    )
    meeting_id: UUID = key()
    team_id: UUID
    planned_at: datetime
    created_by: UUID | None = None
    created_at: datetime
    held_at: datetime | None = Field(default=None)
    cancelled_at: datetime | None = Field(default=None)


class MeetingOutlook(TenantTable, table=True):
    """What the team's goals asked of each working day when a meeting began, with their titles of then."""

    __table_args__: ClassVar[Any] = (refers("meeting_id", "meeting"),)
    meeting_id: UUID = key()
    lines: Any = data()


class MeetingHurdle(TenantTable, table=True):
    """Something that is in the team's way, until it is not; it stays before the team in later meetings."""

    __table_args__: ClassVar[Any] = (
        refers("meeting_id", "meeting"),
        refers("raised_by", "member", "member_id"),
        refers("resolved_by", "member", "member_id"),
        check("resolved", "resolved_at IS NOT NULL OR resolved_by IS NULL"),
    )
    meeting_id: UUID = key()
    hurdle_no: int = small(primary_key=True)
    raised_by: UUID
    raised_at: datetime
    resolved_by: UUID | None = None
    resolved_at: datetime | None = Field(default=None)


class MeetingHurdleNote(TenantTable, table=True):
    """The words of a hurdle, apart so that they can be erased."""

    __table_args__: ClassVar[Any] = (refers("meeting_id hurdle_no", "meeting_hurdle"),)
    meeting_id: UUID = key()
    hurdle_no: int = small(primary_key=True)
    body: str = words()
