"""Answers to goals: agreeing to what is proposed, declining it, and calling a goal off."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.agree_goal import agree_goal, agree_goals
from bellringer.gamification.actions.cancel_goal import cancel_goal
from bellringer.gamification.actions.decline_goal import decline_goal
from bellringer.gamification.commands.goals import AgreeGoal, AgreeGoals, CancelGoal, DeclineGoal
from bellringer.graphql import describing, goals
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.given import or_none
from bellringer.graphql.goals import Goal
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import mutation, write


@describing.entry
class GoalAgreeInput:
    """Your consent to exactly the terms that you read."""

    goal_id: strawberry.ID = said("The goal.")
    agreement_no: int = said("The number of the terms you read, see GoalTerms.agreementNo.")


@describing.entry
class GoalsAgreeInput:
    """Your consent to several terms that you read, such as the parts of a split; all or none."""

    items: list[GoalAgreeInput] = said("1 to 100 goals, each once.")


@describing.entry
class GoalDeclineInput:
    """Your no to exactly the terms that you read."""

    goal_id: strawberry.ID = said("The goal.")
    agreement_no: int = said("The number of the terms you read, see GoalTerms.agreementNo.")
    reason: str | None = said(
        "Why, 1 to 500 signs; who proposed the terms reads it.", default=strawberry.UNSET
    )


@describing.entry
class GoalCancelInput:
    """Which goal is called off, or declined."""

    goal_id: strawberry.ID = said("The goal.")


@describing.output
class GoalAgreePayload(Payload):
    """The goal, in force."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@describing.output
class GoalsAgreePayload(Payload):
    """The goals, in force."""

    goals: list[Goal] = said("The goals; empty where it was refused.", default_factory=list)


@describing.output
class GoalDeclinePayload(Payload):
    """The goal, with what stays in force; called off where nothing had been."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@describing.output
class GoalCancelPayload(Payload):
    """The goal, called off."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@strawberry.type
class AnswerMutation:
    """The writes that answer."""

    @mutation
    async def goal_agree(
        self,
        info: Info,
        sent: Annotated[
            GoalAgreeInput, strawberry.argument(name="input", description="The terms.")
        ],
    ) -> GoalAgreePayload:
        """Agree to the terms of a goal: from then on they are in force."""
        goal_id = wanted("Goal", sent.goal_id)
        command = AgreeGoal(
            by=info.context.principal, goal_id=goal_id, agreement_no=sent.agreement_no
        )
        await write(info, agree_goal, command)
        return GoalAgreePayload(goal=await goals.goal_of(info, goal_id))

    @mutation
    async def goal_cancel(
        self,
        info: Info,
        sent: Annotated[
            GoalCancelInput, strawberry.argument(name="input", description="The goal.")
        ],
    ) -> GoalCancelPayload:
        """Call a goal off, or decline one that is proposed; what it crossed stays on record."""
        goal_id = wanted("Goal", sent.goal_id)
        await write(info, cancel_goal, CancelGoal(by=info.context.principal, goal_id=goal_id))
        return GoalCancelPayload(goal=await goals.goal_of(info, goal_id))

    @mutation
    async def goals_agree(
        self,
        info: Info,
        sent: Annotated[
            GoalsAgreeInput, strawberry.argument(name="input", description="The terms.")
        ],
    ) -> GoalsAgreePayload:
        """Agree to the terms of several goals, all or none."""
        terms = tuple((wanted("Goal", item.goal_id), item.agreement_no) for item in sent.items)
        await write(info, agree_goals, AgreeGoals(by=info.context.principal, terms=terms))
        shown = [await goals.goal_of(info, goal_id) for goal_id, _ in terms]
        return GoalsAgreePayload(goals=[goal for goal in shown if goal])

    @mutation
    async def goal_decline(
        self,
        info: Info,
        sent: Annotated[
            GoalDeclineInput, strawberry.argument(name="input", description="The terms.")
        ],
    ) -> GoalDeclinePayload:
        """Decline proposed terms: what is in force stays so, and a goal without any is called off."""
        goal_id = wanted("Goal", sent.goal_id)
        command = DeclineGoal(
            by=info.context.principal,
            goal_id=goal_id,
            agreement_no=sent.agreement_no,
            reason=or_none(sent.reason),
        )
        await write(info, decline_goal, command)
        return GoalDeclinePayload(goal=await goals.goal_of(info, goal_id))
