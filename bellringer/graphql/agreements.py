"""Proposing goals, agreeing to them, and calling them off."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.agree_goal import agree_goal
from bellringer.gamification.actions.cancel_goal import cancel_goal
from bellringer.gamification.actions.propose_goal import change_goal, propose_goal
from bellringer.gamification.commands import (
    AgreeGoal,
    CancelGoal,
    ChangeGoal,
    GoalTerms,
    ProposeGoal,
    fingerprint,
)
from bellringer.gamification.store import receipts
from bellringer.graphql import describing, goals
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload, ReportsRefusals
from bellringer.graphql.given import given, or_none
from bellringer.graphql.goals import Goal
from bellringer.graphql.nodes import opened, wanted
from bellringer.graphql.scalars import BigInt
from bellringer.words import SubjectKind, Visibility

USUAL_MILESTONES = (25, 50, 75, 100, 120)


@describing.entry
class GoalTermsInput:
    """What is to be agreed."""

    target: BigInt = said(
        "To reach, in the metric's unit (money in minor units); above the baseline."
    )
    starts_on: date = said("First day that counts, in the organization's calendar.")
    ends_on: date = said("The day after the last that counts.")
    baseline: BigInt | None = said("Where the way begins; left out: 0.", default=strawberry.UNSET)
    floor_target: BigInt | None = said(
        "What the second metric must reach too; only with floorMetricKey.", default=strawberry.UNSET
    )
    milestones: list[int] | None = said(
        "Percents to tell, rising, 1 to 1 000, at most 20; left out: 25, 50, 75, 100, 120.",
        default=strawberry.UNSET,
    )


@describing.entry
class GoalProposeInput:
    """A goal for yourself, for one you lead, for a team or the organization."""

    idempotency_key: str = said(
        "Yours, 1 to 200 signs; sent again within 30 days it answers the same."
    )
    owner_id: strawberry.ID | None = said(
        "A member or a team; left out: yourself; an organization's id: the whole organization.",
        default=strawberry.UNSET,
    )
    title: str = said("What people will call it, 1 to 120 signs.")
    metric_key: str = said(
        "What is counted, e.g. revenue; for a member only what a member can move alone."
    )
    floor_metric_key: str | None = said(
        "A second metric that must hold too.", default=strawberry.UNSET
    )
    parent_id: strawberry.ID | None = said("The goal it is a part of.", default=strawberry.UNSET)
    visibility: Visibility | None = said("Who sees it; left out: TEAM.", default=strawberry.UNSET)
    terms: GoalTermsInput = said("What is to be agreed.")


@describing.entry
class GoalChangeInput:
    """Other terms for a goal; those in force stay until both sides agree."""

    idempotency_key: str = said(
        "Yours, 1 to 200 signs; sent again within 30 days it answers the same."
    )
    goal_id: strawberry.ID = said("The goal.")
    terms: GoalTermsInput = said("What is to be agreed instead.")


@describing.entry
class GoalAgreeInput:
    """Your consent to exactly the terms that you read."""

    goal_id: strawberry.ID = said("The goal.")
    agreement_no: int = said("The number of the terms you read, see GoalTerms.agreementNo.")


@describing.entry
class GoalCancelInput:
    """Which goal is called off, or declined."""

    goal_id: strawberry.ID = said("The goal.")


@describing.output
class GoalProposePayload(Payload):
    """The goal as proposed; in force at once where nobody else has to agree."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@describing.output
class GoalChangePayload(Payload):
    """The goal with the other terms."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@describing.output
class GoalAgreePayload(Payload):
    """The goal, in force."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


@describing.output
class GoalCancelPayload(Payload):
    """The goal, called off."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)


def _terms(sent: GoalTermsInput) -> GoalTerms:
    milestones = or_none(sent.milestones)
    return GoalTerms(
        target=sent.target,
        starts_on=sent.starts_on,
        ends_on=sent.ends_on,
        baseline=or_none(sent.baseline) or 0,
        floor_target=or_none(sent.floor_target),
        milestones=USUAL_MILESTONES if milestones is None else tuple(milestones),
    )


def _owner(info: Info, owner_id: str | None) -> tuple[SubjectKind, UUID]:
    if owner_id is None:
        return SubjectKind.MEMBER, info.context.authority.member_id
    kind = (opened(owner_id) or ("", ""))[0]
    if kind == "Team":
        return SubjectKind.TEAM, wanted("Team", owner_id)
    if kind == "Organization":
        return SubjectKind.ORGANIZATION, wanted("Organization", owner_id)
    return SubjectKind.MEMBER, wanted("Member", owner_id)


def _proposal(info: Info, sent: GoalProposeInput) -> ProposeGoal:
    kind, owner_id = _owner(info, or_none(sent.owner_id))
    parent_id = or_none(sent.parent_id)
    return ProposeGoal(
        by=info.context.principal,
        owner_kind=kind,
        owner_id=owner_id,
        title=sent.title,
        metric_key=sent.metric_key,
        terms=_terms(sent.terms),
        floor_metric_key=or_none(sent.floor_metric_key),
        parent_id=None if parent_id is None else wanted("Goal", parent_id),
        visibility=or_none(sent.visibility) or Visibility.TEAM,
    )


@strawberry.type
class GoalMutation:
    """The writes of goals."""

    @strawberry.mutation(
        description=(
            "Propose a goal. Yours on nobody's request is in force at once; others wait for the other side."
        ),
        extensions=[ReportsRefusals()],
    )
    async def goal_propose(
        self,
        info: Info,
        sent: Annotated[
            GoalProposeInput, strawberry.argument(name="input", description="The goal.")
        ],
    ) -> GoalProposePayload:
        """Propose it once."""
        command, now = _proposal(info, sent), info.context.now
        async with info.context.writing() as connection:

            async def propose() -> dict[str, str]:
                return {"goal_id": str(await propose_goal(connection, command, now=now))}

            answer = await receipts.once(
                connection,
                command.by,
                sent.idempotency_key,
                fingerprint({"goalPropose": given(sent)}),
                propose,
                now=now,
            )
        return GoalProposePayload(goal=await goals.goal_of(info, UUID(answer["goal_id"])))

    @strawberry.mutation(
        description="Propose other terms for a goal; those in force stay until both sides agree.",
        extensions=[ReportsRefusals()],
    )
    async def goal_change(
        self,
        info: Info,
        sent: Annotated[
            GoalChangeInput, strawberry.argument(name="input", description="The other terms.")
        ],
    ) -> GoalChangePayload:
        """Propose them once."""
        now = info.context.now
        goal_id = wanted("Goal", sent.goal_id)
        command = ChangeGoal(by=info.context.principal, goal_id=goal_id, terms=_terms(sent.terms))
        async with info.context.writing() as connection:

            async def change() -> dict[str, int]:
                return {"agreement_no": await change_goal(connection, command, now=now)}

            await receipts.once(
                connection,
                command.by,
                sent.idempotency_key,
                fingerprint({"goalChange": given(sent)}),
                change,
                now=now,
            )
        return GoalChangePayload(goal=await goals.goal_of(info, goal_id))

    @strawberry.mutation(
        description="Agree to the terms of a goal: from then on they are in force.",
        extensions=[ReportsRefusals()],
    )
    async def goal_agree(
        self,
        info: Info,
        sent: Annotated[
            GoalAgreeInput, strawberry.argument(name="input", description="The terms.")
        ],
    ) -> GoalAgreePayload:
        """Agree."""
        goal_id = wanted("Goal", sent.goal_id)
        command = AgreeGoal(
            by=info.context.principal, goal_id=goal_id, agreement_no=sent.agreement_no
        )
        async with info.context.writing() as connection:
            await agree_goal(connection, command, now=info.context.now)
        return GoalAgreePayload(goal=await goals.goal_of(info, goal_id))

    @strawberry.mutation(
        description="Call a goal off, or decline one that is proposed; what it crossed stays on record.",
        extensions=[ReportsRefusals()],
    )
    async def goal_cancel(
        self,
        info: Info,
        sent: Annotated[
            GoalCancelInput, strawberry.argument(name="input", description="The goal.")
        ],
    ) -> GoalCancelPayload:
        """Call it off."""
        goal_id = wanted("Goal", sent.goal_id)
        command = CancelGoal(by=info.context.principal, goal_id=goal_id)
        async with info.context.writing() as connection:
            await cancel_goal(connection, command, now=info.context.now)
        return GoalCancelPayload(goal=await goals.goal_of(info, goal_id))
