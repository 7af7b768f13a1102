"""Members as the rules see them, with what holds for them over time."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.words import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSpan:
    """The IANA zone a member's days are counted in, from an instant on."""

    effective_from: datetime
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSpan:
    """A member's scoring team over [starts_on, ends_on)."""

    team_id: UUID
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSpan:
    """A member's absence over [starts_on, ends_on)."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """A member under lock. `total_points` is the lifetime sum of the POINTS account."""

    member_id: UUID
    role: Role
    is_active: bool
    next_seq: int
    level: int
    total_points: int
    zones: tuple[ZoneSpan, ...] = ()
    teams: tuple[TeamSpan, ...] = ()
    leave: tuple[LeaveSpan, ...] = ()
    sales_role: str | None = None
    joined_on: date | None = None
    left_on: date | None = None  # the first day of absence
