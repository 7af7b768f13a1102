"""Crossings: milestones that an activity carried a goal past."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.facts.goals import CrossingRecord, GoalRecord
from bellringer.graphql import describing, goals
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.references import AGoal


@describing.output
class Crossing:
    """A milestone passed for the first time under terms of a goal."""

    record: strawberry.Private[GoalRecord]
    agreement_no: int = said("The terms that were in force.")
    percent: int = said("Percent of the way from baseline to target.")
    crossed_at: datetime = said("When what carried the goal past it happened.")
    undone_at: datetime | None = said(
        "Since when a reversal holds the goal under it again; null while it holds."
    )

    @classmethod
    def of(cls, goal: GoalRecord, crossing: CrossingRecord) -> "Crossing":
        """Show what a store read."""
        return cls(
            record=goal,
            agreement_no=crossing.agreement_no,
            percent=crossing.percent,
            crossed_at=crossing.crossed_at,
            undone_at=crossing.undone_at,
        )

    @resolved
    def goal(self) -> AGoal:
        """The goal."""
        return goals.Goal.of(self.record)


async def crossings_of(info: Info, keys: Sequence[str]) -> list[Crossing]:
    """Show the crossings that an answer names as `<goal id>:<agreement no>:<percent>`.

    Goals of teams may be crossed that the caller does not see; those are left out.
    """
    named = [key.split(":") for key in keys]
    ids = list(dict.fromkeys(UUID(goal_id) for goal_id, _, _ in named))
    found = await info.context.loaders.goals.load_many(ids)
    seen = {goal.goal_id: goal for goal in found if goal}
    shown = []
    for goal_id, agreement_no, percent in named:
        goal = seen.get(UUID(goal_id))
        crossing = goal and _crossing(goal, int(agreement_no), int(percent))
        if goal and crossing:
            shown.append(Crossing.of(goal, crossing))
    return shown


def _crossing(goal: GoalRecord, agreement_no: int, percent: int) -> CrossingRecord | None:
    of_terms = (each for each in goal.crossings if each.agreement_no == agreement_no)
    return next((each for each in of_terms if each.percent == percent), None)
