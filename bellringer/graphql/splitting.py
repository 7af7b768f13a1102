"""Splitting goals into parts, and hanging one under another."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.place_goal import place_goal
from bellringer.gamification.actions.split_goal import split_goal
from bellringer.gamification.commands.goals import PlaceGoal, SplitGoal
from bellringer.graphql import describing, goals
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.given import or_none
from bellringer.graphql.goals import Goal
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import mutation, write, write_once
from bellringer.words import PeriodKind, SplitBy


@describing.entry
class GoalSplitInput:
    """How to split a goal."""

    idempotency_key: str = said(
        "Yours, 1 to 200 signs; sent again within 30 days it answers the same."
    )
    goal_id: strawberry.ID = said("A goal in force, of kind NUMBER, that is not split yet.")
    into: PeriodKind = said(
        "WEEK, MONTH, QUARTER or YEAR of the organization's calendar; 2 to 60 parts, cut at the goal's ends."
    )
    shares: SplitBy = said("What decides how much each part carries.")
    weights: list[int] | None = said(
        "For WEIGHTS: one for each part in order, 0 to 10^9; a part of weight 0 is left out.",
        default=strawberry.UNSET,
    )
    milestones: list[int] | None = said(
        "Percents to tell of each part; left out: the goal's own.", default=strawberry.UNSET
    )


@describing.entry
class GoalPlaceInput:
    """Where a goal belongs."""

    goal_id: strawberry.ID = said("The goal.")
    parent_id: strawberry.ID | None = said(
        "The goal it is a part of: of the same owner, of the owner's team or of the organization, in the same "
        "metric and over its days; left out or null: none.",
        default=None,
    )


@describing.output
class GoalSplitPayload(Payload):
    """The goal; its parts are its children."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@describing.output
class GoalPlacePayload(Payload):
    """The goal in its place."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@strawberry.type
class SplittingMutation:
    """The writes that order goals."""

    @mutation
    async def goal_split(
        self,
        info: Info,
        sent: Annotated[
            GoalSplitInput, strawberry.argument(name="input", description="The split.")
        ],
    ) -> GoalSplitPayload:
        """Split a goal along the calendar; the parts add up to it exactly, and wait for an answer as any goal."""
        goal_id = wanted("Goal", sent.goal_id)
        milestones = or_none(sent.milestones)
        command = SplitGoal(
            by=info.context.principal,
            goal_id=goal_id,
            into=sent.into,
            shares=sent.shares,
            weights=tuple(or_none(sent.weights) or ()),
            milestones=None if milestones is None else tuple(milestones),
        )
        await write_once(info, sent, split_goal, command)
        return GoalSplitPayload(goal=await goals.goal_of(info, goal_id))

    @mutation
    async def goal_place(
        self,
        info: Info,
        sent: Annotated[
            GoalPlaceInput, strawberry.argument(name="input", description="The place.")
        ],
    ) -> GoalPlacePayload:
        """Make a goal a part of another, or of none."""
        goal_id = wanted("Goal", sent.goal_id)
        parent_id = None if sent.parent_id is None else wanted("Goal", sent.parent_id)
        command = PlaceGoal(by=info.context.principal, goal_id=goal_id, parent_id=parent_id)
        await write(info, place_goal, command)
        return GoalPlacePayload(goal=await goals.goal_of(info, goal_id))
