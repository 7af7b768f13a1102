"""What one member gives another: badges, points by hand, thanks; and taking badges back."""

from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.adjust_points import adjust_points
from bellringer.gamification.actions.award_badge import award_badge
from bellringer.gamification.actions.give_kudos import give_kudos
from bellringer.gamification.actions.revoke_badge import revoke_badge
from bellringer.gamification.commands.badges import AwardBadge, RevokeBadge
from bellringer.gamification.commands.kudos import GiveKudos
from bellringer.gamification.commands.points import AdjustPoints
from bellringer.graphql import badges, describing, points
from bellringer.graphql.badges import BadgeAward
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import pack, wanted
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import KEY, mutation, write, write_once


@describing.entry
class BadgeAwardInput:
    """Which badge for whom, and why."""

    idempotency_key: str = said(KEY)
    badge_id: strawberry.ID = said("The badge.")
    member_id: strawberry.ID | None = said(
        "Who gets it; never yourself. Left out for a team.", default=strawberry.UNSET
    )
    team_id: strawberry.ID | None = said(
        "Which team gets it, without a bonus; admins only, never their own team. Left out for a member.",
        default=strawberry.UNSET,
    )
    reason: str = said("Why, 1 to 500 signs; who gets it reads it.")


@describing.output
class BadgeAwardPayload(Payload):
    """The award."""

    award: BadgeAward | None = said("The award; null where it was refused.", default=None)


@describing.entry
class BadgeRevokeInput:
    """Which award to take back, and why."""

    award_id: strawberry.ID = said("The award; never your own.")
    reason: str = said("Why, 1 to 500 signs; the member reads it.")


@describing.output
class BadgeRevokePayload(Payload):
    """The award, taken back."""

    award: BadgeAward | None = said("The award; null where it was refused.", default=None)


@describing.entry
class PointsAdjustInput:
    """How many points for whom, and why."""

    idempotency_key: str = said(KEY)
    member_id: strawberry.ID = said("Whose points; never your own.")
    points: BigInt = said(
        "Points to give, or to take where negative; not 0, at most 1 000 000 either way."
    )
    reason: str = said("Why, 1 to 500 signs; the member reads it.")


@describing.output
class PointsAdjustPayload(Payload):
    """What the member has now."""

    total_points: BigInt | None = said(
        "The member's lifetime points; null where it was refused.", default=None
    )


@describing.entry
class KudosGiveInput:
    """Thanks for a colleague."""

    idempotency_key: str = said(KEY)
    to_member_id: strawberry.ID = said("Whom you thank; never yourself.")
    text: str = said("Your words, 1 to 280 signs; everybody in your colleague's team reads them.")


@describing.output
class KudosGivePayload(Payload):
    """The thanks."""

    kudos_id: strawberry.ID | None = said("The thanks; null where it was refused.", default=None)


@strawberry.type
class GrantingMutation:
    """The writes that give."""

    @mutation
    async def badge_award(
        self,
        info: Info,
        sent: Annotated[
            BadgeAwardInput, strawberry.argument(name="input", description="The award.")
        ],
    ) -> BadgeAwardPayload:
        """Award a badge by hand: managers within own teams, admins anywhere, nobody to themselves."""
        command = AwardBadge(
            by=info.context.principal,
            badge_id=wanted("BadgeDefinition", sent.badge_id),
            member_id=wanted("Member", sent.member_id) if sent.member_id else None,
            team_id=wanted("Team", sent.team_id) if sent.team_id else None,
            reason=sent.reason,
        )
        award_id = UUID(await write_once(info, sent, award_badge, command))
        return BadgeAwardPayload(award=await badges.award_of(info, award_id))

    @mutation
    async def badge_revoke(
        self,
        info: Info,
        sent: Annotated[
            BadgeRevokeInput, strawberry.argument(name="input", description="The award.")
        ],
    ) -> BadgeRevokePayload:
        """Take an award back, with a reason; it stays on record, its bonus is reversed."""
        award_id = wanted("BadgeAward", sent.award_id)
        command = RevokeBadge(by=info.context.principal, award_id=award_id, reason=sent.reason)
        await write(info, revoke_badge, command)
        return BadgeRevokePayload(award=await badges.award_of(info, award_id))

    @mutation
    async def points_adjust(
        self,
        info: Info,
        sent: Annotated[
            PointsAdjustInput, strawberry.argument(name="input", description="The adjustment.")
        ],
    ) -> PointsAdjustPayload:
        """Give or take points by hand: managers within own teams, admins anywhere, never one's own."""
        member_id = wanted("Member", sent.member_id)
        command = AdjustPoints(
            by=info.context.principal, member_id=member_id, points=sent.points, reason=sent.reason
        )
        await write_once(info, sent, adjust_points, command)
        return PointsAdjustPayload(total_points=await points.points_of(info, member_id))

    @mutation
    async def kudos_give(
        self,
        info: Info,
        sent: Annotated[
            KudosGiveInput, strawberry.argument(name="input", description="The thanks.")
        ],
    ) -> KudosGivePayload:
        """Thank a colleague in public; a daily allowance and a pause per colleague apply."""
        command = GiveKudos(
            by=info.context.principal,
            to_member_id=wanted("Member", sent.to_member_id),
            text=sent.text,
        )
        kudos_id = UUID(await write_once(info, sent, give_kudos, command))
        return KudosGivePayload(kudos_id=pack("Kudos", kudos_id))
