"""Dead letters: deliveries that were given up, for admins to see and to try again."""

from datetime import datetime
from typing import Annotated

import strawberry

from bellringer.gamification.actions.replay_deliveries import replay_deliveries
from bellringer.gamification.commands.deliveries import ReplayDeliveries
from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.store.views import deliveries
from bellringer.gamification.store.views.deliveries import DeadLetterView
from bellringer.graphql import describing, members
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
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import pack, wanted
from bellringer.graphql.references import AMember
from bellringer.graphql.writing import mutation, write
from bellringer.words import Channel, NotificationKind

REPLAYED_AT_ONCE = 100


@describing.output
class DeadLetter:
    """A push or an e-mail that was given up; its inbox item is where it was."""

    view: strawberry.Private[DeadLetterView]
    id: strawberry.ID = said("Names it for deadLetterReplay.")
    kind: NotificationKind = said("What it would have told.")
    channel: Channel = said("Which way it would have gone.")
    code: str = said("Why it was given up: the provider's code, or EXPIRED after failed attempts.")
    attempts: int = said("How often it was tried.")
    died_at: datetime = said("When it was given up.")

    @classmethod
    def of(cls, view: DeadLetterView) -> "DeadLetter":
        """Show what a store read."""
        return cls(
            view=view,
            id=pack("Delivery", view.delivery_id),
            kind=view.kind,
            channel=view.channel,
            code=view.code,
            attempts=view.attempts,
            died_at=view.died_at,
        )

    @resolved
    async def member(self, info: Info) -> AMember:
        """Whom it would have told."""
        return await members.certain_member(info, self.view.member_id)


@describing.entry
class DeadLetterReplayInput:
    """Which dead letters to try again."""

    ids: list[strawberry.ID] = said("Dead letters, at most 100.")


@describing.output
class DeadLetterReplayPayload(Payload):
    """How many are tried again."""

    replayed: int | None = said("How many are due again; null where it was refused.", default=None)


async def dead_letters_of(
    info: Info, first: int | None, after: str | None, last: int | None, before: str | None
) -> Connection[DeadLetter]:
    """List the dead letters, the latest first."""
    window = window_of(first, after, last, before, deliveries.KEY)
    found = await info.context.read(lambda c: deliveries.dead_letters(c, window))
    return connect(
        found,
        DeadLetter.of,
        lambda view: (view.delivery_id,),
        lambda: info.context.read(deliveries.count_dead),
    )


@strawberry.type
class DeliveryQuery:
    """The read of dead letters."""

    @resolved
    async def dead_letters(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[DeadLetter] | None:
        """Pushes and e-mails that were given up within 30 days, the latest first; null unless you are an admin."""
        if not info.context.circle.is_admin:
            return None
        return await dead_letters_of(info, first, after, last, before)


@strawberry.type
class DeliveryMutation:
    """The write of dead letters."""

    @mutation
    async def dead_letter_replay(
        self,
        info: Info,
        sent: Annotated[
            DeadLetterReplayInput, strawberry.argument(name="input", description="Which ones.")
        ],
    ) -> DeadLetterReplayPayload:
        """Try dead letters again for a day, once what stopped them is mended; for admins.

        What was read or taken back meanwhile, or is unwanted, is not sent all the same.
        """
        if len(sent.ids) > REPLAYED_AT_ONCE:
            raise InvalidInputError(f"At most {REPLAYED_AT_ONCE} at once.", path=("ids",))
        command = ReplayDeliveries(
            by=info.context.principal,
            delivery_ids=[wanted("Delivery", each) for each in sent.ids],
        )
        return DeadLetterReplayPayload(replayed=await write(info, replay_deliveries, command))
