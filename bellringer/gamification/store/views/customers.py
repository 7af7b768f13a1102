"""Customers as people see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.customers import Brought, Owned, OwnerSpan
from bellringer.gamification.rules.customers import owner_on
from bellringer.gamification.rules.kpis.catalogue import WON
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """A customer, whose it is over time, and whose on the day."""

    customer_id: UUID
    external_id: str
    owners: tuple[OwnerSpan, ...]
    owner_id: UUID | None


_LISTED = """
FROM customer c
WHERE c.org_id = $1 AND ($2::text IS NULL OR c.external_id = $2)
  AND ($3::uuid IS NULL OR EXISTS (
        SELECT FROM customer_owner o WHERE o.org_id = $1 AND o.customer_id = c.customer_id
           AND o.member_id = $3 AND o.starts_on <= $4 AND (o.ends_on IS NULL OR o.ends_on > $4)))
"""
_LISTING = """
SELECT c.customer_id, c.external_id,
       ARRAY(SELECT row(o.member_id, o.starts_on, o.ends_on) FROM customer_owner o
              WHERE o.org_id = $1 AND o.customer_id = c.customer_id
              ORDER BY o.starts_on) AS owners
{listed} AND {beyond} ORDER BY {order} LIMIT {limit}
"""
_FORWARD, _BACKWARD = both_ways(
    _LISTING.replace("{listed}", _LISTED),
    ('c.external_id COLLATE "C"',),
    ("text",),
    start=5,
    descending=False,
)
_COUNT = "SELECT count(*)" + _LISTED
# by the day that decided whose a customer was when it was recorded
_BROUGHT = """
SELECT asked.place, sum(c.quantity)::bigint AS activities,
       coalesce(sum(c.quantity) FILTER (WHERE a.kind = $6), 0)::bigint AS deals_won,
       coalesce(sum(c.amount_minor) FILTER (WHERE a.kind = $6), 0)::bigint AS revenue_minor
  FROM unnest($2::text[], $3::uuid[], $4::date[], $5::date[])
       WITH ORDINALITY AS asked (external_id, member_id, starts_on, ends_on, place)
  JOIN activity AS a
    ON a.org_id = $1 AND a.customer_external_id = asked.external_id AND a.reverses_id IS NULL
  JOIN credit AS c
    ON c.org_id = $1 AND c.activity_id = a.activity_id AND c.member_id = asked.member_id
   AND c.org_on >= asked.starts_on AND (asked.ends_on IS NULL OR c.org_on < asked.ends_on)
 WHERE NOT EXISTS (
       SELECT FROM activity AS back WHERE back.org_id = $1 AND back.reverses_id = a.activity_id)
 GROUP BY asked.place
"""

KEY = (str,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    """Which customers: one by its outside id, or those that a member owns on the day."""

    on: date
    external_id: str | None = None
    owner_id: UUID | None = None

    def arguments(self) -> tuple[Any, ...]:
        """Return the parameters in the statement's order."""
        return self.external_id, self.owner_id, self.on


async def page(connection: Connection, window: Window, which: Customers) -> Page[CustomerView]:
    """List customers by their outside ids."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, *which.arguments(), *asked(window, 1))
    return found(window, rows, lambda row: _view(row, which.on))


async def count(connection: Connection, which: Customers) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, *which.arguments()))


async def brought(connection: Connection, owned: Sequence[Owned]) -> dict[Owned, Brought]:
    """Return what each owner was credited with for a customer in a span, without what was taken back."""
    rows = await connection.fetch(
        _BROUGHT,
        connection.org_id,
        [each.external_id for each in owned],
        [each.span.member_id for each in owned],
        [each.span.starts_on for each in owned],
        [each.span.ends_on for each in owned],
        WON,
    )
    made = dict.fromkeys(owned, Brought())
    for row in rows:
        made[owned[row["place"] - 1]] = Brought(
            activities=row["activities"],
            deals_won=row["deals_won"],
            revenue_minor=row["revenue_minor"],
        )
    return made


def _view(row: Any, on: date) -> CustomerView:
    owners = tuple(
        OwnerSpan(member_id=member_id, starts_on=starts_on, ends_on=ends_on)
        for member_id, starts_on, ends_on in row["owners"]
    )
    return CustomerView(
        customer_id=row["customer_id"],
        external_id=row["external_id"],
        owners=owners,
        owner_id=owner_on(owners, on),
    )
