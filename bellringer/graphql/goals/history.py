"""What a goal went through: its agreements, its crossings, and what was said and decided about it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.facts.goals import GoalRecord, StepRecord
from bellringer.graphql import describing, members
from bellringer.graphql.audiences import Audience, Only
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt
from bellringer.words import GoalStepKind, SubjectKind, Surface


@describing.output
class GoalStep:
    """What was said or decided about a goal under one of its agreements."""

    number: int = said("Its place among the goal's steps, from 1.")
    agreement_no: int = said("The terms it is about.")
    kind: GoalStepKind = said("What it is.")
    taken_at: datetime = said("When.")
    progress: BigInt | None = said(
        "How far the goal was when its end was settled; null for others."
    )
    record: strawberry.Private[StepRecord]
    goal: strawberry.Private[GoalRecord]

    @classmethod
    def of(cls, record: StepRecord, goal: GoalRecord) -> "GoalStep":
        """Show one step."""
        return cls(
            record=record,
            goal=goal,
            number=record.step_no,
            agreement_no=record.agreement_no,
            kind=record.kind,
            taken_at=record.taken_at,
            progress=None if record.progress is None else BigInt(record.progress),
        )

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about: the member whose goal it is, or who took the step for a team or all."""
        if self.goal.owner_kind is SubjectKind.MEMBER:
            return (self.goal.owner_id,)
        return () if self.record.taken_by is None else (self.record.taken_by,)

    @strawberry.field(
        description="Evidence or reason, for the member and its managers; null without, or once it is erased.",
        extensions=[Only("GoalStep", "text", Audience.LEADS, Surface.GOALS)],
    )
    async def text(self) -> str | None:
        """Return the words."""
        return self.record.words

    @strawberry.field(
        description="Where the evidence is to be seen, for the member and its managers; null without.",
        extensions=[Only("GoalStep", "link", Audience.LEADS, Surface.GOALS)],
    )
    async def link(self) -> str | None:
        """Return the address."""
        return self.record.link

    @resolved
    async def by(self, info: Info) -> AMember | None:
        """Who; null where the goal's end was settled by itself."""
        return await members.member_of(info, self.record.taken_by)
