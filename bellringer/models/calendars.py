"""Working calendars: zones, weeks and years of an organization, holidays, days off and leave."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, SmallInteger

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    check,
    default,
    filled,
    key,
    one_of,
    refers,
    small,
    words,
)
from bellringer.words import DayOrigin, FiscalPattern


class WorkingCalendar(TenantTable, table=True):
    """How the organization counts days, from a date on.

    `working_weekdays` has bit 0 for Monday up to bit 6 for Sunday; `week_starts_on` is ISO, 1 for Monday.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        check("week_starts_on", "week_starts_on BETWEEN 1 AND 7"),
        check("fiscal_year_starts_in", "fiscal_year_starts_in BETWEEN 1 AND 12"),
        check("working_weekdays", "working_weekdays BETWEEN 1 AND 127"),
        one_of("fiscal_pattern", FiscalPattern),
    )
    effective_from: date = key()
    timezone: str = words()
    week_starts_on: int = small(default=1, **default("1"))
    fiscal_year_starts_in: int = small(default=1, **default("1"))
    working_weekdays: int = small(default=31, **default("31"))
    counts_days_off: bool = filled(False, "false")
    fiscal_pattern: str = words(default=FiscalPattern.CALENDAR, **default("'CALENDAR'"))


class CalendarDay(TenantTable, table=True):
    """A day that differs from the weekly pattern, for the organization or one team (`scope_id`).

    A public holiday was copied from the library; what an admin has set of one's own stands before it.
    """

    __table_args__: ClassVar[Any] = (belongs_to_organization(), one_of("origin", DayOrigin))
    scope_id: UUID = key()
    on_date: date = key()
    is_working: bool
    name: str = words()
    origin: str = words(default=DayOrigin.OWN, **default("'OWN'"))


class CalendarYear(TenantTable, table=True):
    """A year for which public holidays were copied, of a country, for the organization or one team.

    In such a year a team keeps its own public holidays and not the organization's.
    """

    __table_args__: ClassVar[Any] = (belongs_to_organization(),)
    scope_id: UUID = key()
    year: int = key(sa_type=SmallInteger)
    country: str = words()
    subdivision: str | None = words(default=None)
    opened_at: datetime


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
