"""Points: the ledger behind every sum, and adjustments by hand."""

from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.store.views import points
from bellringer.gamification.store.views.points import Entries, EntryView
from bellringer.graphql import activities, badges, describing
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.references import AnActivity, AnAward
from bellringer.graphql.scalars import BigInt
from bellringer.words import EntryReason


@describing.output
class LedgerEntry:
    """One movement of points; never changed, only reversed by another."""

    view: strawberry.Private[EntryView]
    points: BigInt = said("Points given, or taken where negative; 0 where a cap was reached.")
    reason: EntryReason = said("Why it exists.")
    occurred_at: datetime = said("When that happened, which decides its period.")
    recorded_at: datetime = said("When it was written.")
    rule_title: str | None = said("The rule that priced it; null where no rule did.")
    rule_version: int | None = said("The version of the rule in force then.")
    note: str | None = said("The reason given with an adjustment.")

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
        )

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
