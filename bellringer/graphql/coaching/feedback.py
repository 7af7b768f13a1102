"""Feedback, as its two sides read it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.store.views.coaching import feedback as views
from bellringer.gamification.store.views.coaching.feedback import FeedbackView
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
from bellringer.graphql.nodes import Node, pack
from bellringer.graphql.references import AMember
from bellringer.words import FeedbackState


@describing.output
class Feedback(Node):
    """What one member tells another; only the two of them read it."""

    view: strawberry.Private[FeedbackView]
    state: FeedbackState = said("Where it stands.")
    question: str | None = said(
        "What was asked; null where it was given unasked, or erased. Show it as text only."
    )
    text: str | None = said(
        "The feedback, at most 2000 signs; null while there is none, and where it was erased."
    )
    created_at: datetime = said("When it was asked for, or given unasked.")
    due_on: date | None = said("Until when it was asked for, that day included; null unasked.")
    decided_at: datetime | None = said(
        "When it was given, declined or had expired; null while it is open."
    )

    @classmethod
    def of(cls, view: FeedbackView) -> "Feedback":
        """Show what a store read."""
        return cls(
            id=pack("Feedback", view.feedback_id),
            view=view,
            state=view.state,
            question=view.question,
            text=view.text,
            created_at=view.created_at,
            due_on=view.due_on,
            decided_at=view.decided_at,
        )

    @resolved
    async def from_member(self, info: Info) -> AMember:
        """Who gives it, or is asked to."""
        return await members.certain_member(info, self.view.from_member_id)

    @resolved
    async def to_member(self, info: Info) -> AMember:
        """Who receives it."""
        return await members.certain_member(info, self.view.to_member_id)


async def feedback_of(info: Info, feedback_id: UUID) -> Feedback | None:
    """Show the feedback of an id to its two sides."""
    me = info.context.authority.member_id
    found = await info.context.read(lambda c: views.read(c, [feedback_id], reader_id=me))
    view = found.get(feedback_id)
    return Feedback.of(view) if view else None


@strawberry.type
class FeedbackQuery:
    """The read of feedback."""

    @resolved
    async def feedback(
        self,
        info: Info,
        state: Annotated[
            FeedbackState | None, strawberry.argument(description="Only in this state.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Feedback]:
        """The feedback that you give or receive, the newest first."""
        window = window_of(first, after, last, before, views.KEY)
        context, me = info.context, info.context.authority.member_id
        return connect(
            await context.read(lambda c: views.page(c, window, reader_id=me, state=state)),
            Feedback.of,
            lambda view: (view.feedback_id,),
            lambda: context.read(lambda c: views.count(c, reader_id=me, state=state)),
        )
