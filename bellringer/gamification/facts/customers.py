"""Customers as the rules see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerSpan:
    """The member who owns a customer over [starts_on, ends_on)."""

    member_id: UUID
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A member's time with a customer of an outside id."""

    external_id: str
    span: OwnerSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What an owner was credited with for a customer in a span: how much was done, deals won, and minor units."""

    activities: int = 0
    deals_won: int = 0
    revenue_minor: int = 0


Owners = Mapping[str, tuple[OwnerSpan, ...]]  # by the customer's outside id
