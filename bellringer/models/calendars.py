"""Working calendars: zones, weeks and years of an organization, holidays, days off and leave."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    check,
    default,
    filled,
    key,
    refers,
    small,
    words,
)


class WorkingCalendar(TenantTable, table=True):
    """How the organization counts days, from a date on.

    `working_weekdays` has bit 0 for Monday up to bit 6 for Sunday; `week_starts_on` is ISO, 1 for Monday.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        check("week_starts_on", "week_starts_on BETWEEN 1 AND 7"),
        check("fiscal_year_starts_in", "fiscal_year_starts_in BETWEEN 1 AND 12"),
        check("working_weekdays", "working_weekdays BETWEEN 1 AND 127"),
    )
    effective_from: date = key()
    timezone: str = words()
    week_starts_on: int = small(default=1, **default("1"))
    fiscal_year_starts_in: int = small(default=1, **default("1"))
    working_weekdays: int = small(default=31, **default("31"))
    counts_days_off: bool = filled(False, "false")
    country: str | None = words(default=None)
    subdivision: str | None = words(default=None)


class CalendarDay(TenantTable, table=True):
    """A day that differs from the weekly pattern, for the organization or one team (`scope_id`)."""

    __table_args__: ClassVar[Any] = (belongs_to_organization(),)
    scope_id: UUID = key()
    on_date: date = key()
    is_working: bool
    name: str = words()


class Leave(TenantTable, table=True):
    """A member's absence over [starts_on, ends_on); may be entered afterwards, which is audited."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        check("dates", "ends_on > starts_on"),
        Index(None, "org_id", "member_id"),
    )
    leave_id: UUID = key()
    member_id: UUID
    starts_on: date
    ends_on: date
    entered_by: str = words()
    entered_at: datetime
