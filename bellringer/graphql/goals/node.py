"""The goal itself."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import cast

import strawberry

from bellringer.gamification.facts.goals import AgreementRecord, CrossingRecord, GoalRecord
from bellringer.gamification.rules.goals.aims import WHOLE, is_ceiling
from bellringer.gamification.rules.goals.attainment import (
    SETTLED,
    proposal,
    settles_at,
    state_on,
    terms_shown,
)
from bellringer.gamification.store.views import contributions, families
from bellringer.gamification.store.views.contributions import Gathering
from bellringer.gamification.store.window import sliced
from bellringer.graphql import crossings, describing, members, metrics, teams
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
from bellringer.graphql.goals.history import GoalStep
from bellringer.graphql.goals.pace import GoalPace, GoalWhy, aim_for, pace_shown, why_shown
from bellringer.graphql.goals.parts import GoalContribution, GoalParts
from bellringer.graphql.goals.terms import GoalTerms, Milestone, milestones_of
from bellringer.graphql.metrics import Metric
from bellringer.graphql.nodes import Node, StandingSubject, pack
from bellringer.graphql.references import ACrossing, AGoal
from bellringer.graphql.scalars import BigInt
from bellringer.words import GoalKind, GoalState, SubjectKind, Visibility


@describing.output
class Goal(Node):
    """An aim with an owner, a metric, a target and days."""

    record: strawberry.Private[GoalRecord]
    title: str = said("What people call it.")
    kind: GoalKind = said("What it takes to meet it.")
    owner_kind: SubjectKind = said("Whose goal it is.")
    visibility: Visibility = said("Who sees it besides its owner and the owner's managers.")
    is_self_set: bool = said("Set by its owner on nobody's request.")
    is_settled: bool = said(
        "MET or MISSED stands: the grace after its end is over, or it was failed."
    )
    progress: BigInt = said(
        "Gathered so far, in the metric's unit (money in minor units); 1 once a certification or skill is passed."
    )
    created_at: datetime = said("When it was proposed first.")

    @classmethod
    def of(cls, record: GoalRecord) -> "Goal":
        """Show what a store read."""
        return cls(
            id=pack("Goal", record.goal_id),
            record=record,
            title=record.title,
            kind=record.kind,
            owner_kind=record.owner_kind,
            visibility=record.visibility,
            is_self_set=record.is_self_set,
            is_settled=record.state in SETTLED,
            progress=BigInt(record.progress),
            created_at=record.created_at,
        )

    @resolved
    async def state(self, info: Info) -> GoalState:
        """Where it stands today; MET and MISSED may still change until it is settled."""
        return state_on(self.record, await aim_for(info, self.record), info.context.today)

    @resolved
    async def attainment(self, info: Info) -> int:
        """How much of the way from baseline to target is done, floored, in ten-thousandths: 10 000 is 100 %.

        Where the terms are prorated, of the member's share; where less is better, how much of the ceiling is used.
        """
        return (await aim_for(info, self.record)).attained_by(self.record.progress)

    @resolved
    def is_ceiling(self, info: Info) -> bool:
        """The target is not to be passed, because less of the metric is better; judged when its days are over."""
        return is_ceiling(info.context.playbook, self.record.metric_key)

    @resolved
    def final_at(self, info: Info) -> datetime | None:
        """When it is settled, one grace after its end; null before the first agreement."""
        return settles_at(info.context.playbook, self.record)

    @resolved
    async def owner(self, info: Info) -> StandingSubject | None:
        """The member or team; null for a goal of the whole organization."""
        if self.record.owner_kind is SubjectKind.MEMBER:
            return await members.member_of(info, self.record.owner_id)
        if self.record.owner_kind is SubjectKind.TEAM:
            return await teams.team_of(info, self.record.owner_id)
        return None

    @resolved
    def metric(self, info: Info) -> Metric | None:
        """What is counted; null for a certification or a skill."""
        return _metric(info, self.record.metric_key)

    @resolved
    def floor_metric(self, info: Info) -> Metric | None:
        """The second metric that must hold too; null without one."""
        return _metric(info, self.record.floor_metric_key)

    @resolved
    def terms(self) -> GoalTerms:
        """The terms in force or, before the first agreement, those proposed."""
        return GoalTerms.of(terms_shown(self.record))

    @resolved
    def proposal(self) -> GoalTerms | None:
        """The terms that wait for the other side; null if none do."""
        waiting = proposal(self.record)
        return GoalTerms.of(waiting) if waiting else None

    @resolved
    def milestones(self) -> list[Milestone]:
        """The milestones of the terms in force, rising."""
        return milestones_of(self.record)

    @resolved
    async def pace(self, info: Info) -> GoalPace | None:
        """Whether it is on its way, in working days; null for a certification or skill."""
        return await pace_shown(info, self.record)

    @resolved
    async def why(self, info: Info) -> GoalWhy:
        """Where the progress comes from, and what is missing."""
        return await why_shown(info, self.record)

    @resolved
    async def parent(self, info: Info) -> AGoal | None:
        """The goal it is a part of; null without one, or where you may not see it."""
        parent_id = self.record.parent_id
        record = await info.context.loaders.goals.load(parent_id) if parent_id else None
        return Goal.of(record) if record else None

    @resolved
    async def parts(self, info: Info) -> GoalParts:
        """What its parts add up to."""
        context, terms = info.context, terms_shown(self.record).terms
        added = await context.loaders.goal_sums.load((self.record.goal_id, context.circle))
        return GoalParts(
            whole=BigInt(terms.target - terms.baseline),
            own_total=BigInt(added.own_total),
            own_count=added.own_count,
            others_total=BigInt(added.others_total),
            others_count=added.others_count,
        )

    @resolved
    async def children(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AGoal]:
        """Its parts that you may see and that are not called off, in the order in which they were made."""
        window = window_of(first, after, last, before, families.KEY)
        context, goal_id = info.context, self.record.goal_id
        found = await context.loaders.goal_children.load((goal_id, window, context.circle))
        return cast(
            "Connection[AGoal]",
            connect(
                found,
                Goal.of,
                lambda record: (record.goal_id,),
                lambda: context.loaders.goal_child_counts.load((goal_id, context.circle)),
            ),
        )

    @resolved
    async def contributions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[GoalContribution]:
        """Who brought what to a goal of a team or of the organization, the most first; empty for a member's own."""
        window = window_of(first, after, last, before, contributions.KEY)
        record, terms, context = self.record, terms_shown(self.record).terms, info.context
        gathering = Gathering(
            owner_kind=record.owner_kind,
            owner_id=record.owner_id,
            metric_key=record.metric_key or "",
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
        )
        whole = record.progress
        return connect(
            await context.loaders.contributions.load((gathering, window)),
            lambda view: GoalContribution(
                member_id=view.member_id,
                total=BigInt(view.total),
                share=WHOLE * view.total // whole if whole > 0 else None,
            ),
            lambda view: (view.total, view.member_id),
            lambda: context.loaders.contribution_counts.load((gathering,)),
        )

    @resolved
    async def agreements(
        self,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[GoalTerms]:
        """All terms that were ever proposed, in order."""
        rows = self.record.agreements

        def key(each: AgreementRecord) -> tuple[int]:
            return (each.agreement_no,)

        window = window_of(first, after, last, before, (int,))
        return connect(sliced(rows, window, key), GoalTerms.of, key, _number(len(rows)))

    @resolved
    async def crossings(
        self,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ACrossing]:
        """All milestones that were ever passed, by agreement and percent."""
        rows = self.record.crossings

        def key(each: CrossingRecord) -> tuple[int, int]:
            return each.agreement_no, each.percent

        window = window_of(first, after, last, before, (int, int))
        return cast(
            "Connection[ACrossing]",
            connect(
                sliced(rows, window, key),
                lambda each: crossings.Crossing.of(self.record, each),
                key,
                _number(len(rows)),
            ),
        )

    @resolved
    async def steps(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[GoalStep]:
        """What was said and decided about it: evidence, passes, refusals, its end; in order."""
        rows = await info.context.loaders.goal_steps.load(self.record.goal_id) or ()
        window = window_of(first, after, last, before, (int,))
        return connect(
            sliced(rows, window, lambda each: (each.step_no,)),
            lambda each: GoalStep.of(each, self.record),
            lambda each: (each.step_no,),
            _number(len(rows)),
        )


def _metric(info: Info, key: str | None) -> Metric | None:
    metric = info.context.metric(key)
    return metrics.metric_of(metric, info.context.playbook.currency) if metric else None


def _number(rows: int) -> Callable[[], Awaitable[int]]:
    async def counting() -> int:
        return rows

    return counting
