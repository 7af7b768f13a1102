"""What one member gives another: badges, points by hand, thanks; and taking badges back."""

from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.adjust_points import adjust_points
from bellringer.gamification.actions.award_badge import award_badge
from bellringer.gamification.actions.give_kudos import give_kudos
from bellringer.gamification.actions.revoke_badge import revoke_badge
from bellringer.gamification.commands import (
    AdjustPoints,
    AwardBadge,
    GiveKudos,
    RevokeBadge,
    fingerprint,
)
from bellringer.gamification.store import receipts
from bellringer.graphql import badges, describing, points
from bellringer.graphql.badges import BadgeAward
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload, ReportsRefusals
from bellringer.graphql.given import given
from bellringer.graphql.nodes import pack, wanted
from bellringer.graphql.scalars import BigInt

_KEY = "Yours, 1 to 200 signs; sent again within 30 days it answers the same."


@describing.entry
class BadgeAwardInput:
    """Which badge for whom, and why."""

    idempotency_key: str = said(_KEY)
    badge_id: strawberry.ID = said("The badge.")
    member_id: strawberry.ID = said("Who gets it; never yourself.")
    reason: str = said("Why, 1 to 500 signs; the member reads it.")


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

    idempotency_key: str = said(_KEY)
    member_id: strawberry.ID = said("Whose points; never your own.")
    points: BigInt = said(
        "Points to give, or to take where negative; not 0, at most 10^9 either way."
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

    idempotency_key: str = said(_KEY)
    to_member_id: strawberry.ID = said("Whom you thank; never yourself.")
    text: str = said("Your words, 1 to 280 signs; everybody in the organization reads them.")


@describing.output
class KudosGivePayload(Payload):
    """The thanks."""

    kudos_id: strawberry.ID | None = said("The thanks; null where it was refused.", default=None)


@strawberry.type
class GrantingMutation:
    """The writes that give."""

    @strawberry.mutation(
        description="Award a badge by hand: managers within own teams, admins anywhere, nobody to themselves.",
        extensions=[ReportsRefusals()],
    )
    async def badge_award(
        self,
        info: Info,
        sent: Annotated[
            BadgeAwardInput, strawberry.argument(name="input", description="The award.")
        ],
    ) -> BadgeAwardPayload:
        """Award it once."""
        command = AwardBadge(
            by=info.context.principal,
            badge_id=wanted("BadgeDefinition", sent.badge_id),
            member_id=wanted("Member", sent.member_id),
            reason=sent.reason,
        )
        now = info.context.now
        async with info.context.writing() as connection:

            async def award() -> dict[str, str]:
                return {"award_id": str(await award_badge(connection, command, now=now))}

            answer = await receipts.once(
                connection,
                command.by,
                sent.idempotency_key,
                fingerprint({"badgeAward": given(sent)}),
                award,
                now=now,
            )
        return BadgeAwardPayload(award=await badges.award_of(info, UUID(answer["award_id"])))

    @strawberry.mutation(
        description="Take an award back, with a reason; it stays on record, its bonus is reversed.",
        extensions=[ReportsRefusals()],
    )
    async def badge_revoke(
        self,
        info: Info,
        sent: Annotated[
            BadgeRevokeInput, strawberry.argument(name="input", description="The award.")
        ],
    ) -> BadgeRevokePayload:
        """Take it back."""
        award_id = wanted("BadgeAward", sent.award_id)
        command = RevokeBadge(by=info.context.principal, award_id=award_id, reason=sent.reason)
        async with info.context.writing() as connection:
            await revoke_badge(connection, command, now=info.context.now)
        return BadgeRevokePayload(award=await badges.award_of(info, award_id))

    @strawberry.mutation(
        description="Give or take points by hand: managers within own teams, admins anywhere, never one's own.",
        extensions=[ReportsRefusals()],
    )
    async def points_adjust(
        self,
        info: Info,
        sent: Annotated[
            PointsAdjustInput, strawberry.argument(name="input", description="The adjustment.")
        ],
    ) -> PointsAdjustPayload:
        """Adjust them once."""
        member_id = wanted("Member", sent.member_id)
        command = AdjustPoints(
            by=info.context.principal, member_id=member_id, points=sent.points, reason=sent.reason
        )
        now = info.context.now
        async with info.context.writing() as connection:

            async def adjust() -> dict[str, str]:
                return {"entry_id": str(await adjust_points(connection, command, now=now))}

            await receipts.once(
                connection,
                command.by,
                sent.idempotency_key,
                fingerprint({"pointsAdjust": given(sent)}),
                adjust,
                now=now,
            )
        return PointsAdjustPayload(total_points=await points.points_of(info, member_id))

    @strawberry.mutation(
        description="Thank a colleague in public; a daily allowance and a pause per colleague apply.",
        extensions=[ReportsRefusals()],
    )
    async def kudos_give(
        self,
        info: Info,
        sent: Annotated[
            KudosGiveInput, strawberry.argument(name="input", description="The thanks.")
        ],
    ) -> KudosGivePayload:
        """Give them once."""
        command = GiveKudos(
            by=info.context.principal,
            to_member_id=wanted("Member", sent.to_member_id),
            text=sent.text,
        )
        now = info.context.now
        async with info.context.writing() as connection:

            async def thank() -> dict[str, str]:
                return {"kudos_id": str(await give_kudos(connection, command, now=now))}

            answer = await receipts.once(
                connection,
                command.by,
                sent.idempotency_key,
                fingerprint({"kudosGive": given(sent)}),
                thank,
                now=now,
            )
        return KudosGivePayload(kudos_id=pack("Kudos", UUID(answer["kudos_id"])))
