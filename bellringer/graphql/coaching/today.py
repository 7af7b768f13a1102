"""Today: how a member's own day goes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import strawberry

from bellringer.gamification.rules.coaching import days
from bellringer.graphql import describing
from bellringer.graphql.coaching import off_days
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.references import ADayNote
from bellringer.graphql.scalars import BigInt
from bellringer.words import NormMissing


@describing.output
class KindCount:
    """How many activities of a kind."""

    kind: str = said("Which kind, e.g. call.")
    title: str = said("What the organization calls it.")
    count: BigInt = said("How many, reversals taken off.")


@describing.output
class KindToday:
    """How many activities of a kind today, and how many are usual by now."""

    kind: str = said("Which kind, e.g. call.")
    title: str = said("What the organization calls it.")
    count: BigInt = said("How many so far, reversals taken off.")
    norm: BigInt | None = said(
        "How many are usual by this time of this weekday: the median of the member's last working days of the same "
        "weekday, at most 8, up to the same time of the own clock, of an even number the lower of the two in the "
        "middle; null where `normMissing` says why."
    )


@describing.output
class Today:
    """How a member's own day goes so far; for the member, the member's managers and admins."""

    view: strawberry.Private[days.Today]
    on: date = said("The day, by the member's own clock.")
    first_activity_at: datetime | None = said(
        "When the first activity of the day happened; null while there is none."
    )
    last_activity_at: datetime | None = said(
        "When the last activity of the day happened; null while there is none."
    )
    norm_days: int = said("How many working days the norms are made of, at most 8.")
    norm_missing: NormMissing | None = said("Why there are no norms; null where there are.")

    @classmethod
    def of(cls, view: days.Today) -> "Today":
        """Show what the rules say."""
        return cls(
            view=view,
            on=view.on,
            first_activity_at=view.first_at,
            last_activity_at=view.last_at,
            norm_days=view.norm_days,
            norm_missing=view.norm_missing,
        )

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.view.member_id,)

    @resolved
    async def note(self, info: Info) -> ADayNote | None:
        """What the member says of the day; null where nothing was said."""
        return await off_days.note_of(info, self.view.member_id, self.on)

    @resolved
    def kinds(self, info: Info) -> list[KindToday]:
        """Each kind of which something was done, or is usual by now."""
        known = info.context.playbook.kinds
        return [
            KindToday(
                kind=each.kind,
                title=known[each.kind].title,
                count=BigInt(each.count),
                norm=None if each.norm is None else BigInt(each.norm),
            )
            for each in self.view.kinds
        ]


async def today_of(info: Info, member_id: UUID) -> Today | None:
    """Show how a member's day goes."""
    view = await info.context.loaders.own_days.load(member_id)
    return Today.of(view) if view else None


async def counts_today_of(info: Info, member_id: UUID) -> list[KindCount]:
    """Show what a member has done today."""
    done = await info.context.loaders.counts_today.load(member_id)
    return counted(info, done.counts if done else {})


def counted(info: Info, counts: Mapping[str, int]) -> list[KindCount]:
    """Show counts in the order of the organization's kinds."""
    return [
        KindCount(kind=kind, title=known.title, count=BigInt(counts[kind]))
        for kind, known in info.context.playbook.kinds.items()
        if counts.get(kind)
    ]
