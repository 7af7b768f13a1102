"""Customers, and whose they are from when to when."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    check,
    key,
    refers,
    words,
)


class Customer(TenantTable, table=True):
    """An account by the id that activities and outside systems know it by."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        UniqueConstraint("org_id", "external_id"),
    )
    customer_id: UUID = key()
    external_id: str = words()
    created_at: datetime


class CustomerOwner(TenantTable, table=True):
    """The member who owns a customer over [starts_on, ends_on), at most one at any date."""

    __table_args__: ClassVar[Any] = (
        refers("customer_id", "customer"),
        refers("member_id", "member"),
        check("dates", "ends_on IS NULL OR ends_on > starts_on"),
    )
    customer_id: UUID = key()
    starts_on: date = key()
    ends_on: date | None = None
    member_id: UUID


class CustomerCredit(TenantTable, table=True):
    """A kind of activity whose credit follows the customer's owner."""

    __table_args__: ClassVar[Any] = (refers("kind", "activity_kind"),)
    kind: str = words(primary_key=True)
