"""What activities pay, and the levels that points reach."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bellringer.words import PeriodKind


class Per(StrEnum):
    """What a rule pays for: each unit of quantity, or each full step of the amount."""

    UNIT = "UNIT"
    AMOUNT_STEP = "AMOUNT_STEP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one version of a rule pays: `points` per unit, or per full `step_minor` of the amount (floor).

    The conditions that are set must all hold. Weekdays are ISO (1 Monday), in the organization's zone.
    `sales_role` is of the member who is paid. The caps are what one member gets from the rule at most in a
    day and in a week of the member's own calendar. Within `cooldown_minutes` of an activity that the rule
    has paid the member for, it pays nothing.
    """

    points: int
    per: Per = Per.UNIT
    step_minor: int | None = None
    minimum_amount_minor: int | None = None
    tag: str | None = None
    weekdays: frozenset[int] = frozenset()
    sales_role: str | None = None
    cap_per_day: int | None = None
    cap_per_week: int | None = None
    cooldown_minutes: int | None = None

    @property
    def caps(self) -> tuple[tuple[PeriodKind, int], ...]:
        """Return what one member gets at most, by period, the shorter first."""
        both = ((PeriodKind.DAY, self.cap_per_day), (PeriodKind.WEEK, self.cap_per_week))
        return tuple((period, cap) for period, cap in both if cap is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """One version of a point rule; `effective_from` None holds from the beginning of time."""

    rule_id: UUID
    version: int
    kind: str
    title: str
    terms: Terms
    effective_from: datetime | None
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Boost:
    """A window in which rules pay `percent` of their worth: what happens in [starts_at, ends_at).

    Without `kinds` it is for all of them. `ended_at` is when it was called off: what happens, and is
    recorded, from then on is not boosted.
    """

    boost_id: UUID
    title: str
    percent: int
    starts_at: datetime
    ends_at: datetime
    published_at: datetime
    kinds: frozenset[str] = frozenset()
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step on lifetime points."""

    number: int
    threshold: int
    title: str
