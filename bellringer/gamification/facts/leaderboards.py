"""Sums and periods that a batch touches."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalKey:
    """A member's total of a metric over the organization's days [starts_on, ends_on); None is open."""

    member_id: UUID
    metric_key: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedPeriod:
    """A period of a board that a batch moves; its row is made when it is the first to do so."""

    board_id: int
    starts_on: date
    starts_at: datetime | None
    ends_at: datetime | None
