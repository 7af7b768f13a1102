"""When the timetable looks at a member again, by the member's own clock."""

from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from bellringer.models.tables import TenantTable, check, key, one_of, refers, words
from bellringer.words import Alarm


class MemberAlarm(TenantTable, table=True):
    """What is done for a member at an hour: `next_at` is when to look, not what is due.

    What is due follows from the hour that the member wants and from (`done_on`, `done_at`), the last hour on the
    member's clock for which it was done; so a look too many does nothing.
    """

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        one_of("alarm", Alarm),
        check("done", "(done_on IS NULL) = (done_at IS NULL)"),
        Index("ix_member_alarm_due", "org_id", "alarm", "next_at"),
        {"postgresql_with": {"fillfactor": "80"}},
    )
    alarm: str = words(primary_key=True)
    member_id: UUID = key()
    next_at: datetime
    done_on: date | None = Field(default=None)
    done_at: time | None = Field(default=None)


class RankLook(TenantTable, table=True):
    """Where a member stood in a board's period when the timetable last looked: the next change is told from there."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        check("rank", "rank >= 1"),
        {"postgresql_with": {"fillfactor": "80"}},
    )
    member_id: UUID = key()
    board_key: str = words()
    starts_on: date
    rank: int
