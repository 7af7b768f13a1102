"""Preparing one-to-ones: what goes on the agenda, and what is noted."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.coaching.prepare_one_on_one import (
    add_topic,
    cover_topic,
    write_note,
)
from bellringer.gamification.commands.coaching.one_on_ones import AddTopic, CoverTopic, WriteNote
from bellringer.graphql import describing
from bellringer.graphql.coaching.one_on_ones import OneOnOne, one_on_one_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import mutation, write
from bellringer.words import OneOnOneNoteKind

_TALK = "The one-to-one; null where it was refused."
_OWN = "A one-to-one of yours."


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


@strawberry.type
class OneOnOnePreparingMutation:
    """The writes of what a one-to-one is about."""

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
