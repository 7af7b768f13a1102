"""What members do about feedback."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.coaching.give_feedback import (
    answer_feedback,
    give_feedback,
    request_feedback,
)
from bellringer.gamification.commands.coaching.feedback import (
    AnswerFeedback,
    GiveFeedback,
    RequestFeedback,
)
from bellringer.graphql import describing
from bellringer.graphql.coaching.feedback import Feedback, feedback_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import KEY, mutation, write_once

_REFUSED = "The feedback; null where it was refused."


@describing.entry
class FeedbackGiveInput:
    """What to tell whom."""

    idempotency_key: str = said(KEY)
    to_member_id: strawberry.ID = said("A member that you lead, or who leads you.")
    text: str = said("Your words, 1 to 2000 signs; only the receiver reads them.")


@describing.output
class FeedbackGivePayload(Payload):
    """The feedback."""

    feedback: Feedback | None = said(_REFUSED, default=None)


@describing.entry
class FeedbackRequestInput:
    """What to ask whom."""

    idempotency_key: str = said(KEY)
    from_member_id: strawberry.ID = said("Any active colleague.")
    question: str = said("What you would like to know, 1 to 500 signs.")
    due_on: date = said("Until when, within 90 days; that day included.")


@describing.output
class FeedbackRequestPayload(Payload):
    """The request."""

    feedback: Feedback | None = said(_REFUSED, default=None)


@describing.entry
class FeedbackAnswerInput:
    """What to answer."""

    idempotency_key: str = said(KEY)
    feedback_id: strawberry.ID = said("A request to you that is open.")
    text: str | None = said(
        "Your words, 1 to 2000 signs; left out, you decline to give any.", default=None
    )


@describing.output
class FeedbackAnswerPayload(Payload):
    """The feedback."""

    feedback: Feedback | None = said(_REFUSED, default=None)


@strawberry.type
class FeedbackMutation:
    """The writes of feedback."""

    @mutation
    async def feedback_give(
        self,
        info: Info,
        sent: Annotated[
            FeedbackGiveInput, strawberry.argument(name="input", description="The feedback.")
        ],
    ) -> FeedbackGivePayload:
        """Give feedback to who leads you, or whom you lead."""
        command = GiveFeedback(
            by=info.context.principal,
            to_member_id=wanted("Member", sent.to_member_id),
            text=sent.text,
        )
        feedback_id = UUID(await write_once(info, sent, give_feedback, command))
        return FeedbackGivePayload(feedback=await feedback_of(info, feedback_id))

    @mutation
    async def feedback_request(
        self,
        info: Info,
        sent: Annotated[
            FeedbackRequestInput, strawberry.argument(name="input", description="The request.")
        ],
    ) -> FeedbackRequestPayload:
        """Ask a colleague for feedback; there is one reminder, the day before it is due."""
        command = RequestFeedback(
            by=info.context.principal,
            from_member_id=wanted("Member", sent.from_member_id),
            question=sent.question,
            due_on=sent.due_on,
        )
        feedback_id = UUID(await write_once(info, sent, request_feedback, command))
        return FeedbackRequestPayload(feedback=await feedback_of(info, feedback_id))

    @mutation
    async def feedback_answer(
        self,
        info: Info,
        sent: Annotated[
            FeedbackAnswerInput, strawberry.argument(name="input", description="The answer.")
        ],
    ) -> FeedbackAnswerPayload:
        """Give the feedback that you were asked for, or decline; declining needs no reason."""
        command = AnswerFeedback(
            by=info.context.principal,
            feedback_id=wanted("Feedback", sent.feedback_id),
            text=sent.text,
        )
        feedback_id = UUID(await write_once(info, sent, answer_feedback, command))
        return FeedbackAnswerPayload(feedback=await feedback_of(info, feedback_id))
