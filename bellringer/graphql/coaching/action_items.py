"""Action items: what members have taken on, and what became of it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.coaching.create_action_item import create_action_item
from bellringer.gamification.actions.coaching.update_action_item import update_action_item
from bellringer.gamification.commands.coaching.action_items import (
    CreateActionItem,
    UpdateActionItem,
)
from bellringer.gamification.facts.coaching import action_items as facts
from bellringer.gamification.facts.coaching.action_items import ActionItemRecord
from bellringer.gamification.rules.coaching.action_items import may_read
from bellringer.gamification.store.coaching import action_items
from bellringer.graphql import describing, members
from bellringer.graphql.coaching import meetings, one_on_ones
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import Node, pack, wanted
from bellringer.graphql.references import AMeeting, AMember, AnOneOnOne
from bellringer.graphql.writing import KEY, mutation, write, write_once
from bellringer.words import ActionItemState, ActionItemStepKind

InState = Annotated[
    ActionItemState | None,
    strawberry.argument(description="Only those in this state; left out: all."),
]


@describing.output
class ActionItemStep:
    """What was done with an action item."""

    taken_by_id: strawberry.Private[UUID | None]
    kind: ActionItemStepKind = said("What it was.")
    taken_at: datetime = said("When.")
    due_on: date | None = said("Until when it is due from then on, where that was set.")

    @classmethod
    def of(cls, step: facts.ActionItemStep) -> "ActionItemStep":
        """Show one step."""
        return cls(
            taken_by_id=step.taken_by, kind=step.kind, taken_at=step.taken_at, due_on=step.due_on
        )

    @resolved
    async def by(self, info: Info) -> AMember | None:
        """Who."""
        return await members.member_of(info, self.taken_by_id)


@describing.output
class ActionItem(Node):
    """Something that a member does until a day; what it says and who does it never change."""

    record: strawberry.Private[ActionItemRecord]
    text: str | None = said("What is to be done; null once it is erased. Show it as text only.")
    due_on: date = said("Until when, by its owner's calendar.")
    state: ActionItemState = said("What became of it.")
    created_at: datetime = said("When it was put down.")

    @classmethod
    def of(cls, record: ActionItemRecord) -> "ActionItem":
        """Show what a store read."""
        return cls(
            id=pack("ActionItem", record.action_item_id),
            record=record,
            text=record.text,
            due_on=record.due_on,
            state=record.state,
            created_at=record.created_at,
        )

    @property
    def about(self) -> tuple[UUID, ...]:
        """Return whom this is about; what two agreed in their one-to-one, or a team in its meeting, is no secret."""
        is_shared = self.record.one_on_one_id or self.record.meeting_id
        return () if is_shared else (self.record.owner_id,)

    @resolved
    async def owner(self, info: Info) -> AMember:
        """Who does it."""
        return await members.certain_member(info, self.record.owner_id)

    @resolved
    async def created_by(self, info: Info) -> AMember | None:
        """Who put it down."""
        return await members.member_of(info, self.record.created_by)

    @resolved
    async def one_on_one(self, info: Info) -> AnOneOnOne | None:
        """The one-to-one that it comes from; null where it stands by itself."""
        talk_id = self.record.one_on_one_id
        return await one_on_ones.one_on_one_of(info, talk_id) if talk_id else None

    @resolved
    async def meeting(self, info: Info) -> AMeeting | None:
        """The team's meeting that it comes from; null where it comes from none that you may see."""
        meeting_id = self.record.meeting_id
        return await meetings.meeting_of(info, meeting_id) if meeting_id else None

    @resolved
    async def steps(self, info: Info) -> list[ActionItemStep]:
        """What became of it, in order of time."""
        taken = await info.context.loaders.action_item_steps.load(self.record.action_item_id)
        return [ActionItemStep.of(each) for each in taken or ()]


async def action_item_of(info: Info, action_item_id: UUID) -> ActionItem | None:
    """Show the action item of an id, if there is one that the caller may read."""
    record = await info.context.loaders.action_items.load(action_item_id)
    own_team_id = info.context.authority.team_id
    if record is None or not may_read(info.context.principal, record, own_team_id=own_team_id):
        return None
    return ActionItem.of(record)


async def action_items_of(
    info: Info,
    owner_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    state: ActionItemState | None,
) -> Connection[ActionItem]:
    """List what a member has taken on, as far as the caller may read it, what is due first before the rest."""
    window = window_of(first, after, last, before, action_items.KEY)
    loaders, circle = info.context.loaders, info.context.circle
    found = await loaders.action_item_pages.load((owner_id, window, circle, state))
    return connect(
        found,
        ActionItem.of,
        lambda record: (record.due_on, record.action_item_id),
        lambda: loaders.action_item_counts.load((owner_id, circle, state)),
    )


@describing.entry
class ActionItemCreateInput:
    """Who is to do what until when."""

    idempotency_key: str = said(KEY)
    owner_id: strawberry.ID = said(
        "Who does it: you, somebody you lead, or one of the two of the one-to-one."
    )
    text: str = said("What is to be done, 1 to 500 signs.")
    due_on: date = said("Until when: today at the earliest, within two years.")
    one_on_one_id: strawberry.ID | None = said(
        "A one-to-one of yours that it comes from; it is for the two of you alone then.",
        default=None,
    )
    meeting_id: strawberry.ID | None = said(
        "A meeting of your team that it comes from; the team reads it then. Not with `oneOnOneId`.",
        default=None,
    )
    hurdle_no: int | None = said("The hurdle of the meeting that it is against.", default=None)


@describing.output
class ActionItemCreatePayload(Payload):
    """The action item."""

    action_item: ActionItem | None = said(
        "The action item; null where it was refused.", default=None
    )


@describing.entry
class ActionItemUpdateInput:
    """What became of it; what is left out or null stays."""

    action_item_id: strawberry.ID = said("An action item that you may read.")
    state: ActionItemState | None = said(
        "DONE, DROPPED, or OPEN to take it up again.", default=None
    )
    due_on: date | None = said("Until when it is due now.", default=None)


@describing.output
class ActionItemUpdatePayload(Payload):
    """The action item."""

    action_item: ActionItem | None = said(
        "The action item; null where it was refused.", default=None
    )


@strawberry.type
class ActionItemMutation:
    """The writes of action items."""

    @mutation
    async def action_item_create(
        self,
        info: Info,
        sent: Annotated[
            ActionItemCreateInput, strawberry.argument(name="input", description="The item.")
        ],
    ) -> ActionItemCreatePayload:
        """Put down what you, or somebody you lead, will do; its owner is told on the morning it is due."""
        talk = sent.one_on_one_id
        command = CreateActionItem(
            by=info.context.principal,
            owner_id=wanted("Member", sent.owner_id),
            text=sent.text,
            due_on=sent.due_on,
            one_on_one_id=None if talk is None else wanted("OneOnOne", talk),
            meeting_id=None if sent.meeting_id is None else wanted("Meeting", sent.meeting_id),
            hurdle_no=sent.hurdle_no,
        )
        action_item_id = UUID(await write_once(info, sent, create_action_item, command))
        return ActionItemCreatePayload(action_item=await action_item_of(info, action_item_id))

    @mutation
    async def action_item_update(
        self,
        info: Info,
        sent: Annotated[
            ActionItemUpdateInput, strawberry.argument(name="input", description="The change.")
        ],
    ) -> ActionItemUpdatePayload:
        """Say what became of an action item, or move its day; every step stays on record."""
        command = UpdateActionItem(
            by=info.context.principal,
            action_item_id=wanted("ActionItem", sent.action_item_id),
            state=sent.state,
            due_on=sent.due_on,
        )
        action_item_id = await write(info, update_action_item, command)
        return ActionItemUpdatePayload(action_item=await action_item_of(info, action_item_id))
