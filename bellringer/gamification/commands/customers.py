"""Customers, and whose they are."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCustomer:
    """Give a customer to a member, or to nobody, from a date on; today if None. What was to come is dropped."""

    by: Principal
    external_id: str
    member_id: UUID | None
    starts_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCustomerCredit:
    """Say whether the credit of a kind of activity follows the customer's owner."""

    by: Principal
    kind: str
    follows_owner: bool
