"""Beginning one-to-ones, and signing what stands there."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.coaching.hold_one_on_one import hold_one_on_one
from bellringer.gamification.actions.coaching.sign_one_on_one import (
    acknowledge_one_on_one,
    sign_one_on_one,
)
from bellringer.gamification.commands.coaching.one_on_ones import (
    AcknowledgeOneOnOne,
    HoldOneOnOne,
    SignOneOnOne,
)
from bellringer.graphql import describing
from bellringer.graphql.coaching.one_on_ones import OneOnOne, one_on_one_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import mutation, write

_TALK = "The one-to-one; null where it was refused."
_SEEN = "The version that you have seen."


@describing.entry
class OneOnOneHoldInput:
    """Which talk begins."""

    one_on_one_id: strawberry.ID = said("A one-to-one with somebody you lead.")


@describing.output
class OneOnOneHoldPayload(Payload):
    """The one-to-one with the member's numbers."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)


@describing.entry
class OneOnOneSignInput:
    """What you sign."""

    one_on_one_id: strawberry.ID = said("A one-to-one of yours that was held.")
    version: int = said(_SEEN)


@describing.output
class OneOnOneSignPayload(Payload):
    """The one-to-one."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)


@describing.entry
class OneOnOneAcknowledgeInput:
    """What you acknowledge."""

    one_on_one_id: strawberry.ID = said("A performance conversation about you.")
    version: int = said(_SEEN)


@describing.output
class OneOnOneAcknowledgePayload(Payload):
    """The one-to-one."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)


@strawberry.type
class OneOnOneHoldingMutation:
    """The writes of a one-to-one that takes place."""

    @mutation
    async def one_on_one_hold(
        self,
        info: Info,
        sent: Annotated[
            OneOnOneHoldInput, strawberry.argument(name="input", description="The talk.")
        ],
    ) -> OneOnOneHoldPayload:
        """Begin the talk: the member's numbers are kept with it as they are now, for good."""
        command = HoldOneOnOne(
            by=info.context.principal, one_on_one_id=wanted("OneOnOne", sent.one_on_one_id)
        )
        talk_id = await write(info, hold_one_on_one, command)
        return OneOnOneHoldPayload(one_on_one=await one_on_one_of(info, talk_id))

    @mutation
    async def one_on_one_sign(
        self,
        info: Info,
        sent: Annotated[
            OneOnOneSignInput, strawberry.argument(name="input", description="What you sign.")
        ],
    ) -> OneOnOneSignPayload:
        """Sign what stands there; once both have, nothing of it changes any more."""
        command = SignOneOnOne(
            by=info.context.principal,
            one_on_one_id=wanted("OneOnOne", sent.one_on_one_id),
            version=sent.version,
        )
        talk_id = await write(info, sign_one_on_one, command)
        return OneOnOneSignPayload(one_on_one=await one_on_one_of(info, talk_id))

    @mutation
    async def one_on_one_acknowledge(
        self,
        info: Info,
        sent: Annotated[
            OneOnOneAcknowledgeInput,
            strawberry.argument(name="input", description="What you acknowledge."),
        ],
    ) -> OneOnOneAcknowledgePayload:
        """Say that you know the facts and what was agreed of a performance conversation about you."""
        command = AcknowledgeOneOnOne(
            by=info.context.principal,
            one_on_one_id=wanted("OneOnOne", sent.one_on_one_id),
            version=sent.version,
        )
        talk_id = await write(info, acknowledge_one_on_one, command)
        return OneOnOneAcknowledgePayload(one_on_one=await one_on_one_of(info, talk_id))
