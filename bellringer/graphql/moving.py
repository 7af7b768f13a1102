"""What admins write about who scores for which team."""

from datetime import date
from typing import Annotated

import strawberry

from bellringer.gamification.actions.correct_membership import correct_membership
from bellringer.gamification.actions.move_member import move_member
from bellringer.gamification.commands.members import CorrectMembership, MoveMember
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.members import Member, member_of
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import mutation, write


@describing.entry
class MemberMoveInput:
    """Who moves to which team, and when."""

    member_id: strawberry.ID = said("The member.")
    team_id: strawberry.ID | None = said(
        "The team to score for; null or left out: none.", default=None
    )
    starts_on: date | None = said(
        "The first day there, today or later; today without it.", default=None
    )


@describing.output
class MemberMovePayload(Payload):
    """The member."""

    member: Member | None = said("The member; null where it was refused.", default=None)


@describing.entry
class MembershipCorrectInput:
    """For which team a member scored, whatever is on record."""

    member_id: strawberry.ID = said("The member.")
    team_id: strawberry.ID | None = said(
        "The team of these days; null or left out: none.", default=None
    )
    starts_on: date = said("The first day, today or earlier.")
    ends_on: date | None = said(
        "The first day no longer; without it, the next change that is on record.", default=None
    )
    reason: str = said("Why, 1 to 500 signs.")


@describing.output
class MembershipCorrectPayload(Payload):
    """The member."""

    member: Member | None = said("The member; null where it was refused.", default=None)


@strawberry.type
class MembershipMutation:
    """The writes about memberships."""

    @mutation
    async def member_move(
        self,
        info: Info,
        sent: Annotated[
            MemberMoveInput, strawberry.argument(name="input", description="The move.")
        ],
    ) -> MemberMovePayload:
        """Move a member to another team, today or later; what was earned before stays. Admins only."""
        command = MoveMember(
            by=info.context.principal,
            member_id=wanted("Member", sent.member_id),
            team_id=None if sent.team_id is None else wanted("Team", sent.team_id),
            starts_on=sent.starts_on,
        )
        await write(info, move_member, command)
        return MemberMovePayload(member=await member_of(info, command.member_id))

    @mutation
    async def membership_correct(
        self,
        info: Info,
        sent: Annotated[
            MembershipCorrectInput, strawberry.argument(name="input", description="The correction.")
        ],
    ) -> MembershipCorrectPayload:
        """Correct a member's team for days that are gone, and take along what was earned on them.

        The member's own points stay; both teams' boards and goals follow, and nobody is told. Admins only.
        """
        command = CorrectMembership(
            by=info.context.principal,
            member_id=wanted("Member", sent.member_id),
            team_id=None if sent.team_id is None else wanted("Team", sent.team_id),
            starts_on=sent.starts_on,
            ends_on=sent.ends_on,
            reason=sent.reason,
        )
        await write(info, correct_membership, command)
        return MembershipCorrectPayload(member=await member_of(info, command.member_id))
