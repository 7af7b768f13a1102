"""Why an award was made, and what would take it back."""

from datetime import date
from uuid import UUID

import strawberry

from bellringer.gamification.playbook.badges import Badge, FinalRank, MetricTotal, StreakLength
from bellringer.gamification.rules.badges.earning import period_in
from bellringer.gamification.rules.badges.narrative import BY_HAND, criterion, loss
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.store.views import badges as views
from bellringer.gamification.store.views import sums
from bellringer.gamification.store.views.badges import AwardView
from bellringer.graphql import activities, describing, goals
from bellringer.graphql.audiences import Audience, Only
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.references import ADaySum, AGoal, AnActivity
from bellringer.graphql.scalars import BigInt
from bellringer.words import Surface

DAYS_SHOWN = 366


@describing.output
class BadgeStanding:
    """A FINAL standing that counts for a badge."""

    starts_on: date = said("The first day of the board's period.")
    rank: int = said("The rank in it.")


@describing.output
class BadgeWhy:
    """What met a badge's criterion, and what would take the award back."""

    view: strawberry.Private[AwardView]
    badge: strawberry.Private[Badge]
    criterion: str = said("What it took, in one English sentence; a last resort for people.")
    lost_if: str = said("What would take it back, in one English sentence.")
    bonus_points: BigInt = said("Points that came with it; 0 for none.")
    period_starts_on: date = said("The first day of the period, run or goal that it stands for.")
    period_ends_on: date | None = said(
        "The day after the criterion's period; null where it has no end of its own."
    )

    @classmethod
    def of(cls, info: Info, view: AwardView, badge: Badge) -> "BadgeWhy":
        """Show what is on record."""
        playbook = info.context.playbook
        said_of = criterion(playbook, badge) if view.is_automatic else BY_HAND
        starts_on, ends_on = view.period_starts_on, None
        if isinstance(badge.criteria, MetricTotal):
            on = organization_day(playbook.calendars, view.awarded_at)
            period = period_in(playbook, badge.criteria.period, on)
            starts_on, ends_on = period.starts_on, period.ends_on
        return cls(
            view=view,
            badge=badge,
            criterion=said_of,
            lost_if=loss(badge),
            bonus_points=BigInt(view.bonus_points or 0),
            period_starts_on=starts_on,
            period_ends_on=ends_on,
        )

    @property
    def about(self) -> tuple[UUID, ...]:
        """Return whom this is about."""
        return () if self.view.member_id is None else (self.view.member_id,)

    @resolved
    async def activity(self, info: Info) -> AnActivity | None:
        """The activity that earned it; null where none did, or none that you may see."""
        return await activities.activity_of(info, self.view.activity_id)

    @resolved
    async def goal(self, info: Info) -> AGoal | None:
        """The goal that earned it; null where none did, or none that you may see."""
        return await goals.goal_of(info, self.view.goal_id) if self.view.goal_id else None

    @strawberry.field(
        description=(
            "The days whose sums met a total or made a streak, the newest first, as they stand now; at most "
            "366; for the member and its managers."
        ),
        extensions=[Only("BadgeWhy", "days", Audience.LEADS, Surface.BADGES)],
    )
    async def days(self, info: Info) -> list[ADaySum] | None:
        """List the sums."""
        member_id, criteria = self.view.member_id, self.badge.criteria
        if member_id is None or not self.view.is_automatic:
            return []
        context = info.context
        if isinstance(criteria, MetricTotal):
            found = await context.read(
                lambda c: sums.days(
                    c,
                    member_id,
                    criteria.metric_key,
                    since=self.period_starts_on,
                    until=self.period_ends_on,
                    limit=DAYS_SHOWN,
                )
            )
            return [goals.DaySum(on=on, total=BigInt(total)) for on, total in found]
        if isinstance(criteria, StreakLength):
            return await self._run(info, member_id, criteria)
        return []

    async def _run(self, info: Info, member_id: UUID, criteria: StreakLength) -> list[ADaySum]:
        key = criteria.streak_key
        streak = next((s for s in info.context.playbook.streaks if s.streak_key == key), None)
        if streak is None:
            return []
        until = organization_day(info.context.playbook.calendars, self.view.awarded_at)
        found = await info.context.read(
            lambda c: views.run_days(c, streak.streak_id, member_id, until=until, limit=DAYS_SHOWN)
        )
        counted = [(on, total) for on, total in found if total >= streak.threshold]
        return [
            goals.DaySum(on=on, total=BigInt(total)) for on, total in counted[: criteria.length]
        ]

    @resolved
    async def standings(self, info: Info) -> list[BadgeStanding]:
        """The FINAL standings that count, the latest first, up to the one that completed it.

        Of others only those within what the board shows you.
        """
        subject_id = self.view.member_id or self.view.team_id
        if not isinstance(self.badge.criteria, FinalRank) or subject_id is None:
            return []
        badge_id = self.badge.badge_id
        until = self.view.awarded_at
        found = await info.context.read(
            lambda c: views.ranks(c, [badge_id], subject_id, until=until)
        )
        board = info.context.board(self.badge.criteria.board_key)
        depth = info.context.listing(board, self.period_starts_on).depth if board else None
        return [
            BadgeStanding(starts_on=on, rank=rank)
            for on, rank in found[badge_id]
            if depth is None or rank <= depth or info.context.is_own(subject_id)
        ]
