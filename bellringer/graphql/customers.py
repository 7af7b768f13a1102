"""Customers, and whose they are."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.assign_customer import assign_customer, set_customer_credit
from bellringer.gamification.commands.customers import AssignCustomer, SetCustomerCredit
from bellringer.gamification.facts.customers import Brought, Owned
from bellringer.gamification.store.views import customers
from bellringer.gamification.store.views.customers import Customers, CustomerView
from bellringer.gamification.store.window import Window
from bellringer.graphql import describing, members
from bellringer.graphql.audiences import Audience, sees
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window_of,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import BadRequestError, Payload
from bellringer.graphql.metrics import Money
from bellringer.graphql.nodes import wanted
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import mutation, write

ID_LIMIT = 200


@describing.output
class CustomerBrought:
    """What an owner was credited with for a customer in a span, without what was taken back or waits for approval."""

    owner_id: strawberry.Private[UUID]
    activities: BigInt = said(
        "How much was done, deals won included: the quantities of activities that name the customer, are credited "
        "to the owner and are of the span's days. What is split counts with its largest share."
    )
    deals_won: BigInt = said("How many of them are deals won.")
    revenue: Money = said("The owner's share of what these deals, and those shared, were worth.")

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.owner_id,)

    @classmethod
    def of(cls, owner_id: UUID, found: Brought, currency: str) -> "CustomerBrought":
        """Show what a store counted."""
        return cls(
            owner_id=owner_id,
            activities=BigInt(found.activities),
            deals_won=BigInt(found.deals_won),
            revenue=Money(amount_minor=BigInt(found.revenue_minor), currency=currency),
        )


@describing.output
class CustomerOwner:
    """Whose a customer is for some dates."""

    owned: strawberry.Private[Owned]
    starts_on: date = said("The first day.")
    ends_on: date | None = said("The first day no longer; null while it is open.")

    @resolved
    async def member(self, info: Info) -> AMember:
        """The owner."""
        return await members.certain_member(info, self.owned.span.member_id)

    @resolved
    async def brought(self, info: Info) -> CustomerBrought | None:
        """What these dates brought; for the owner, the owner's managers and admins, null for others."""
        owner_id = self.owned.span.member_id
        if not await sees(info.context, Audience.LEADS, (owner_id,)):
            return None
        found = await info.context.loaders.brought.load((self.owned,))
        return CustomerBrought.of(owner_id, found, info.context.playbook.currency)


@describing.output
class Customer:
    """An account, by the id that activities know it by."""

    view: strawberry.Private[CustomerView]
    external_id: str = said("`customerExternalId` of activities.")
    owners: list[CustomerOwner] = said("Whose it was, is and will be, in the order of dates.")

    @classmethod
    def of(cls, view: CustomerView) -> "Customer":
        """Show what a store read."""
        return cls(
            view=view,
            external_id=view.external_id,
            owners=[
                CustomerOwner(
                    owned=Owned(external_id=view.external_id, span=each),
                    starts_on=each.starts_on,
                    ends_on=each.ends_on,
                )
                for each in view.owners
            ],
        )

    @resolved
    async def owner(self, info: Info) -> AMember | None:
        """Whose it is today; null for nobody's."""
        return await members.member_of(info, self.view.owner_id)


async def customer_of(info: Info, external_id: str) -> Customer | None:
    """Show the customer of an outside id, if there is one."""
    which = Customers(on=info.context.today, external_id=external_id)
    found = await info.context.read(lambda c: customers.page(c, Window(limit=1), which))
    return Customer.of(found.rows[0]) if found.rows else None


@strawberry.type
class CustomerQuery:
    """The reads of customers."""

    @resolved
    async def customers(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        external_id: Annotated[
            str | None, strawberry.argument(description="Only the customer of this id.")
        ] = None,
        owner_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only what this member owns today."),
        ] = None,
    ) -> Connection[Customer]:
        """Customers that were ever assigned to somebody, by their outside ids."""
        if external_id is not None and (len(external_id) > ID_LIMIT or "\x00" in external_id):
            raise BadRequestError("INVALID_SEARCH", f"An outside id has at most {ID_LIMIT} signs.")
        which = Customers(
            on=info.context.today,
            external_id=external_id,
            owner_id=None if owner_id is None else wanted("Member", owner_id),
        )
        window = window_of(first, after, last, before, customers.KEY)
        found = await info.context.read(lambda c: customers.page(c, window, which))
        return connect(
            found,
            Customer.of,
            lambda view: (view.external_id,),
            lambda: info.context.read(lambda c: customers.count(c, which)),
        )


@describing.entry
class CustomerAssignInput:
    """Whose a customer is, from when on."""

    external_id: str = said("The customer, by `customerExternalId` of activities; made if unknown.")
    member_id: strawberry.ID | None = said("The owner; null or left out: nobody's.", default=None)
    starts_on: date | None = said(
        "The first day; today without it. What was to come after it is dropped.", default=None
    )


@describing.output
class CustomerAssignPayload(Payload):
    """The customer."""

    customer: Customer | None = said("The customer; null where it was refused.", default=None)


@describing.entry
class CustomerCreditSetInput:
    """Whether credit follows the customer's owner."""

    kind: str = said("Which kind of activity, e.g. deal_won.")
    follows_owner: bool = said(
        "True: an activity of this kind with a `customerExternalId` and without shares is the "
        "owner's of its date, whoever records it."
    )


@describing.output
class CustomerCreditSetPayload(Payload):
    """Which kinds credit the owner."""

    owner_kinds: list[str] | None = said(
        "The kinds whose credit follows the owner; null where it was refused.", default=None
    )


@strawberry.type
class CustomerMutation:
    """The writes about customers."""

    @mutation
    async def customer_assign(
        self,
        info: Info,
        sent: Annotated[
            CustomerAssignInput, strawberry.argument(name="input", description="The owner.")
        ],
    ) -> CustomerAssignPayload:
        """Give a customer to a member from a date on; what is on record keeps its credit. Admins only."""
        command = AssignCustomer(
            by=info.context.principal,
            external_id=sent.external_id,
            member_id=None if sent.member_id is None else wanted("Member", sent.member_id),
            starts_on=sent.starts_on,
        )
        await write(info, assign_customer, command)
        return CustomerAssignPayload(customer=await customer_of(info, sent.external_id))

    @mutation
    async def customer_credit_set(
        self,
        info: Info,
        sent: Annotated[
            CustomerCreditSetInput, strawberry.argument(name="input", description="The setting.")
        ],
    ) -> CustomerCreditSetPayload:
        """Let the credit of a kind follow the customer's owner, from now on, or not; admins only."""
        command = SetCustomerCredit(
            by=info.context.principal, kind=sent.kind, follows_owner=sent.follows_owner
        )
        await write(info, set_customer_credit, command)
        await info.context.enter()
        return CustomerCreditSetPayload(owner_kinds=sorted(info.context.playbook.owner_kinds))
