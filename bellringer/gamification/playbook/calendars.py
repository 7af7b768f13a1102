"""How an organization counts its days."""

from dataclasses import dataclass
from datetime import date

from bellringer.words import FiscalPattern


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSpan:
    """How the organization counts days from `effective_from` on, until the next span.

    `working_weekdays` has bit 0 for Monday up to bit 6 for Sunday; `week_starts_on` is ISO (1 Monday).
    """

    effective_from: date
    timezone: str
    week_starts_on: int = 1
    fiscal_year_starts_in: int = 1
    working_weekdays: int = 0b0011111
    counts_days_off: bool = False
    fiscal_pattern: FiscalPattern = FiscalPattern.CALENDAR
