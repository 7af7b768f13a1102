"""Mentors, and trainings with what was done of them week by week."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.rules.coaching.trainings import weeks_of
from bellringer.gamification.store.views.coaching import growth as views
from bellringer.gamification.store.views.coaching.growth import MentoringView, TrainingView
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
from bellringer.graphql.metrics import Metric, metric_of
from bellringer.graphql.nodes import Node, key_of, pack
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt


@describing.output
class Mentoring:
    """Who is whose mentor; the two of them and who leads the mentee read it."""

    view: strawberry.Private[MentoringView]
    starts_on: date = said("From when on.")
    ends_on: date | None = said("The first day without; null while no end is set.")

    @classmethod
    def of(cls, view: MentoringView) -> "Mentoring":
        """Show what a store read."""
        return cls(view=view, starts_on=view.starts_on, ends_on=view.ends_on)

    @resolved
    async def mentee(self, info: Info) -> AMember:
        """Who has the mentor."""
        return await members.certain_member(info, self.view.mentee_id)

    @resolved
    async def mentor(self, info: Info) -> AMember:
        """Who is it."""
        return await members.certain_member(info, self.view.mentor_id)


@describing.output
class TrainingWeek:
    """A week of a training."""

    starts_on: date = said("Its first day.")
    done: BigInt = said(
        "How much there was, from the activities as they are on record now; in the metric's unit."
    )
    is_over: bool = said("The week is over.")
    is_met: bool = said("It is as much as was agreed.")


@describing.output
class Training(Node):
    """So much of a metric each week, for some weeks; the member and who leads the member read it."""

    view: strawberry.Private[TrainingView]
    title: str | None = said("What it is about; null where it was erased.")
    per_week: BigInt = said("How much a week, in the metric's unit.")
    starts_on: date = said("The first day of the first week.")

    @classmethod
    def of(cls, view: TrainingView) -> "Training":
        """Show what a store read."""
        return cls(
            id=pack("Training", view.training_id),
            view=view,
            title=view.title,
            per_week=BigInt(view.per_week),
            starts_on=view.starts_on,
        )

    @property
    def about(self) -> tuple[UUID, ...]:
        """Return whom this is about."""
        return (self.view.member_id,)

    @resolved
    async def member(self, info: Info) -> AMember:
        """Whose training it is."""
        return await members.certain_member(info, self.view.member_id)

    @resolved
    def metric(self, info: Info) -> Metric | None:
        """What is counted."""
        plays = info.context.playbook
        found = plays.metrics.get(self.view.metric_key)
        return metric_of(found, plays.currency) if found else None

    @resolved
    async def weeks(self, info: Info) -> list[TrainingWeek]:
        """Each week, 1 to 26, with what was done; those ahead with 0."""
        view, today = self.view, info.context.today
        spans = weeks_of(view.starts_on, view.weeks)
        totals = await info.context.loaders.weeks_done.load_many(
            [(view.member_id, view.metric_key, first) for first, _ in spans]
        )
        return [
            TrainingWeek(
                starts_on=first,
                done=BigInt(total),
                is_over=today >= end,
                is_met=total >= view.per_week,
            )
            for (first, end), total in zip(spans, totals, strict=True)
        ]


async def training_of(info: Info, training_id: UUID) -> Training | None:
    """Show the training of an id to the member and who leads the member."""
    reader = info.context.loaders.thread_reader
    view = await info.context.read(lambda c: views.training(c, training_id, reader))
    return Training.of(view) if view else None


@strawberry.type
class TrainingQuery:
    """The reads of mentors and trainings."""

    @resolved
    async def mentorings(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Mentoring]:
        """The pairs of today and later that you are part of, or whose mentee you lead."""
        window = window_of(first, after, last, before, views.PAIR_KEY)
        context, reader = info.context, info.context.loaders.thread_reader
        return connect(
            await context.read(lambda c: views.mentorings(c, window, reader)),
            Mentoring.of,
            lambda view: (view.starts_on, view.mentee_id),
            lambda: context.read(lambda c: views.mentoring_count(c, reader)),
        )

    @resolved
    async def trainings(
        self,
        info: Info,
        member_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only of this member.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Training]:
        """Your own trainings and those of members you lead, the newest first."""
        window = window_of(first, after, last, before, views.KEY)
        context, reader = info.context, info.context.loaders.thread_reader
        whose = None if member_id is None else key_of("Member", member_id) or UUID(int=0)
        return connect(
            await context.read(lambda c: views.trainings(c, window, reader, member_id=whose)),
            Training.of,
            lambda view: (view.training_id,),
            lambda: context.read(lambda c: views.training_count(c, reader, member_id=whose)),
        )
