"""Check-ins: what a member plans for a day, and how it went."""

from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    big,
    check,
    filled,
    key,
    one_of,
    refers,
    small,
    words,
)
from bellringer.words import CheckInPart


class CheckInCadence(TenantTable, table=True):
    """When a team checks in from a date on, until its next cadence; weekdays as in the working calendar, or none."""

    __table_args__: ClassVar[Any] = (
        refers("team_id", "team"),
        refers("set_by", "member", "member_id"),
        check("weekdays", "weekdays BETWEEN 0 AND 127"),
        check("hours", "plan_at < done_at"),
        check("grace_minutes", "grace_minutes BETWEEN 0 AND 240"),
    )
    team_id: UUID = key()
    effective_from: date = key()
    weekdays: int = small()
    plan_at: time
    done_at: time
    grace_minutes: int = small()
    is_shared: bool = filled(False, "false")
    set_by: UUID | None = None
    set_at: datetime


class CheckIn(TenantTable, table=True):
    """A member's check-in of a day of the member's own; the team, and who may read it, are those of that day."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        refers("team_id", "team"),
        refers("answered_by", "member", "member_id"),
        UniqueConstraint("org_id", "member_id", "on_date"),
        check("parts", "planned_at IS NOT NULL OR done_at IS NOT NULL"),
        check("answered", "answered_at IS NOT NULL OR answered_by IS NULL"),
        Index(None, "org_id", "team_id", "on_date"),
    )
    check_in_id: UUID = key()
    member_id: UUID
    on_date: date
    team_id: UUID
    is_shared: bool
    planned_at: datetime | None = Field(default=None)
    is_plan_late: bool = filled(False, "false")
    done_at: datetime | None = Field(default=None)
    is_done_late: bool = filled(False, "false")
    answered_by: UUID | None = None
    answered_at: datetime | None = Field(default=None)


class CheckInItem(TenantTable, table=True):
    """A number that a member plans: of a kind of activity, or in a metric's unit."""

    __table_args__: ClassVar[Any] = (
        refers("check_in_id", "check_in"),
        refers("kind", "activity_kind"),
        refers("metric_key", "metric"),
        check("either", "(kind IS NULL) <> (metric_key IS NULL)"),
        check("planned", "planned > 0"),
    )
    check_in_id: UUID = key()
    item_no: int = small(primary_key=True)
    kind: str | None = words(default=None)
    metric_key: str | None = words(default=None)
    planned: int = big()


class CheckInNote(TenantTable, table=True):
    """What was said with a part of a check-in, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (
        refers("check_in_id", "check_in"),
        one_of("part", CheckInPart),
    )
    check_in_id: UUID = key()
    part: str = words(primary_key=True)
    body: str = words()
