"""What members did on single days of theirs, up to an hour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A day of a member's own, and the last instant of it that is looked at."""

    member_id: UUID
    on: date
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How many of each kind, reversals taken off, and when the first and the last that stand happened."""

    counts: Mapping[str, int] = field(default_factory=dict)
    first_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def total(self) -> int:
        """Return how many of all kinds together."""
        return sum(self.counts.values())
