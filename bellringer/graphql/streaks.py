"""Streaks, and the days they are made of."""

from datetime import date
from uuid import UUID

import strawberry

from bellringer.gamification import playbook
from bellringer.gamification.store.views import streaks
from bellringer.gamification.store.views.streaks import StreakView
from bellringer.graphql import describing, metrics
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.metrics import Metric
from bellringer.graphql.scalars import BigInt

DAYS_SHOWN = 100


@describing.output
class StreakDay:
    """A day of the member's own calendar that fed the streak."""

    on: date = said("The day, in the member's own time zone.")
    total: BigInt = said("What was done, in the metric's unit.")


@describing.output
class StreakWhy:
    """What a streak is made of, and what keeps it."""

    needed_per_day: BigInt = said("What a working day needs to count, in the metric's unit.")
    days: list[StreakDay] = said("The days of the run that counted, the newest first; at most 100.")
    freezes_left: int = said("How many missed working days are still covered.")
    freeze_earned_every: int = said("A freeze is earned after this many days; 0: never.")


@describing.output
class Streak:
    """Consecutive working days on which enough was done; days off neither break nor lengthen it."""

    definition: strawberry.Private[playbook.Streak]
    view: strawberry.Private[StreakView | None]
    member_id: strawberry.Private[UUID]
    key: str = said("What badges call it, e.g. daily-activity.")
    title: str = said("What people call it.")
    current: int = said(
        "Days in a row up to lastOn; the run goes on while no working day is missed."
    )
    longest: int = said("The longest run ever, in days.")
    started_on: date | None = said("First day of the run; null before the first ever.")
    last_on: date | None = said("Last day that counted; null before the first ever.")
    freezes_left: int = said("How many missed working days are still covered.")

    @classmethod
    def of(cls, streak: playbook.Streak, view: StreakView | None, member_id: UUID) -> "Streak":
        """Show a member's streak; one never begun has a view of None."""
        return cls(
            definition=streak,
            view=view,
            member_id=member_id,
            key=streak.streak_key,
            title=streak.title,
            current=view.current if view else 0,
            longest=view.longest if view else 0,
            started_on=view.started_on if view else None,
            last_on=view.last_on if view else None,
            freezes_left=view.freezes_left if view else 0,
        )

    @resolved
    def metric(self, info: Info) -> Metric | None:
        """What is counted."""
        metric = info.context.metric(self.definition.metric_key)
        return metrics.metric_of(metric, info.context.playbook.currency) if metric else None

    @resolved
    async def why(self, info: Info) -> StreakWhy:
        """What the run is made of, and what keeps it."""
        days = []
        started_on = self.started_on
        if started_on is not None:
            days = await info.context.read(
                lambda c: streaks.days(
                    c, self.definition.streak_id, self.member_id, since=started_on, limit=DAYS_SHOWN
                )
            )
        return StreakWhy(
            needed_per_day=BigInt(self.definition.threshold),
            days=[StreakDay(on=day.on, total=BigInt(day.total)) for day in days],
            freezes_left=self.freezes_left,
            freeze_earned_every=self.definition.freeze_every,
        )


async def streaks_of(info: Info, member_id: UUID) -> list[Streak]:
    """Show a member's streaks, one for each that the organization has."""
    begun = await info.context.loaders.streaks.load(member_id) or {}
    return [
        Streak.of(streak, begun.get(streak.streak_id), member_id)
        for streak in info.context.playbook.streaks
    ]
