"""What capped and cooling rules have paid so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from bellringer.words import PeriodKind

PaidAt = tuple[datetime, UUID]  # when it happened, and the entry that paid for it


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CapKey:
    """A day or week, by its first date of the member's own, in which a rule pays a member so much at most."""

    rule_id: UUID
    member_id: UUID
    period: PeriodKind
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooling:
    """The time around an activity, both ends left out, in which a rule may not have paid the member."""

    rule_id: UUID
    member_id: UUID
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleUse:
    """What rules have paid, as far as what is to be priced looks at it; both net of reversals.

    `caps` are points. `paid_at` is what a rule has paid a member for, by (rule, member), in the order in
    which it happened.
    """

    caps: Mapping[CapKey, int] = field(default_factory=dict)
    paid_at: Mapping[tuple[UUID, UUID], Sequence[PaidAt]] = field(default_factory=dict)
