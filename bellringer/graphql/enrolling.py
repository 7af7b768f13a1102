"""What admins write about members."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.change_role import (
    change_role,
    deactivate_member,
    reactivate_member,
)
from bellringer.gamification.actions.enrol_member import enrol_one
from bellringer.gamification.actions.erase_member import erase_member
from bellringer.gamification.actions.update_member import update_member
from bellringer.gamification.commands.members import (
    ChangeRole,
    DeactivateMember,
    EnrolMember,
    EraseMember,
    ReactivateMember,
    TeamNamed,
    UpdateMember,
)
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.members import Member, member_of
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import mutation, write
from bellringer.words import ErasureReason, Role

LANGUAGE = (
    "The language to write to the member in, like de or de-AT; members set it themselves, too."
)
JOB = "The job, in the organization's own words, e.g. closer; at most 120 signs."


@describing.entry
class MemberEnrolInput:
    """Who joins. An address that is known changes that member instead; what is left out stays."""

    email: str = said("The address; the first sign-in with it, verified, binds the identity.")
    name: str = said("What people call the member, 1 to 120 signs.")
    role: Role = said("What the member may do.", default=Role.REP)
    team_key: str | None = said(
        "The team to score for, by its key: from `joinedOn` on, or always without it; a known member "
        "moves from today on.",
        default=None,
    )
    joined_on: date | None = said("First day in the organization.", default=None)
    sales_role: str | None = said(JOB, default=None)
    time_zone: str | None = said(
        "The IANA zone the member's days are counted in; the organization's without it.",
        default=None,
    )
    locale: str | None = said(LANGUAGE, default=None)


@describing.output
class MemberEnrolPayload(Payload):
    """The member."""

    member: Member | None = said("The member; null where it was refused.", default=None)


@describing.entry
class MemberUpdateInput:
    """What to change of a member; what is left out or null stays."""

    member_id: strawberry.ID = said("The member.")
    name: str | None = said("What people call the member, 1 to 120 signs.", default=None)
    sales_role: str | None = said(JOB + " Empty: none.", default=None)
    locale: str | None = said(LANGUAGE, default=None)
    joined_on: date | None = said("First day in the organization.", default=None)


@describing.output
class MemberUpdatePayload(Payload):
    """The member."""

    member: Member | None = said("The member; null where it was refused.", default=None)


@describing.entry
class MemberRoleChangeInput:
    """Who may do what from now on."""

    member_id: strawberry.ID = said("The member.")
    role: Role = said("The new role.")


@describing.output
class MemberRoleChangePayload(Payload):
    """The member."""

    member: Member | None = said("The member; null where it was refused.", default=None)


@describing.entry
class MemberDeactivateInput:
    """Who leaves."""

    member_id: strawberry.ID = said("The member.")
    left_on: date | None = said(
        "First day of absence; today without it. Signing in ends at once.", default=None
    )


@describing.output
class MemberDeactivatePayload(Payload):
    """The member."""

    member: Member | None = said("The member; null where it was refused.", default=None)


@describing.entry
class MemberReactivateInput:
    """Who comes back."""

    member_id: strawberry.ID = said("The member.")


@describing.output
class MemberReactivatePayload(Payload):
    """The member."""

    member: Member | None = said("The member; null where it was refused.", default=None)


@describing.entry
class MemberEraseInput:
    """Who is to be nobody any more, for ever."""

    member_id: strawberry.ID = said("The member, active or not.")
    reason: ErasureReason = said("Why; this word stays on the audit log.")


@describing.output
class MemberErasePayload(Payload):
    """What is left of the member."""

    member: Member | None = said(
        "The member without name and address; null where it was refused.", default=None
    )


@strawberry.type
class MemberMutation:
    """The writes about members."""

    @mutation
    async def member_enrol(
        self,
        info: Info,
        sent: Annotated[
            MemberEnrolInput, strawberry.argument(name="input", description="The member.")
        ],
    ) -> MemberEnrolPayload:
        """Enrol a member, or change the one of this address; admins only. Doing it again changes nothing."""
        command = EnrolMember(
            by=info.context.principal,
            email=sent.email,
            display_name=sent.name,
            role=sent.role,
            team=None if sent.team_key is None else TeamNamed(team_key=sent.team_key),
            joined_on=sent.joined_on,
            sales_role=sent.sales_role,
            timezone=sent.time_zone,
            locale=sent.locale,
        )
        member_id: UUID = await write(info, enrol_one, command)
        return MemberEnrolPayload(member=await member_of(info, member_id))

    @mutation
    async def member_update(
        self,
        info: Info,
        sent: Annotated[
            MemberUpdateInput, strawberry.argument(name="input", description="The changes.")
        ],
    ) -> MemberUpdatePayload:
        """Change what is known of a member; admins only."""
        command = UpdateMember(
            by=info.context.principal,
            member_id=wanted("Member", sent.member_id),
            display_name=sent.name,
            sales_role=sent.sales_role,
            locale=sent.locale,
            joined_on=sent.joined_on,
        )
        await write(info, update_member, command)
        return MemberUpdatePayload(member=await member_of(info, command.member_id))

    @mutation
    async def member_role_change(
        self,
        info: Info,
        sent: Annotated[
            MemberRoleChangeInput, strawberry.argument(name="input", description="The role.")
        ],
    ) -> MemberRoleChangePayload:
        """Give a member another role, acting with the member's next request; admins only. The last admin stays."""
        member_id = wanted("Member", sent.member_id)
        command = ChangeRole(by=info.context.principal, member_id=member_id, role=sent.role)
        await write(info, change_role, command)
        return MemberRoleChangePayload(member=await member_of(info, member_id))

    @mutation
    async def member_deactivate(
        self,
        info: Info,
        sent: Annotated[
            MemberDeactivateInput, strawberry.argument(name="input", description="Who leaves.")
        ],
    ) -> MemberDeactivatePayload:
        """Let a member leave: no sign-in, on no board, nothing lost; admins only. The last admin stays."""
        member_id = wanted("Member", sent.member_id)
        command = DeactivateMember(
            by=info.context.principal, member_id=member_id, left_on=sent.left_on
        )
        await write(info, deactivate_member, command)
        return MemberDeactivatePayload(member=await member_of(info, member_id))

    @mutation
    async def member_reactivate(
        self,
        info: Info,
        sent: Annotated[
            MemberReactivateInput, strawberry.argument(name="input", description="Who comes back.")
        ],
    ) -> MemberReactivatePayload:
        """Let a member come back, with the role and the team of before; admins only."""
        member_id = wanted("Member", sent.member_id)
        command = ReactivateMember(by=info.context.principal, member_id=member_id)
        await write(info, reactivate_member, command)
        return MemberReactivatePayload(member=await member_of(info, member_id))

    @mutation
    async def member_erase(
        self,
        info: Info,
        sent: Annotated[
            MemberEraseInput, strawberry.argument(name="input", description="Who is erased.")
        ],
    ) -> MemberErasePayload:
        """Erase a member, irreversibly; admins only. The last admin stays.

        Name, address, sign-in, phones and every text by or about the member go; activities, points and
        history stay, with nobody's name. Erasing again changes nothing.
        """
        member_id = wanted("Member", sent.member_id)
        command = EraseMember(by=info.context.principal, member_id=member_id, reason=sent.reason)
        await write(info, erase_member, command)
        return MemberErasePayload(member=await member_of(info, member_id))
