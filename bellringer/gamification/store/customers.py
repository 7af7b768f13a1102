"""Customers, and whose they are from when to when."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts.customers import Owners, OwnerSpan
from bellringer.ids import new_id
from bellringer.models.database import Connection

# Held, so that a customer does not change hands while something is recorded for it.
_OWNERS = """
SELECT customer.external_id, owner.member_id, owner.starts_on, owner.ends_on
  FROM customer
  JOIN customer_owner AS owner ON owner.org_id = $1 AND owner.customer_id = customer.customer_id
 WHERE customer.org_id = $1 AND customer.external_id = ANY($2::text[])
 ORDER BY customer.external_id, owner.starts_on
   FOR SHARE OF customer
"""
_INSERT_ONCE = """
INSERT INTO customer (org_id, customer_id, external_id, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, external_id) DO NOTHING
"""
_LOCK = "SELECT customer_id FROM customer WHERE org_id = $1 AND external_id = $2 FOR UPDATE"
_DROP_FROM = """
DELETE FROM customer_owner WHERE org_id = $1 AND customer_id = $2 AND starts_on >= $3
"""
_END = """
UPDATE customer_owner SET ends_on = $3
 WHERE org_id = $1 AND customer_id = $2 AND starts_on < $3 AND (ends_on IS NULL OR ends_on > $3)
"""
_OWN = """
INSERT INTO customer_owner (org_id, customer_id, starts_on, member_id) VALUES ($1, $2, $3, $4)
"""
_CREDIT = """
INSERT INTO customer_credit (org_id, kind) VALUES ($1, $2) ON CONFLICT (org_id, kind) DO NOTHING
"""
_NO_CREDIT = "DELETE FROM customer_credit WHERE org_id = $1 AND kind = $2"


async def owners(connection: Connection, external_ids: Collection[str]) -> Owners:
    """Hold customers, and return whose they are over time."""
    if not external_ids:
        return {}
    found: dict[str, tuple[OwnerSpan, ...]] = {}
    for row in await connection.fetch(_OWNERS, connection.org_id, list(external_ids)):
        span = OwnerSpan(
            member_id=row["member_id"], starts_on=row["starts_on"], ends_on=row["ends_on"]
        )
        found[row["external_id"]] = (*found.get(row["external_id"], ()), span)
    return found


async def hold(connection: Connection, external_id: str, *, now: datetime) -> UUID:
    """Lock the customer of an outside id, made if there was none."""
    org_id = connection.org_id
    await connection.execute(_INSERT_ONCE, org_id, new_id(), external_id, now)
    customer_id: UUID = await connection.fetchval(_LOCK, org_id, external_id)
    return customer_id


async def assign(
    connection: Connection, customer_id: UUID, member_id: UUID | None, *, starts_on: date
) -> None:
    """Give a customer to a member, or to nobody, from a date on; what was to come is dropped."""
    asked = (connection.org_id, customer_id, starts_on)
    await connection.execute(_DROP_FROM, *asked)
    await connection.execute(_END, *asked)
    if member_id is not None:
        await connection.execute(_OWN, *asked, member_id)


async def set_credit(connection: Connection, kind: str, *, follows_owner: bool) -> None:
    """Keep whether the credit of a kind follows the customer's owner."""
    sql = _CREDIT if follows_owner else _NO_CREDIT
    await connection.execute(sql, connection.org_id, kind)
