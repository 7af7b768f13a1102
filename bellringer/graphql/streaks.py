"""Streaks: what they ask for, where a member stands, and the days they are made of."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakRun as StreakRunFacts
from bellringer.gamification.playbook.streaks import Streak as Definition
from bellringer.gamification.rules.streaks.history import history
from bellringer.gamification.rules.streaks.present import Present, present
from bellringer.gamification.rules.streaks.walk import Stretch
from bellringer.gamification.store.window import Page, Window
from bellringer.graphql import describing, metrics
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
from bellringer.graphql.metrics import Metric
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.streak_why import StreakWhy, why_of
from bellringer.words import Cadence, StreakCondition

RUNS_KEY = (date,)


@describing.output
class StreakDefinition:
    """What a streak asks for; only its title ever changes."""

    definition: strawberry.Private[Definition]
    key: str = said("What badges and mutations call it, e.g. activity-streak.")
    title: str = said("What people call it.")
    cadence: Cadence = said("Whether each working day counts, or each week.")
    condition: StreakCondition = said("What has to hold.")
    threshold: BigInt | None = said(
        "How much of the metric it takes, in the metric's unit; null where a goal says so."
    )
    freeze_every: int = said("A freeze is earned on every so many days or weeks; 0: never.")
    freeze_cap: int = said("How many freezes can be kept.")

    @classmethod
    def of(cls, streak: Definition) -> "StreakDefinition":
        """Show a streak of the playbook."""
        by_goal = streak.condition is StreakCondition.GOAL_MET
        return cls(
            definition=streak,
            key=streak.streak_key,
            title=streak.title,
            cadence=streak.cadence,
            condition=streak.condition,
            threshold=None if by_goal else BigInt(streak.threshold),
            freeze_every=streak.freeze_every,
            freeze_cap=streak.freeze_cap,
        )

    @resolved
    def metric(self, info: Info) -> Metric | None:
        """What is counted."""
        metric = info.context.metric(self.definition.metric_key)
        return metrics.metric_of(metric, info.context.playbook.currency) if metric else None


@describing.output
class StreakRun:
    """A run of a streak, from its first to its last day or week that counted."""

    started_on: date = said("The first day that counted, or the first day of the first week.")
    last_on: date = said("The last day that counted, or the first day of the last week.")
    length: int = said("How many days or weeks counted.")
    frozen_on: list[date] = said("The days or weeks within it that were missed and cost a freeze.")

    @classmethod
    def of(cls, stretch: Stretch) -> "StreakRun":
        """Show a run."""
        return cls(
            started_on=stretch.started_on,
            last_on=stretch.days[-1],
            length=len(stretch.days),
            frozen_on=list(stretch.frozen),
        )


@describing.output
class Streak:
    """A member's streak: consecutive working days or weeks on which the condition held.

    Days off neither break nor lengthen it. A week stands for itself by its first day.
    """

    streak: strawberry.Private[Definition]
    member_id: strawberry.Private[UUID]
    key: str = said("What badges call it, e.g. activity-streak.")
    title: str = said("What people call it.")
    current: int = said("Days or weeks in a row, as of now: 0 once it is broken.")
    longest: int = said("The longest run ever, in days or weeks.")
    started_on: date | None = said("First day of the present run; null where it is broken.")
    last_on: date | None = said("Last day or week that counted; null before the first ever.")
    freezes_left: int = said("How many missed working days or weeks are still covered.")
    is_at_risk: bool = said(
        "It breaks at the end of the member's present day or week, unless the condition is met before."
    )
    ends_at: datetime | None = said(
        "When it breaks if nothing more is done, freezes and days off counted; null where it is broken."
    )

    @classmethod
    def of(cls, streak: Definition, run: StreakRunFacts, now: Present, member_id: UUID) -> "Streak":
        """Show a member's streak as it stands now."""
        return cls(
            streak=streak,
            member_id=member_id,
            key=streak.streak_key,
            title=streak.title,
            current=now.current,
            longest=now.longest,
            started_on=run.started_on if now.current else None,
            last_on=run.last_on,
            freezes_left=now.freezes_left,
            is_at_risk=now.is_at_risk,
            ends_at=now.ends_at,
        )

    @resolved
    def definition(self) -> StreakDefinition:
        """What it asks for."""
        return StreakDefinition.of(self.streak)

    @resolved
    async def runs(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[StreakRun]:
        """Every run there ever was, the latest first; what is not broken is among them."""
        window = window_of(first, after, last, before, RUNS_KEY)
        member = await certain_facts(info, self.member_id)
        facts = await info.context.loaders.streak_days.load((self.streak.streak_id, self.member_id))
        seen = history(info.context.playbook, member, self.streak, facts, at=info.context.now)

        async def counting() -> int:
            return len(seen.runs)

        return connect(
            _page(seen.runs, window), StreakRun.of, lambda run: (run.started_on,), counting
        )

    @resolved
    async def why(self, info: Info) -> StreakWhy:
        """What the run is made of, what kept and what broke it, and what it needs now."""
        member = await certain_facts(info, self.member_id)
        facts = await info.context.loaders.streak_days.load((self.streak.streak_id, self.member_id))
        return why_of(info, member, self.streak, facts)


def _page(runs: tuple[Stretch, ...], window: Window) -> Page[Stretch]:
    """Cut a page out of runs that were walked, the latest first."""
    listed = sorted(runs, key=lambda run: run.started_on, reverse=not window.is_backward)
    if window.edge is not None:
        edge: date = window.edge[0]
        listed = [
            run
            for run in listed
            if (run.started_on > edge if window.is_backward else run.started_on < edge)
        ]
    shown, more = listed[: window.limit], len(listed) > window.limit
    if window.is_backward:
        shown.reverse()
    has_edge = window.edge is not None
    return Page(
        rows=tuple(shown),
        has_before=more if window.is_backward else has_edge,
        has_after=has_edge if window.is_backward else more,
    )


async def certain_facts(info: Info, member_id: UUID) -> MemberFacts:
    """Return what the rules know of a member who is there."""
    facts = await info.context.loaders.member_facts.load(member_id)
    if facts is None:
        raise LookupError(member_id)
    return facts


async def streaks_of(info: Info, member_id: UUID) -> list[Streak]:
    """Show a member's streaks, one for each that the organization has."""
    context = info.context
    begun = await context.loaders.streaks.load(member_id) or {}
    member = await certain_facts(info, member_id)
    found = []
    for streak in context.playbook.streaks:
        run = begun.get(streak.streak_id, StreakRunFacts())
        now = present(context.playbook, member, streak, run, at=context.now)
        found.append(Streak.of(streak, run, now, member_id))
    return found
