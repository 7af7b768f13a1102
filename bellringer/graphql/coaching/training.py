"""What leads do about mentors, and members and leads about trainings."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.coaching.set_training import (
    end_mentoring,
    set_mentor,
    set_training,
)
from bellringer.gamification.commands.coaching.trainings import (
    EndMentoring,
    SetMentor,
    SetTraining,
)
from bellringer.graphql import describing, members
from bellringer.graphql.coaching.trainings import Training, training_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import KEY, mutation, write, write_once

_MENTEE = "The member who has the mentor; null where it was refused."


@describing.entry
class MentorSetInput:
    """Who is to be whose mentor."""

    mentee_id: strawberry.ID = said("A member that you lead.")
    mentor_id: strawberry.ID = said("Any other active member.")
    starts_on: date = said("From when on.")
    ends_on: date | None = said("The first day without; left out: until it is ended.", default=None)


@describing.output
class MentorSetPayload(Payload):
    """The mentee."""

    mentee: AMember | None = said(_MENTEE, default=None)


@describing.entry
class MentoringEndInput:
    """Whose mentoring ends."""

    mentee_id: strawberry.ID = said("A member that you lead.")
    ends_on: date = said("The first day without.")


@describing.output
class MentoringEndPayload(Payload):
    """The mentee."""

    mentee: AMember | None = said(_MENTEE, default=None)


@describing.entry
class TrainingSetInput:
    """What to do more of."""

    idempotency_key: str = said(KEY)
    member_id: strawberry.ID = said("Yourself, or a member that you lead.")
    title: str = said("What it is about, 1 to 120 signs.")
    metric_key: str = said("What is counted.")
    per_week: BigInt = said("How much a week, in the metric's unit; at least 1.")
    starts_on: date = said("Any date of the first week, from a week ago on.")
    weeks: int = said("For how many weeks, 1 to 26.")


@describing.output
class TrainingSetPayload(Payload):
    """The training."""

    training: Training | None = said("The training; null where it was refused.", default=None)


@strawberry.type
class TrainingMutation:
    """The writes of mentors and trainings."""

    @mutation
    async def mentor_set(
        self,
        info: Info,
        sent: Annotated[MentorSetInput, strawberry.argument(name="input", description="The pair.")],
    ) -> MentorSetPayload:
        """Give a member that you lead a mentor, one at a time."""
        mentee_id = wanted("Member", sent.mentee_id)
        command = SetMentor(
            by=info.context.principal,
            mentee_id=mentee_id,
            mentor_id=wanted("Member", sent.mentor_id),
            starts_on=sent.starts_on,
            ends_on=sent.ends_on,
        )
        await write(info, set_mentor, command)
        return MentorSetPayload(mentee=await members.member_of(info, mentee_id))

    @mutation
    async def mentoring_end(
        self,
        info: Info,
        sent: Annotated[
            MentoringEndInput, strawberry.argument(name="input", description="Whose, and when.")
        ],
    ) -> MentoringEndPayload:
        """Let the mentoring of a member that you lead end."""
        mentee_id = wanted("Member", sent.mentee_id)
        command = EndMentoring(by=info.context.principal, mentee_id=mentee_id, ends_on=sent.ends_on)
        await write(info, end_mentoring, command)
        return MentoringEndPayload(mentee=await members.member_of(info, mentee_id))

    @mutation
    async def training_set(
        self,
        info: Info,
        sent: Annotated[
            TrainingSetInput, strawberry.argument(name="input", description="The training.")
        ],
    ) -> TrainingSetPayload:
        """Agree on so much of a metric a week, followed from the activities themselves."""
        command = SetTraining(
            by=info.context.principal,
            member_id=wanted("Member", sent.member_id),
            title=sent.title,
            metric_key=sent.metric_key,
            per_week=sent.per_week,
            starts_on=sent.starts_on,
            weeks=sent.weeks,
        )
        training_id = UUID(await write_once(info, sent, set_training, command))
        return TrainingSetPayload(training=await training_of(info, training_id))
