"""Planning, preparing, holding and signing one-to-ones."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.coaching.hold_one_on_one import hold_one_on_one
from bellringer.gamification.actions.coaching.plan_one_on_one import (
    cancel_one_on_one,
    plan_one_on_one,
    update_one_on_one,
)
from bellringer.gamification.actions.coaching.prepare_one_on_one import (
    add_topic,
    cover_topic,
    write_note,
)
from bellringer.gamification.actions.coaching.sign_one_on_one import (
    acknowledge_one_on_one,
    sign_one_on_one,
)
from bellringer.gamification.commands.coaching.one_on_ones import (
    AcknowledgeOneOnOne,
    AddTopic,
    CancelOneOnOne,
    CoverTopic,
    HoldOneOnOne,
    PlanOneOnOne,
    SignOneOnOne,
    UpdateOneOnOne,
    WriteNote,
)
from bellringer.graphql import describing
from bellringer.graphql.coaching.one_on_ones import OneOnOne, one_on_one_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import KEY, mutation, write, write_once
from bellringer.words import OneOnOneKind, OneOnOneNoteKind

_TALK = "The one-to-one; null where it was refused."
_OWN = "A one-to-one of yours."
_SEEN = "The version that you have seen."


@describing.entry
class OneOnOnePlanInput:
    """With whom to talk, and when."""

    idempotency_key: str = said(KEY)
    with_id: strawberry.ID = said("A member you lead, or somebody who leads your team.")
    planned_at: datetime = said("When: from now on, within a year.")
    kind: OneOnOneKind = said(
        "What it is about; who leads plans a performance conversation.",
        default=OneOnOneKind.REGULAR,
    )


@describing.output
class OneOnOnePlanPayload(Payload):
    """The one-to-one."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)


@describing.entry
class OneOnOneUpdateInput:
    """What to change; what is left out or null stays."""

    one_on_one_id: strawberry.ID = said(_OWN)
    planned_at: datetime | None = said("When, until it is held.", default=None)
    review_on: date | None = said(
        "When what was agreed is looked at again; the lead sets it.", default=None
    )


@describing.output
class OneOnOneUpdatePayload(Payload):
    """The one-to-one."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)


@describing.entry
class OneOnOneCancelInput:
    """What to call off."""

    one_on_one_id: strawberry.ID = said("A one-to-one of yours that was not held.")


@describing.output
class OneOnOneCancelPayload(Payload):
    """The one-to-one."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)


@describing.entry
class OneOnOneTopicAddInput:
    """What to talk about."""

    one_on_one_id: strawberry.ID = said(_OWN)
    text: str = said("What it is, 1 to 500 signs.")


@describing.output
class OneOnOneTopicAddPayload(Payload):
    """The agenda."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)
    topic_number: int | None = said(
        "The topic's place on the agenda; null where it was refused.", default=None
    )


@describing.entry
class OneOnOneTopicCoverInput:
    """What was talked about."""

    one_on_one_id: strawberry.ID = said(_OWN)
    topic_no: int = said("The topic's number.")
    is_covered: bool = said("False to put it back.", default=True)


@describing.output
class OneOnOneTopicCoverPayload(Payload):
    """The agenda."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)


@describing.entry
class OneOnOneNoteWriteInput:
    """What to note."""

    one_on_one_id: strawberry.ID = said(_OWN)
    kind: OneOnOneNoteKind = said("For whom it is, and what it says.")
    text: str | None = said(
        "1 to 2 000 signs, in the place of your note of this kind; left out or null: take it away.",
        default=None,
    )


@describing.output
class OneOnOneNoteWritePayload(Payload):
    """The notes."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)


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
class OneOnOneMutation:
    """The writes of one-to-ones."""

    @mutation
    async def one_on_one_plan(
        self,
        info: Info,
        sent: Annotated[
            OneOnOnePlanInput, strawberry.argument(name="input", description="The talk.")
        ],
    ) -> OneOnOnePlanPayload:
        """Plan a one-to-one, from either side; what the last one left goes on its agenda."""
        command = PlanOneOnOne(
            by=info.context.principal,
            with_id=wanted("Member", sent.with_id),
            planned_at=sent.planned_at,
            kind=sent.kind,
        )
        talk_id = UUID(await write_once(info, sent, plan_one_on_one, command))
        return OneOnOnePlanPayload(one_on_one=await one_on_one_of(info, talk_id))

    @mutation
    async def one_on_one_update(
        self,
        info: Info,
        sent: Annotated[
            OneOnOneUpdateInput, strawberry.argument(name="input", description="The change.")
        ],
    ) -> OneOnOneUpdatePayload:
        """Move a one-to-one, or set the day of review; signatures are taken back."""
        command = UpdateOneOnOne(
            by=info.context.principal,
            one_on_one_id=wanted("OneOnOne", sent.one_on_one_id),
            planned_at=sent.planned_at,
            review_on=sent.review_on,
        )
        talk_id = await write(info, update_one_on_one, command)
        return OneOnOneUpdatePayload(one_on_one=await one_on_one_of(info, talk_id))

    @mutation
    async def one_on_one_cancel(
        self,
        info: Info,
        sent: Annotated[
            OneOnOneCancelInput, strawberry.argument(name="input", description="The talk.")
        ],
    ) -> OneOnOneCancelPayload:
        """Call a one-to-one off that was not held."""
        command = CancelOneOnOne(
            by=info.context.principal, one_on_one_id=wanted("OneOnOne", sent.one_on_one_id)
        )
        talk_id = await write(info, cancel_one_on_one, command)
        return OneOnOneCancelPayload(one_on_one=await one_on_one_of(info, talk_id))

    @mutation
    async def one_on_one_topic_add(
        self,
        info: Info,
        sent: Annotated[
            OneOnOneTopicAddInput, strawberry.argument(name="input", description="The topic.")
        ],
    ) -> OneOnOneTopicAddPayload:
        """Put something on the agenda, from either side; signatures are taken back."""
        talk_id = wanted("OneOnOne", sent.one_on_one_id)
        command = AddTopic(by=info.context.principal, one_on_one_id=talk_id, text=sent.text)
        number = await write(info, add_topic, command)
        shown = await one_on_one_of(info, talk_id)
        return OneOnOneTopicAddPayload(one_on_one=shown, topic_number=number)

    @mutation
    async def one_on_one_topic_cover(
        self,
        info: Info,
        sent: Annotated[
            OneOnOneTopicCoverInput, strawberry.argument(name="input", description="The topic.")
        ],
    ) -> OneOnOneTopicCoverPayload:
        """Tick a topic off, or put it back; what stays open goes on the next agenda."""
        command = CoverTopic(
            by=info.context.principal,
            one_on_one_id=wanted("OneOnOne", sent.one_on_one_id),
            topic_no=sent.topic_no,
            is_covered=sent.is_covered,
        )
        talk_id = await write(info, cover_topic, command)
        return OneOnOneTopicCoverPayload(one_on_one=await one_on_one_of(info, talk_id))

    @mutation
    async def one_on_one_note_write(
        self,
        info: Info,
        sent: Annotated[
            OneOnOneNoteWriteInput, strawberry.argument(name="input", description="The note.")
        ],
    ) -> OneOnOneNoteWritePayload:
        """Note something, for yourself or for both; a note for both takes signatures back."""
        command = WriteNote(
            by=info.context.principal,
            one_on_one_id=wanted("OneOnOne", sent.one_on_one_id),
            kind=sent.kind,
            text=sent.text,
        )
        talk_id = await write(info, write_note, command)
        return OneOnOneNoteWritePayload(one_on_one=await one_on_one_of(info, talk_id))

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
