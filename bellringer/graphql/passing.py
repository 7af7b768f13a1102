"""Certifications and skills: evidence, and who says that one is passed."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.pass_goal import (
    fail_goal,
    pass_goal,
    submit_evidence,
    withdraw_pass,
)
from bellringer.gamification.commands.goals import FailGoal, PassGoal, SubmitEvidence, WithdrawPass
from bellringer.graphql import describing, goals
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.given import or_none
from bellringer.graphql.goals import Goal
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import mutation, write

_GOAL = "A certification or skill that is in force."
_LINK = "Where it is to be seen, https, at most 2 000 signs."


@describing.entry
class GoalEvidenceSubmitInput:
    """What shows that a certification or skill was passed."""

    goal_id: strawberry.ID = said(_GOAL)
    evidence: str = said("Your words, 1 to 2 000 signs.")
    link: str | None = said(_LINK, default=strawberry.UNSET)


@describing.entry
class GoalPassInput:
    """That a certification or skill is passed."""

    goal_id: strawberry.ID = said(_GOAL)
    evidence: str | None = said(
        "What shows it, 1 to 2 000 signs; left out: what was submitted.", default=strawberry.UNSET
    )
    link: str | None = said(_LINK, default=strawberry.UNSET)


@describing.entry
class GoalFailInput:
    """That a certification or skill was not passed."""

    goal_id: strawberry.ID = said(_GOAL)
    reason: str = said("Why, 1 to 500 signs; the owner reads it.")


@describing.entry
class GoalPassWithdrawInput:
    """That a certification or skill does not count as passed after all."""

    goal_id: strawberry.ID = said(_GOAL)
    reason: str = said("Why, 1 to 500 signs; the owner reads it.")


@describing.output
class GoalEvidenceSubmitPayload(Payload):
    """The goal; whoever leads its owner is told."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@describing.output
class GoalPassPayload(Payload):
    """The goal, met."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@describing.output
class GoalFailPayload(Payload):
    """The goal, missed."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@describing.output
class GoalPassWithdrawPayload(Payload):
    """The goal, open again."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@strawberry.type
class PassingMutation:
    """The writes of certifications and skills."""

    @mutation
    async def goal_evidence_submit(
        self,
        info: Info,
        sent: Annotated[
            GoalEvidenceSubmitInput, strawberry.argument(name="input", description="The evidence.")
        ],
    ) -> GoalEvidenceSubmitPayload:
        """Submit evidence for a certification or skill; whoever leads its owner confirms it by `goalPass`."""
        goal_id = wanted("Goal", sent.goal_id)
        command = SubmitEvidence(
            by=info.context.principal,
            goal_id=goal_id,
            evidence=sent.evidence,
            link=or_none(sent.link),
        )
        await write(info, submit_evidence, command)
        return GoalEvidenceSubmitPayload(goal=await goals.goal_of(info, goal_id))

    @mutation
    async def goal_pass(
        self,
        info: Info,
        sent: Annotated[
            GoalPassInput, strawberry.argument(name="input", description="What is passed.")
        ],
    ) -> GoalPassPayload:
        """Say that a certification or skill is passed: whoever leads its owner, never oneself."""
        goal_id = wanted("Goal", sent.goal_id)
        command = PassGoal(
            by=info.context.principal,
            goal_id=goal_id,
            evidence=or_none(sent.evidence),
            link=or_none(sent.link),
        )
        await write(info, pass_goal, command)
        return GoalPassPayload(goal=await goals.goal_of(info, goal_id))

    @mutation
    async def goal_fail(
        self,
        info: Info,
        sent: Annotated[
            GoalFailInput, strawberry.argument(name="input", description="What is not passed.")
        ],
    ) -> GoalFailPayload:
        """Say that a certification or skill was not passed; the goal is missed from then on."""
        goal_id = wanted("Goal", sent.goal_id)
        command = FailGoal(by=info.context.principal, goal_id=goal_id, reason=sent.reason)
        await write(info, fail_goal, command)
        return GoalFailPayload(goal=await goals.goal_of(info, goal_id))

    @mutation
    async def goal_pass_withdraw(
        self,
        info: Info,
        sent: Annotated[
            GoalPassWithdrawInput,
            strawberry.argument(name="input", description="What is taken back."),
        ],
    ) -> GoalPassWithdrawPayload:
        """Take a pass back until it is settled: badges for it are lost, its news is withdrawn."""
        goal_id = wanted("Goal", sent.goal_id)
        command = WithdrawPass(by=info.context.principal, goal_id=goal_id, reason=sent.reason)
        await write(info, withdraw_pass, command)
        return GoalPassWithdrawPayload(goal=await goals.goal_of(info, goal_id))
