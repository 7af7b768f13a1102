"""Webhooks: which other systems are told of what, for admins."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.create_webhook import create_webhook
from bellringer.gamification.actions.disable_webhook import disable_webhook
from bellringer.gamification.actions.rotate_webhook import rotate_webhook
from bellringer.gamification.commands.webhooks import (
    CreateWebhook,
    DisableWebhook,
    RotateWebhook,
)
from bellringer.gamification.store import webhooks
from bellringer.gamification.store.webhooks import WebhookView
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import pack, wanted
from bellringer.graphql.writing import mutation, write
from bellringer.words import NotificationKind

NODE = "Webhook"
SECRET = "What events are signed with, `whsec_…`; it is told this once. Null where it was refused."


@describing.output
class Webhook:
    """An address of another system that is told of what happens, signed as Standard Webhooks says."""

    id: strawberry.ID = said("Names it for webhookRotate and webhookDisable.")
    url: str = said("Where events are posted.")
    kinds: list[NotificationKind] = said("What it is told of.")
    takes_texts: bool = said("It brings members what they wish to be told by text.")
    created_at: datetime = said("When it was made.")
    failing_since: datetime | None = said(
        "Since when it has taken nothing; null while it is well. After 5 days it is disabled."
    )
    disabled_at: datetime | None = said("Since when it is told no more; null while it is.")
    disabled_reason: str | None = said(
        "Why: BY_HAND, FAILING for 5 days, or GONE, by its own answer 410; null while it is told."
    )

    @classmethod
    def of(cls, view: WebhookView) -> "Webhook":
        """Show what a store read."""
        return cls(
            id=pack(NODE, view.webhook_id),
            url=view.url,
            kinds=list(view.kinds),
            takes_texts=view.takes_texts,
            created_at=view.created_at,
            failing_since=view.failing_since,
            disabled_at=view.disabled_at,
            disabled_reason=view.disabled_reason,
        )


@describing.entry
class WebhookCreateInput:
    """Whom to tell of what."""

    url: str = said("An https address on the open internet, of at most 2,000 signs.")
    kinds: list[NotificationKind] = said(
        "At least one, unless it takes texts: MILESTONE_CROSSED, GOAL_MET, BADGE_AWARDED, BADGE_REVOKED, LEVEL_UP, "
        "TEAM_OF_THE_MONTH, MEMBER_OF_THE_MONTH, COMPETITION_STARTED, COMPETITION_RESULT."
    )
    takes_texts: bool = said(
        "Whether it brings members what they wish to be told by text, as an SMS gateway does; one at a time may. "
        "Left out: no.",
        default=False,
    )


@describing.output
class WebhookCreatePayload(Payload):
    """The webhook and its secret."""

    webhook: Webhook | None = said("The webhook; null where it was refused.", default=None)
    secret: str | None = said(SECRET, default=None)


@describing.entry
class WebhookRotateInput:
    """Which webhook gets another secret."""

    id: strawberry.ID = said("A webhook that is told.")


@describing.output
class WebhookRotatePayload(Payload):
    """The webhook and its new secret."""

    webhook: Webhook | None = said("The webhook; null where it was refused.", default=None)
    secret: str | None = said(SECRET, default=None)


@describing.entry
class WebhookDisableInput:
    """Which webhook is told no more."""

    id: strawberry.ID = said("A webhook that is told.")


@describing.output
class WebhookDisablePayload(Payload):
    """The webhook, disabled."""

    webhook: Webhook | None = said("The webhook; null where it was refused.", default=None)


@strawberry.type
class WebhookQuery:
    """The read of webhooks."""

    @resolved
    async def webhooks(self, info: Info) -> list[Webhook] | None:
        """The organization's webhooks, the oldest first, disabled ones too; null unless you are an admin."""
        if not info.context.circle.is_admin:
            return None
        return [Webhook.of(view) for view in await info.context.read(webhooks.read)]


@strawberry.type
class WebhookMutation:
    """The writes of webhooks."""

    @mutation
    async def webhook_create(
        self,
        info: Info,
        sent: Annotated[
            WebhookCreateInput, strawberry.argument(name="input", description="Whom, and of what.")
        ],
    ) -> WebhookCreatePayload:
        """Tell another system of crossings, awards and results; for admins, at most 10 at once.

        What has happened before is not told.
        """
        command = CreateWebhook(
            by=info.context.principal,
            url=sent.url,
            kinds=tuple(sent.kinds),
            takes_texts=sent.takes_texts,
        )
        webhook_id, secret = await write(info, create_webhook, command)
        return WebhookCreatePayload(webhook=await _one(info, webhook_id), secret=secret)

    @mutation
    async def webhook_rotate(
        self,
        info: Info,
        sent: Annotated[
            WebhookRotateInput, strawberry.argument(name="input", description="Which one.")
        ],
    ) -> WebhookRotatePayload:
        """Give a webhook another secret; for a day events carry signatures by both. For admins."""
        webhook_id = wanted(NODE, sent.id)
        command = RotateWebhook(by=info.context.principal, webhook_id=webhook_id)
        secret = await write(info, rotate_webhook, command)
        return WebhookRotatePayload(webhook=await _one(info, webhook_id), secret=secret)

    @mutation
    async def webhook_disable(
        self,
        info: Info,
        sent: Annotated[
            WebhookDisableInput, strawberry.argument(name="input", description="Which one.")
        ],
    ) -> WebhookDisablePayload:
        """Tell another system no more, for ever; what waits for it is dropped. For admins."""
        webhook_id = wanted(NODE, sent.id)
        command = DisableWebhook(by=info.context.principal, webhook_id=webhook_id)
        await write(info, disable_webhook, command)
        return WebhookDisablePayload(webhook=await _one(info, webhook_id))


async def _one(info: Info, webhook_id: UUID) -> Webhook:
    [view] = await info.context.read(lambda c: webhooks.read(c, webhook_id))
    return Webhook.of(view)
