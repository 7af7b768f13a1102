"""Inviting people to celebrate, and keeping the list of what to mention."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.create_celebration import create_celebration
from bellringer.gamification.actions.mention_award import mention_award, tick_mention
from bellringer.gamification.actions.update_celebration import (
    cancel_celebration,
    update_celebration,
)
from bellringer.gamification.commands.celebrations import (
    CancelCelebration,
    CelebrationTerms,
    CreateCelebration,
    MentionAward,
    UpdateCelebration,
)
from bellringer.graphql import celebrations, describing
from bellringer.graphql.celebrations import AwardMention, Celebration
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import KEY, mutation, write, write_once
from bellringer.words import CelebrationKind

TITLE = "What it is called, 1 to 120 signs."
TEXT = "What to say of it, 1 to 500 signs."
STARTS = "When it begins: from now on, at most two years ahead."
AWARDS = "The awards it honours, at most 50; of secret badges none."


@describing.entry
class CelebrationCreateInput:
    """Who is invited to what."""

    idempotency_key: str = said(KEY)
    kind: CelebrationKind = said("What kind of thing.")
    title: str = said(TITLE)
    text: str | None = said(TEXT, default=None)
    starts_at: datetime = said(STARTS)
    team_id: strawberry.ID | None = said(
        "The team that is invited; left out for everybody, which is for admins.", default=None
    )
    award_ids: list[strawberry.ID] = said(AWARDS, default_factory=list)


@describing.output
class CelebrationCreatePayload(Payload):
    """The celebration."""

    celebration: Celebration | None = said(
        "The celebration; null where it was refused.", default=None
    )


@describing.entry
class CelebrationUpdateInput:
    """What is to stand in the place of what there is; who is invited stays."""

    celebration_id: strawberry.ID = said("A celebration that lies ahead.")
    kind: CelebrationKind = said("What kind of thing.")
    title: str = said(TITLE)
    text: str | None = said(TEXT, default=None)
    starts_at: datetime = said(STARTS)
    award_ids: list[strawberry.ID] = said(AWARDS, default_factory=list)


@describing.output
class CelebrationUpdatePayload(Payload):
    """The celebration."""

    celebration: Celebration | None = said(
        "The celebration as it is now; null where it was refused.", default=None
    )


@describing.entry
class CelebrationCancelInput:
    """What to call off."""

    celebration_id: strawberry.ID = said("A celebration that lies ahead.")


@describing.output
class CelebrationCancelPayload(Payload):
    """The celebration, called off."""

    celebration: Celebration | None = said(
        "The celebration; null where it was refused.", default=None
    )


@describing.entry
class AwardMentionInput:
    """Which award to mention."""

    award_id: strawberry.ID = said("An award of your team's, or of a member of it.")


@describing.output
class AwardMentionPayload(Payload):
    """What is on the list."""

    mention: AwardMention | None = said(
        "The award as it stands on the list; null where it was refused.", default=None
    )


@describing.entry
class AwardMentionTickInput:
    """Which award was mentioned."""

    award_id: strawberry.ID = said("An award on the list.")


@describing.output
class AwardMentionTickPayload(Payload):
    """What was on the list."""

    mention: AwardMention | None = said(
        "The award, ticked off; null where it was refused, or was never on the list.", default=None
    )


@strawberry.type
class CelebrationMutation:
    """The writes of celebrations."""

    @mutation
    async def celebration_create(
        self,
        info: Info,
        sent: Annotated[
            CelebrationCreateInput,
            strawberry.argument(name="input", description="The celebration."),
        ],
    ) -> CelebrationCreatePayload:
        """Invite a team you lead, or everybody as an admin; those invited see a post."""
        command = CreateCelebration(
            by=info.context.principal,
            terms=_terms(sent),
            team_id=wanted("Team", sent.team_id) if sent.team_id is not None else None,
        )
        celebration_id = UUID(await write_once(info, sent, create_celebration, command))
        shown = await celebrations.celebration_of(info, celebration_id)
        return CelebrationCreatePayload(celebration=shown)

    @mutation
    async def celebration_update(
        self,
        info: Info,
        sent: Annotated[
            CelebrationUpdateInput,
            strawberry.argument(name="input", description="The new terms."),
        ],
    ) -> CelebrationUpdatePayload:
        """Change a celebration that lies ahead; its post shows what it is now."""
        celebration_id = wanted("Celebration", sent.celebration_id)
        command = UpdateCelebration(
            by=info.context.principal, celebration_id=celebration_id, terms=_terms(sent)
        )
        await write(info, update_celebration, command)
        shown = await celebrations.celebration_of(info, celebration_id)
        return CelebrationUpdatePayload(celebration=shown)

    @mutation
    async def celebration_cancel(
        self,
        info: Info,
        sent: Annotated[
            CelebrationCancelInput,
            strawberry.argument(name="input", description="The celebration."),
        ],
    ) -> CelebrationCancelPayload:
        """Call a celebration off that lies ahead; its post is withdrawn."""
        celebration_id = wanted("Celebration", sent.celebration_id)
        command = CancelCelebration(by=info.context.principal, celebration_id=celebration_id)
        await write(info, cancel_celebration, command)
        shown = await celebrations.celebration_of(info, celebration_id)
        return CelebrationCancelPayload(celebration=shown)

    @mutation
    async def award_mention(
        self,
        info: Info,
        sent: Annotated[
            AwardMentionInput, strawberry.argument(name="input", description="The award.")
        ],
    ) -> AwardMentionPayload:
        """Put an award on the list of what to mention in the next meeting; again changes nothing."""
        command = _mention(info, sent.award_id)
        award_id = await write(info, mention_award, command)
        return AwardMentionPayload(mention=await celebrations.mention_of(info, award_id))

    @mutation
    async def award_mention_tick(
        self,
        info: Info,
        sent: Annotated[
            AwardMentionTickInput, strawberry.argument(name="input", description="The award.")
        ],
    ) -> AwardMentionTickPayload:
        """Say that an award was mentioned; again changes nothing."""
        award_id = await write(info, tick_mention, _mention(info, sent.award_id))
        return AwardMentionTickPayload(mention=await celebrations.mention_of(info, award_id))


def _mention(info: Info, award_id: str) -> MentionAward:
    return MentionAward(by=info.context.principal, award_id=wanted("BadgeAward", award_id))


def _terms(sent: CelebrationCreateInput | CelebrationUpdateInput) -> CelebrationTerms:
    return CelebrationTerms(
        kind=sent.kind,
        title=sent.title,
        text=sent.text,
        starts_at=sent.starts_at,
        award_ids=tuple(wanted("BadgeAward", each) for each in sent.award_ids),
    )
