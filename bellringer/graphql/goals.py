"""Goals: what is aimed at, how far it is, and why."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

import strawberry

from bellringer.gamification.facts import AgreementRecord, GoalRecord
from bellringer.gamification.rules.attainment import (
    WHOLE,
    attainment,
    proposal,
    state_on,
    terms_shown,
)
from bellringer.gamification.store.views import goals as views
from bellringer.gamification.store.views import sums
from bellringer.graphql import describing, members, metrics, teams
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.metrics import Metric
from bellringer.graphql.nodes import Node, StandingSubject, pack
from bellringer.graphql.references import AGoal, AMember
from bellringer.graphql.scalars import BigInt
from bellringer.words import GoalState, SubjectKind, Visibility

DAYS_SHOWN = 366


@describing.output
class GoalTerms:
    """One numbered set of terms of a goal."""

    agreement_no: int = said("Hand it back to `goalAgree`: you agree to exactly these terms.")
    target: BigInt = said("To reach, in the metric's unit (money in minor units).")
    baseline: BigInt = said("Where the way begins, in the metric's unit; percent count from here.")
    floor_target: BigInt | None = said("What the second metric must reach too; null without one.")
    starts_on: date = said("First day that counts, in the organization's calendar.")
    ends_on: date = said("The day after the last that counts.")
    milestones: list[int] = said("The percents that are told when they are passed.")
    agreed_at: datetime | None = said("When both sides had agreed; null while it waits.")
    record: strawberry.Private[AgreementRecord]

    @resolved
    async def proposed_by(self, info: Info) -> AMember | None:
        """Who proposed the terms."""
        return await members.member_of(info, self.record.proposed_by)

    @resolved
    async def agreed_by(self, info: Info) -> AMember | None:
        """Who agreed last."""
        return await members.member_of(info, self.record.agreed_by)


@describing.output
class Milestone:
    """A percent on the way of a goal."""

    percent: int = said("Percent of the way from baseline to target.")
    crossed_at: datetime | None = said("When it was first passed; null while it is ahead.")
    undone_at: datetime | None = said(
        "Since when a reversal holds the goal under it again; null while it holds."
    )


@describing.output
class DaySum:
    """What one day added to a metric."""

    on: date = said("The day, in the organization's calendar.")
    total: BigInt = said("What it added, in the metric's unit; negative where more was taken back.")


@describing.output
class GoalWhy:
    """Where a goal's progress comes from, and what would change it."""

    days: list[DaySum] = said("Days that moved the metric, the newest first; at most 366.")
    next_milestone: int | None = said("The next percent ahead; null when all are passed.")
    needed: BigInt | None = said("What is missing to the next milestone, in the metric's unit.")
    floor_progress: BigInt | None = said("How far the second metric is; null without one.")


@describing.output
class Goal(Node):
    """An aim with an owner, a metric, a target and days."""

    record: strawberry.Private[GoalRecord]
    title: str = said("What people call it.")
    owner_kind: SubjectKind = said("Whose goal it is.")
    visibility: Visibility = said("Who sees it besides its owner and the owner's managers.")
    state: GoalState = said("Where it stands today; MET and MISSED may still change in the grace.")
    is_self_set: bool = said("Set by its owner on nobody's request.")
    progress: BigInt = said("Gathered so far, in the metric's unit (money in minor units).")
    attainment: int = said(
        "How much of the way from baseline to target is done, floored, in ten-thousandths: 10 000 is 100 %."
    )
    created_at: datetime = said("When it was proposed first.")

    @classmethod
    def of(cls, record: GoalRecord, today: date) -> "Goal":
        """Show what a store read."""
        return cls(
            id=pack("Goal", record.goal_id),
            record=record,
            title=record.title,
            owner_kind=record.owner_kind,
            visibility=record.visibility,
            state=state_on(record, today),
            is_self_set=record.is_self_set,
            progress=BigInt(record.progress),
            attainment=attainment(record),
            created_at=record.created_at,
        )

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
        return _terms(terms_shown(self.record))

    @resolved
    def proposal(self) -> GoalTerms | None:
        """The terms that wait for the other side; null if none do."""
        waiting = proposal(self.record)
        return _terms(waiting) if waiting else None

    @resolved
    def milestones(self) -> list[Milestone]:
        """The milestones of the terms in force, rising."""
        terms = terms_shown(self.record)
        passed = {
            each.percent: each
            for each in self.record.crossings
            if each.agreement_no == terms.agreement_no
        }
        return [
            Milestone(
                percent=percent,
                crossed_at=passed[percent].crossed_at if percent in passed else None,
                undone_at=passed[percent].undone_at if percent in passed else None,
            )
            for percent in sorted(terms.terms.milestones)
        ]

    @resolved
    async def why(self, info: Info) -> GoalWhy:
        """Where the progress comes from, and what is missing to the next milestone."""
        terms = terms_shown(self.record).terms
        days = await info.context.read(
            lambda c: sums.days(
                c,
                self.record.owner_id,
                self.record.metric_key or "",
                since=terms.starts_on,
                until=terms.ends_on,
                limit=DAYS_SHOWN,
            )
        )
        ahead = [
            each
            for each in sorted(terms.milestones)
            if 100 * attainment(self.record) < each * WHOLE
        ]
        missing = None
        if ahead:
            way = ahead[0] * (terms.target - terms.baseline)
            missing = max(0, -(-way // 100) - self.record.progress)
        return GoalWhy(
            days=[DaySum(on=on, total=BigInt(total)) for on, total in days],
            next_milestone=ahead[0] if ahead else None,
            needed=None if missing is None else BigInt(missing),
            floor_progress=None
            if terms.floor_target is None
            else BigInt(self.record.floor_progress),
        )


def _metric(info: Info, key: str | None) -> Metric | None:
    metric = info.context.metric(key)
    return metrics.metric_of(metric, info.context.playbook.currency) if metric else None


def _terms(record: AgreementRecord) -> GoalTerms:
    terms = record.terms
    return GoalTerms(
        record=record,
        agreement_no=record.agreement_no,
        target=BigInt(terms.target),
        baseline=BigInt(terms.baseline),
        floor_target=None if terms.floor_target is None else BigInt(terms.floor_target),
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        milestones=list(terms.milestones),
        agreed_at=record.agreed_at,
    )


async def goal_of(info: Info, goal_id: UUID | None) -> Goal | None:
    """Show the goal of an id, if there is one that the caller may see."""
    record = goal_id and await info.context.loaders.goals.load(goal_id)
    return Goal.of(record, info.context.today) if record else None


async def goals_of(
    info: Info,
    owners: Sequence[UUID],
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    only_current: bool,
) -> Connection[AGoal]:
    """List the owners' goals that the caller may see, the newest first."""
    window = window_of(first, after, last, before, views.KEY)
    context, owned_by = info.context, tuple(owners)
    found = await context.loaders.goal_pages.load((owned_by, window, context.circle, only_current))
    return cast(
        "Connection[AGoal]",
        connect(
            found,
            lambda record: Goal.of(record, context.today),
            lambda record: (record.created_at, record.goal_id),
            lambda: context.loaders.goal_counts.load((owned_by, context.circle, only_current)),
        ),
    )
