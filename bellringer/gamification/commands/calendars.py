"""What may be done about the working calendar."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import FiscalPattern


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCalendar:
    """Count days otherwise from the next month on; None stays.

    `working_weekdays` are ISO, 1 for Monday to 7 for Sunday.
    """

    by: Principal
    timezone: str | None = None
    working_weekdays: frozenset[int] | None = None
    week_starts_on: int | None = None
    fiscal_year_starts_in: int | None = None
    fiscal_pattern: FiscalPattern | None = None
    counts_days_off: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCalendarYear:
    """Copy a country's public holidays of a year, for the organization or (`team_id`) one team.

    Of a year that is open this takes over what the library says by now. Without a `country` it is the one
    that the year, or the one before, was opened for.
    """

    by: Principal
    year: int
    team_id: UUID | None = None
    country: str | None = None
    subdivision: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCalendarDay:
    """Make a date a day off or an extra working day, of the organization or one team."""

    by: Principal
    on: date
    is_working: bool
    name: str
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveCalendarDay:
    """Let a date follow the weekly pattern again."""

    by: Principal
    on: date
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterLeave:
    """Keep a member's absence over [starts_on, ends_on), also afterwards."""

    by: Principal
    member_id: UUID
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveLeave:
    """Take an absence off the record again."""

    by: Principal
    leave_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMemberZone:
    """Count a member's days in another zone from an instant on, by default now."""

    by: Principal
    member_id: UUID
    timezone: str
    since: datetime | None = None
