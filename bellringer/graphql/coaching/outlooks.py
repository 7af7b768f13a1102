"""Outlooks: what a team's goals ask of each working day that is left."""

from uuid import UUID

import strawberry

from bellringer.gamification.facts.coaching import meetings as facts
from bellringer.graphql import describing, goals
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.metrics import scale_of
from bellringer.graphql.references import AGoal
from bellringer.graphql.scalars import BigInt
from bellringer.words import MetricUnit


@describing.output
class TeamOutlook:
    """What a goal of the team asks of each working day that is left, today included."""

    goal_id: strawberry.Private[UUID]
    title: str = said("What the goal is, or was then, called.")
    unit: MetricUnit = said("What its numbers count.")
    scale: int = said("Divide a number by it to show it: 100 for cents, else often 1.")
    missing: BigInt = said("What is missing to the target.")
    working_days_left: int = said("The team's working days to come, today included.")
    needed_per_day: BigInt | None = said(
        "What each of them has to bring, rounded up; null when nothing is missing or no day is left."
    )
    per_day: BigInt | None = said(
        "What each working day before today has brought on average, rounded down; null before the first."
    )

    @resolved
    async def goal(self, info: Info) -> AGoal | None:
        """The goal; null where you may not see it."""
        return await goals.goal_of(info, self.goal_id)


def outlook_of(info: Info, line: facts.Outlook) -> TeamOutlook:
    """Show what one goal asks."""
    return TeamOutlook(
        goal_id=line.goal_id,
        title=line.title,
        unit=line.unit,
        scale=scale_of(line.unit, info.context.playbook.currency),
        missing=BigInt(line.missing),
        working_days_left=line.days_left,
        needed_per_day=None if line.needed_per_day is None else BigInt(line.needed_per_day),
        per_day=None if line.per_day is None else BigInt(line.per_day),
    )


async def outlook_shown(info: Info, team_id: UUID) -> list[TeamOutlook]:
    """Show what a team's goals ask of each working day from now on."""
    lines = await info.context.loaders.team_outlooks.load(team_id)
    return [outlook_of(info, each) for each in lines or ()]
