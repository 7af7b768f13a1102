"""What admins do about badges: define, change, end, preview and grant them for the past."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from bellringer.gamification.actions.archive_badge import archive_badge
from bellringer.gamification.actions.create_badge import create_badge
from bellringer.gamification.actions.grant_badge import start_badge_grant
from bellringer.gamification.actions.preview_badge import Preview, preview_badge
from bellringer.gamification.actions.update_badge import update_badge
from bellringer.gamification.commands.badges import (
    ArchiveBadge,
    CreateBadge,
    GrantBadge,
    PreviewBadge,
    UpdateBadge,
)
from bellringer.gamification.store.badges import grants
from bellringer.graphql import describing, members
from bellringer.graphql.badges.criteria import BadgeCriteriaInput, criteria_of
from bellringer.graphql.badges.definitions import BadgeDefinition, BadgeGrant, badge_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import mutation, write, write_once
from bellringer.words import PeriodKind

MEMBERS_SHOWN = 100


@describing.entry
class BadgeCreateInput:
    """A new badge."""

    idempotency_key: str = said(
        "Yours, 1 to 200 signs; sent again within 30 days it answers the same."
    )
    key: str = said(
        "What imports call it: small letters, digits and hyphens, at most 60; never changes."
    )
    title: str = said("What people call it, 1 to 120 signs.")
    description: str = said("What it is for, 1 to 500 signs.")
    symbol: str = said("One sign to show for it, 1 to 8 characters.", default="★")
    criteria: BadgeCriteriaInput | None = said(
        "What earns it, exactly one; left out: people award it. It never changes.", default=None
    )
    once_per: PeriodKind | None = said(
        "It can be had once in this period, ALL: once; left out: no cap. It never changes.",
        default=None,
    )
    bonus_points: int = said("Points that come with it, 0 to 1 000 000.", default=0)
    is_secret: bool = said("Only admins and those who have it see it.", default=False)
    replaces: strawberry.ID | None = said(
        "The badge whose place it takes: that one is archived at the same moment.", default=None
    )


@describing.entry
class BadgeUpdateInput:
    """What to change of a badge; what is left out stays. Criteria and cap never change: replace the badge."""

    badge_id: strawberry.ID = said("The badge.")
    title: str | None = said("What people call it, 1 to 120 signs.", default=None)
    description: str | None = said("What it is for, 1 to 500 signs.", default=None)
    symbol: str | None = said("One sign to show for it, 1 to 8 characters.", default=None)
    bonus_points: int | None = said(
        "Points that come with awards from now on, 0 to 1 000 000.", default=None
    )
    is_secret: bool | None = said("Only admins and those who have it see it.", default=None)


@describing.entry
class BadgeArchiveInput:
    """Which badge to end."""

    badge_id: strawberry.ID = said("The badge.")


@describing.entry
class BadgePreviewInput:
    """Which badge to try on history."""

    badge_id: strawberry.ID = said("An automatic badge that is not archived.")


@describing.entry
class BadgeGrantRetroactivelyInput:
    """Which badge to grant for the past."""

    badge_id: strawberry.ID = said("An automatic badge that is not archived.")
    is_told: bool = said("True: each member who gets it has one notification; false: silently.")


@describing.output
class BadgeCreatePayload(Payload):
    """The badge."""

    badge: BadgeDefinition | None = said("The badge; null where it was refused.", default=None)


@describing.output
class BadgeUpdatePayload(Payload):
    """The badge."""

    badge: BadgeDefinition | None = said("The badge; null where it was refused.", default=None)


@describing.output
class BadgeArchivePayload(Payload):
    """The badge, archived."""

    badge: BadgeDefinition | None = said("The badge; null where it was refused.", default=None)


@describing.output
class BadgePreviewMember:
    """What one member would get."""

    member: AMember = said("Who.")
    awards: int = said("How many awards.")


@describing.output
class BadgePreviewPayload(Payload):
    """What a retroactive grant would do; nothing was written."""

    member_count: int | None = said("How many members would get it.", default=None)
    award_count: int | None = said("How many awards that would be.", default=None)
    bonus_points: BigInt | None = said("How many bonus points, in all.", default=None)
    members: list[BadgePreviewMember] = said(
        "Those with the most, at most 100.", default_factory=list
    )


@describing.output
class BadgeGrantRetroactivelyPayload(Payload):
    """The grant, with its first 200 members done; workers do the others."""

    grant: BadgeGrant | None = said("How far it is; null where it was refused.", default=None)


def _input(text: str) -> Any:
    return strawberry.argument(name="input", description=text)


@strawberry.type
class BadgeMutation:
    """The writes about badges themselves."""

    @mutation
    async def badge_create(
        self, info: Info, sent: Annotated[BadgeCreateInput, _input("The badge.")]
    ) -> BadgeCreatePayload:
        """Define a badge; admins only. What was done before it counts only by badgeGrantRetroactively."""
        command = CreateBadge(
            by=info.context.principal,
            badge_key=sent.key,
            title=sent.title,
            description=sent.description,
            symbol=sent.symbol,
            criteria=criteria_of(sent.criteria),
            cap_period=sent.once_per,
            bonus_points=sent.bonus_points,
            is_secret=sent.is_secret,
            replaces_id=wanted("BadgeDefinition", sent.replaces) if sent.replaces else None,
        )
        badge_id = await write_once(info, sent, create_badge, command)
        return BadgeCreatePayload(badge=await _again(info, badge_id))

    @mutation
    async def badge_update(
        self, info: Info, sent: Annotated[BadgeUpdateInput, _input("The changes.")]
    ) -> BadgeUpdatePayload:
        """Change what people read of a badge, its secrecy, or the bonus of awards from now on; admins only."""
        command = UpdateBadge(
            by=info.context.principal,
            badge_id=wanted("BadgeDefinition", sent.badge_id),
            title=sent.title,
            description=sent.description,
            symbol=sent.symbol,
            bonus_points=sent.bonus_points,
            is_secret=sent.is_secret,
        )
        await write(info, update_badge, command)
        return BadgeUpdatePayload(badge=await _again(info, command.badge_id))

    @mutation
    async def badge_archive(
        self, info: Info, sent: Annotated[BadgeArchiveInput, _input("The badge.")]
    ) -> BadgeArchivePayload:
        """End a badge: awards stay, new ones are not made; admins only."""
        badge_id = wanted("BadgeDefinition", sent.badge_id)
        command = ArchiveBadge(by=info.context.principal, badge_id=badge_id)
        await write(info, archive_badge, command)
        return BadgeArchivePayload(badge=await _again(info, badge_id))

    @mutation
    async def badge_preview(
        self, info: Info, sent: Annotated[BadgePreviewInput, _input("The badge.")]
    ) -> BadgePreviewPayload:
        """Say whom history would give a badge, and how often; admins only. Nothing is written."""
        command = PreviewBadge(
            by=info.context.principal, badge_id=wanted("BadgeDefinition", sent.badge_id)
        )
        now = info.context.now
        preview = await info.context.read(lambda c: preview_badge(c, command, now=now))
        return await _shown(info, preview)

    @mutation
    async def badge_grant_retroactively(
        self, info: Info, sent: Annotated[BadgeGrantRetroactivelyInput, _input("The grant.")]
    ) -> BadgeGrantRetroactivelyPayload:
        """Grant an automatic badge for what was done before it, some members at a time; admins only."""
        command = GrantBadge(
            by=info.context.principal,
            badge_id=wanted("BadgeDefinition", sent.badge_id),
            is_told=sent.is_told,
        )
        grant_id = await write(info, start_badge_grant, command)
        [grant] = await info.context.read(lambda c: grants.read(c, [grant_id]))
        return BadgeGrantRetroactivelyPayload(grant=BadgeGrant.of(grant))


async def _again(info: Info, badge_id: Any) -> BadgeDefinition | None:
    # the context knows the playbook as it was when the request began
    await info.context.enter()
    return await badge_of(info, UUID(str(badge_id)))


async def _shown(info: Info, preview: Preview) -> BadgePreviewPayload:
    return BadgePreviewPayload(
        member_count=len(preview.awards),
        award_count=preview.total,
        bonus_points=BigInt(preview.bonus_points),
        members=[
            BadgePreviewMember(member=await members.certain_member(info, member_id), awards=number)
            for member_id, number in preview.awards[:MEMBERS_SHOWN]
        ],
    )
