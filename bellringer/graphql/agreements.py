"""Proposing goals, and other terms for them."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.propose_goal import change_goal, propose_goal
from bellringer.gamification.commands.goals import (
    ChangeGoal,
    GoalTerms,
    ProposeGoal,
)
from bellringer.graphql import describing, goals
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.given import or_none
from bellringer.graphql.goals import Goal, GoalWarning, warnings_of
from bellringer.graphql.nodes import opened, wanted
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import mutation, write_once
from bellringer.words import GoalKind, SubjectKind, Visibility

USUAL_MILESTONES = (25, 50, 75, 100, 120)


@describing.entry
class GoalTermsInput:
    """What is to be agreed."""

    target: BigInt | None = said(
        "To reach, in the metric's unit (money in minor units), above the baseline; where less is better, "
        "not to be passed. Left out for a certification or skill only.",
        default=strawberry.UNSET,
    )
    starts_on: date = said("First day that counts, in the organization's calendar.")
    ends_on: date = said("The day after the last that counts.")
    baseline: BigInt | None = said("Where the way begins; left out: 0.", default=strawberry.UNSET)
    floor_target: BigInt | None = said(
        "What the second metric must reach too; only with floorMetricKey.", default=strawberry.UNSET
    )
    milestones: list[int] | None = said(
        "Percents to tell, 1 to 1 000, at most 20; left out: 25, 50, 75, 100, 120. Where less is better, and "
        "of a certification or skill, there are none to choose.",
        default=strawberry.UNSET,
    )
    is_prorated: bool | None = said(
        "Judge a member by the share of the working days that the member has; left out: false.",
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
    kind: GoalKind | None = said("Left out: NUMBER.", default=strawberry.UNSET)
    metric_key: str | None = said(
        "What is counted, e.g. revenue; for a rep only what a rep can move alone. Left out for a "
        "certification or skill only.",
        default=strawberry.UNSET,
    )
    floor_metric_key: str | None = said(
        "A second metric that must hold too.", default=strawberry.UNSET
    )
    parent_id: strawberry.ID | None = said(
        "The goal it is a part of: of the same owner, of the owner's team or of the organization, in the same "
        "metric and over its days.",
        default=strawberry.UNSET,
    )
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


@describing.output
class GoalProposePayload(Payload):
    """The goal as proposed; in force at once where nobody else has to agree."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)
    warnings: list[GoalWarning] = said(
        "What is doubtful; it was done all the same.", default_factory=list
    )


@describing.output
class GoalChangePayload(Payload):
    """The goal with the other terms."""

    goal: Goal | None = said("The goal; null where it was refused.", default=None)
    warnings: list[GoalWarning] = said(
        "What is doubtful; it was done all the same.", default_factory=list
    )


def _terms(sent: GoalTermsInput) -> GoalTerms:
    milestones = or_none(sent.milestones)
    return GoalTerms(
        target=or_none(sent.target) or 0,
        starts_on=sent.starts_on,
        ends_on=sent.ends_on,
        baseline=or_none(sent.baseline) or 0,
        floor_target=or_none(sent.floor_target),
        milestones=USUAL_MILESTONES if milestones is None else tuple(milestones),
        is_prorated=or_none(sent.is_prorated) or False,
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
        kind=or_none(sent.kind) or GoalKind.NUMBER,
        metric_key=or_none(sent.metric_key),
        terms=_terms(sent.terms),
        floor_metric_key=or_none(sent.floor_metric_key),
        parent_id=None if parent_id is None else wanted("Goal", parent_id),
        visibility=or_none(sent.visibility) or Visibility.TEAM,
    )


@strawberry.type
class GoalMutation:
    """The writes of goals."""

    @mutation
    async def goal_propose(
        self,
        info: Info,
        sent: Annotated[
            GoalProposeInput, strawberry.argument(name="input", description="The goal.")
        ],
    ) -> GoalProposePayload:
        """Propose a goal. Yours on nobody's request is in force at once; others wait for the other side."""
        goal_id = UUID(await write_once(info, sent, propose_goal, _proposal(info, sent)))
        goal = await goals.goal_of(info, goal_id)
        warnings = await warnings_of(info, goal.record if goal else None)
        return GoalProposePayload(goal=goal, warnings=warnings)

    @mutation
    async def goal_change(
        self,
        info: Info,
        sent: Annotated[
            GoalChangeInput, strawberry.argument(name="input", description="The other terms.")
        ],
    ) -> GoalChangePayload:
        """Propose other terms for a goal; those in force stay until both sides agree."""
        goal_id = wanted("Goal", sent.goal_id)
        command = ChangeGoal(by=info.context.principal, goal_id=goal_id, terms=_terms(sent.terms))
        await write_once(info, sent, change_goal, command)
        goal = await goals.goal_of(info, goal_id)
        warnings = await warnings_of(info, goal.record if goal else None)
        return GoalChangePayload(goal=goal, warnings=warnings)
