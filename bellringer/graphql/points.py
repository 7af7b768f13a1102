"""Points: the ledger behind every sum, and adjustments by hand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.rules.points.levels import next_level
from bellringer.gamification.store.views import points
from bellringer.gamification.store.views.points import Entries, EntryView
from bellringer.graphql import activities, badges, describing
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
from bellringer.graphql.references import AnActivity, AnAward
from bellringer.graphql.rules import LevelStep, PointBoost, PointTerms
from bellringer.graphql.scalars import BigInt
from bellringer.words import CutBy, EntryReason


@describing.output
class LedgerEntry:
    """One movement of points; never changed, only reversed by another."""

    view: strawberry.Private[EntryView]
    points: BigInt = said(
        "Points given, or taken where negative; 0 where a cap or a cooldown left nothing: see `cutBy`."
    )
    reason: EntryReason = said("Why it exists.")
    occurred_at: datetime = said("When that happened, which decides its period.")
    recorded_at: datetime = said("When it was written.")
    rule_title: str | None = said("The rule that priced it; null where no rule did.")
    rule_version: int | None = said("The version of the rule in force then.")
    note: str | None = said("The reason given with an adjustment.")
    worth: BigInt = said(
        "What it would have been, boosts included, had no cap and no cooldown cut it."
    )
    cut_by: CutBy | None = said("What cut it; null where nothing did.")

    @classmethod
    def of(cls, view: EntryView) -> "LedgerEntry":
        """Show what a store read."""
        return cls(
            view=view,
            points=BigInt(view.points),
            reason=view.reason,
            occurred_at=view.occurred_at,
            recorded_at=view.recorded_at,
            rule_title=view.rule_title,
            rule_version=view.rule_version,
            note=view.note,
            worth=BigInt(view.points if view.worth is None else view.worth),
            cut_by=view.cut_by,
        )

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.view.member_id,)

    @resolved
    def terms(self, info: Info) -> PointTerms | None:
        """What the rule's version pays, and when; null where no rule priced it."""
        return next(
            (
                PointTerms.of(rule.terms)
                for rule in info.context.playbook.rules
                if (rule.rule_id, rule.version) == (self.view.rule_id, self.view.rule_version)
            ),
            None,
        )

    @resolved
    def boosts(self, info: Info) -> list[PointBoost]:
        """The boosts that raised its worth; each multiplied it."""
        return [
            PointBoost.of(boost)
            for boost in info.context.playbook.boosts
            if boost.boost_id in self.view.boost_ids
        ]

    @resolved
    async def activity(self, info: Info) -> AnActivity | None:
        """The activity behind it; null where there is none."""
        return await activities.activity_of(info, self.view.activity_id)

    @resolved
    async def award(self, info: Info) -> AnAward | None:
        """The badge award behind it; null where there is none."""
        return await badges.award_of(info, self.view.award_id)


async def entries_of(
    info: Info,
    which: Entries,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[LedgerEntry]:
    """List ledger entries, the latest first."""
    window = window_of(first, after, last, before, points.KEY)
    found = await info.context.read(lambda c: points.page(c, window, which))
    return connect(
        found,
        LedgerEntry.of,
        lambda view: (view.occurred_at, view.entry_id),
        lambda: info.context.read(lambda c: points.count(c, which)),
    )


async def points_of(info: Info, member_id: UUID) -> BigInt:
    """Return a member's lifetime points."""
    return BigInt(await info.context.loaders.totals.load(member_id) or 0)


@describing.output
class LevelLowering:
    """A level that an admin lowered."""

    level_before: int = said("The level before.")
    level: int = said("The level since then.")
    at: datetime = said("When.")
    reason: str = said("Why.")


@describing.output
class LevelWhy:
    """Where a level comes from, and what is missing for the next."""

    level: int = said("The highest that lifetime points have ever reached, unless it was lowered.")
    reached: LevelStep | None = said("The level and what it takes; null before the first.")
    next_level: LevelStep | None = said("The next level; null at the top.")
    missing: BigInt | None = said("The points missing for the next level; null at the top.")
    lowerings: list[LevelLowering] = said("When an admin lowered it, the latest first; at most 20.")


@describing.output
class PointsWhy:
    """Where points and the level come from."""

    member_id: strawberry.Private[UUID]
    member_level: strawberry.Private[int]

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.member_id,)

    @resolved
    async def entries(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[LedgerEntry]:
        """Every ledger entry, the latest first; they add up to the points."""
        which = Entries(member_id=self.member_id)
        return await entries_of(info, which, first, after, last, before)

    @resolved
    async def level(self, info: Info) -> LevelWhy:
        """Where the level comes from."""
        steps, number = info.context.playbook.levels, self.member_level
        total = await points_of(info, self.member_id)
        reached = next((step for step in steps if step.number == number), None)
        ahead = next_level(steps, number)
        lowered = await info.context.read(lambda c: points.lowerings(c, self.member_id))
        return LevelWhy(
            level=number,
            reached=LevelStep.of(reached) if reached else None,
            next_level=LevelStep.of(ahead) if ahead else None,
            missing=BigInt(max(0, ahead.threshold - total)) if ahead else None,
            lowerings=[
                LevelLowering(
                    level_before=each.level_before,
                    level=each.level,
                    at=each.at,
                    reason=each.reason,
                )
                for each in lowered
            ],
        )
