"""What a goal is made of: its parts, and what each member brought."""

from uuid import UUID

import strawberry

from bellringer.graphql import describing, members
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt


@describing.output
class GoalParts:
    """What the parts of a goal that you may see add up to, beside the goal itself.

    A part counts from its baseline to its target, under its terms in force or, before any, those proposed.
    """

    whole: BigInt = said("The goal's own way from baseline to target, in the metric's unit.")
    own_total: BigInt = said("Parts of the same owner: months of a year, say.")
    own_count: int = said("How many these are.")
    others_total: BigInt = said("Parts of others: the teams of an organization, say.")
    others_count: int = said("How many these are.")


@describing.output
class GoalContribution:
    """What one member brought to a goal of a team or of the organization, by the team of each day."""

    total: BigInt = said("What the member brought, in the metric's unit.")
    share: int | None = said(
        "The part of the goal's progress, floored, in ten-thousandths; null while that is 0 or less."
    )
    member_id: strawberry.Private[UUID]

    @resolved
    async def member(self, info: Info) -> AMember:
        """Who brought it."""
        return await members.certain_member(info, self.member_id)
