"""What admins set about the organization."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.update_organization import update_organization
from bellringer.gamification.commands.organizations import UpdateOrganization
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.organizations import Organization
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import mutation, write


@describing.entry
class OrganizationUpdateInput:
    """What to set; what is left out or null stays."""

    name: str | None = said("What people call it, 1 to 120 signs.", default=None)
    rep_backdate_days: int | None = said(
        "How many days back members may log their own activities, 0 to 3650.", default=None
    )
    grace_hours: int | None = said(
        "How many hours after a period's end late data still counts, 0 to 168.", default=None
    )
    badge_allowance: int | None = said(
        "How many badges a manager may give by hand in a month, 0 to 1000.", default=None
    )
    locale: str | None = said(
        "The language of members who have chosen none, like de or de-AT.", default=None
    )
    kudos_a_day: int | None = said(
        "How many kudos a member may give on one of the own days, 0 to 100.", default=None
    )
    kudos_pause_hours: int | None = said(
        "How many hours a member waits before thanking the same colleague again, 0 to 720.",
        default=None,
    )
    medium_deal_minor: BigInt | None = said(
        "From which amount on, in minor units, a deal is medium; 0 with largeDealMinor 0: deals have no sizes.",
        default=None,
    )
    large_deal_minor: BigInt | None = said(
        "From which amount on, in minor units, a deal is large.", default=None
    )
    allows_hiding: bool | None = said(
        "Whether members may hide from boards; a board can forbid it by itself.", default=None
    )


@describing.output
class OrganizationUpdatePayload(Payload):
    """The organization."""

    organization: Organization | None = said(
        "Your organization as it is now; null where it was refused.", default=None
    )


@strawberry.type
class OrganizationMutation:
    """The writes about the organization."""

    @mutation
    async def organization_update(
        self,
        info: Info,
        sent: Annotated[
            OrganizationUpdateInput, strawberry.argument(name="input", description="The settings.")
        ],
    ) -> OrganizationUpdatePayload:
        """Change the organization's settings; admins only."""
        command = UpdateOrganization(
            by=info.context.principal,
            name=sent.name,
            rep_backdate_days=sent.rep_backdate_days,
            grace_hours=sent.grace_hours,
            badge_allowance=sent.badge_allowance,
            allows_hiding=sent.allows_hiding,
            locale=sent.locale,
            kudos_a_day=sent.kudos_a_day,
            kudos_pause_hours=sent.kudos_pause_hours,
            medium_deal_minor=sent.medium_deal_minor,
            large_deal_minor=sent.large_deal_minor,
        )
        await write(info, update_organization, command)
        # the context knows the organization as it was when the request began
        await info.context.enter()
        return OrganizationUpdatePayload(organization=Organization.of(info.context))
