"""One-to-ones, as the two who have them see them; nobody else does."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.facts.coaching.one_on_ones import (
    NoteRecord,
    OneOnOneRecord,
    TopicRecord,
)
from bellringer.gamification.rules.coaching.one_on_ones import may_read
from bellringer.gamification.store.coaching import one_on_ones
from bellringer.graphql import describing, members
from bellringer.graphql.coaching import action_items
from bellringer.graphql.coaching.figures import OneOnOneFigure, OneOnOneKpi
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
from bellringer.graphql.nodes import Node, key_of, pack, wanted
from bellringer.graphql.references import AMember, AnActionItem
from bellringer.words import OneOnOneKind, OneOnOneNoteKind, OneOnOneState


@describing.output
class OneOnOneTopic:
    """Something to talk about."""

    record: strawberry.Private[TopicRecord]
    number: int = said("Its place on the agenda, from 1.")
    text: str | None = said("What it is; null once it is erased. Show it as text only.")
    is_covered: bool = said("It was talked about; what was not goes on the next agenda of the two.")
    is_carried: bool = said("It was left over from the talk before.")

    @resolved
    async def raised_by(self, info: Info) -> AMember:
        """Who wants to talk about it."""
        return await members.certain_member(info, self.record.raised_by)


@describing.output
class OneOnOneNote:
    """What one side has noted."""

    author_id: strawberry.Private[UUID]
    kind: OneOnOneNoteKind = said("For whom it is, and what it says.")
    text: str = said("The words; show them as text only.")
    written_at: datetime = said("When they were written last.")

    @resolved
    async def author(self, info: Info) -> AMember:
        """Who noted it."""
        return await members.certain_member(info, self.author_id)


@describing.output
class OneOnOne(Node):
    """A talk of two: only they see it, admins neither. Once both have signed it, it never changes."""

    record: strawberry.Private[OneOnOneRecord]
    kind: OneOnOneKind = said("What it is about.")
    state: OneOnOneState = said("Where it stands.")
    planned_at: datetime = said("When it is, or was, to be.")
    held_at: datetime | None = said("When it began; null before.")
    version: int = said(
        "Rises with every change of what both see; you sign the version that you have seen."
    )
    review_on: date | None = said("When what was agreed is looked at again.")
    acknowledged_at: datetime | None = said(
        "When the member acknowledged a performance conversation; null before."
    )
    lead_signed_at: datetime | None = said(
        "When the lead signed what stands there; a change of what both see takes it back."
    )
    member_signed_at: datetime | None = said("When the member signed it; likewise.")
    signed_at: datetime | None = said("When both had signed: from then on nothing changes.")

    @classmethod
    def of(cls, record: OneOnOneRecord) -> "OneOnOne":
        """Show what a store read."""
        return cls(
            id=pack("OneOnOne", record.one_on_one_id),
            record=record,
            kind=record.kind,
            state=record.state,
            planned_at=record.planned_at,
            held_at=record.held_at,
            version=record.version,
            review_on=record.review_on,
            acknowledged_at=record.acknowledged_at,
            lead_signed_at=record.lead_signed_at,
            member_signed_at=record.member_signed_at,
            signed_at=record.signed_at,
        )

    @resolved
    async def lead(self, info: Info) -> AMember:
        """The one who leads."""
        return await members.certain_member(info, self.record.lead_id)

    @resolved
    async def member(self, info: Info) -> AMember:
        """The one who is led."""
        return await members.certain_member(info, self.record.member_id)

    @resolved
    async def topics(self, info: Info) -> list[OneOnOneTopic]:
        """The agenda, by both sides, at most 30."""
        found = await info.context.loaders.talk_topics.load(self.record.one_on_one_id)
        return [
            OneOnOneTopic(
                record=each,
                number=each.topic_no,
                text=each.text,
                is_covered=each.is_covered,
                is_carried=each.carried_from is not None,
            )
            for each in found or ()
        ]

    @resolved
    async def notes(self, info: Info) -> list[OneOnOneNote]:
        """What was noted for both, and your own private note; the other's private note is not there."""
        found: Sequence[NoteRecord] | None = await info.context.loaders.talk_notes.load(
            self.record.one_on_one_id
        )
        return [
            OneOnOneNote(
                author_id=each.author_id,
                kind=each.kind,
                text=each.text,
                written_at=each.written_at,
            )
            for each in found or ()
        ]

    @resolved
    async def figures(self, info: Info) -> list[OneOnOneFigure]:
        """The member's numbers as they were when the talk began; none before."""
        found = await info.context.loaders.talk_figures.load(self.record.one_on_one_id)
        currency = info.context.playbook.currency
        return [OneOnOneFigure.of(each, currency) for each in (found.figures if found else ())]

    @resolved
    async def kpis(self, info: Info) -> list[OneOnOneKpi]:
        """The member's KPIs as they were when the talk began, but for totals, which are figures; none before."""
        found = await info.context.loaders.talk_figures.load(self.record.one_on_one_id)
        if found is None or found.kpis is None:
            return []
        return [OneOnOneKpi.of(each, found.kpis.currency) for each in found.kpis.readings]

    @resolved
    async def action_items(self, info: Info) -> list[AnActionItem]:
        """What was agreed in it, with what became of it since."""
        found = await info.context.loaders.talk_items.load(self.record.one_on_one_id)
        return [action_items.ActionItem.of(each) for each in found or ()]

    @resolved
    async def open_before(self, info: Info) -> list[AnActionItem]:
        """What is still open from other talks of the two, what is due first before the rest."""
        found = await info.context.loaders.talk_items_before.load(self.record.one_on_one_id)
        return [action_items.ActionItem.of(each) for each in found or ()]


async def one_on_one_of(info: Info, one_on_one_id: UUID) -> OneOnOne | None:
    """Show the talk of an id to the two who have it."""
    record = await info.context.loaders.talks.load(one_on_one_id)
    if record is None or not may_read(info.context.principal, record):
        return None
    return OneOnOne.of(record)


@strawberry.type
class OneOnOneQuery:
    """The reads of one-to-ones."""

    @resolved
    async def one_on_one(
        self,
        info: Info,
        one_on_one_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="A one-to-one's id.")
        ],
    ) -> OneOnOne | None:
        """A one-to-one of yours; null if there is none."""
        key = key_of("OneOnOne", one_on_one_id)
        return await one_on_one_of(info, key) if key else None

    @resolved
    async def one_on_ones(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        with_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only those with this member."),
        ] = None,
    ) -> Connection[OneOnOne]:
        """Your one-to-ones that were not called off, on either side, the latest first."""
        window = window_of(first, after, last, before, one_on_ones.KEY)
        context, side = info.context, info.context.authority.member_id
        other = None if with_id is None else wanted("Member", with_id)
        return connect(
            await context.read(lambda c: one_on_ones.page(c, window, side=side, with_id=other)),
            OneOnOne.of,
            lambda record: (record.planned_at, record.one_on_one_id),
            lambda: context.read(lambda c: one_on_ones.count(c, side=side, with_id=other)),
        )
