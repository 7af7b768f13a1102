"""Badges: what there is, who has them, and how far the next one is."""

from datetime import datetime
from typing import cast
from uuid import UUID

import strawberry

from bellringer.gamification.playbook import Badge, MetricTotal, MilestoneCrossed, StreakLength
from bellringer.gamification.rules.attainment import WHOLE, attainment
from bellringer.gamification.rules.periods import ALL_TIME_STARTS_ON, period_of
from bellringer.gamification.store.views import badges as views
from bellringer.gamification.store.views import sums
from bellringer.gamification.store.views.badges import AwardView, BadgeView
from bellringer.gamification.store.views.sums import Stretch
from bellringer.gamification.store.window import Window
from bellringer.graphql import activities, describing, members
from bellringer.graphql.audiences import Audience, Only
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import Node, pack
from bellringer.graphql.references import AMember, AnActivity
from bellringer.graphql.scalars import BigInt
from bellringer.words import AwardState, PeriodKind

GOALS_LOOKED_AT = 100


@describing.output
class BadgeDefinition(Node):
    """A badge that members can have."""

    key: str = said("What imports call it; unique in the organization.")
    title: str = said("What people call it.")
    description: str = said("What it is for.")
    symbol: str = said("One sign to show for it.")
    is_automatic: bool = said("The rules award it; otherwise a manager or an admin does.")
    once_per: PeriodKind | None = said(
        "It can be had once in this period, ALL: once; null: no cap."
    )
    bonus_points: BigInt = said("Points that come with it.")

    @classmethod
    def of(cls, view: BadgeView) -> "BadgeDefinition":
        """Show what a store read."""
        return cls(
            id=pack("BadgeDefinition", view.badge_id),
            key=view.badge_key,
            title=view.title,
            description=view.description,
            symbol=view.symbol,
            is_automatic=view.is_automatic,
            once_per=view.cap_period,
            bonus_points=BigInt(view.bonus_points),
        )

    @classmethod
    def known(cls, badge: Badge) -> "BadgeDefinition":
        """Show a badge of the playbook."""
        return cls(
            id=pack("BadgeDefinition", badge.badge_id),
            key=badge.badge_key,
            title=badge.title,
            description=badge.description,
            symbol=badge.symbol,
            is_automatic=badge.criteria is not None,
            once_per=badge.cap_period,
            bonus_points=BigInt(badge.bonus_points),
        )


@describing.output
class BadgeAward(Node):
    """One grant of a badge to a member."""

    view: strawberry.Private[AwardView]
    state: AwardState = said("Whether it counts.")
    is_automatic: bool = said("The rules granted it.")
    awarded_at: datetime = said("When it was granted.")
    revoked_at: datetime | None = said("When it was taken back; null while it counts.")
    reason: str | None = said("What was said with it; null for an automatic one.")

    @classmethod
    def of(cls, view: AwardView) -> "BadgeAward":
        """Show what a store read."""
        return cls(
            id=pack("BadgeAward", view.award_id),
            view=view,
            state=view.state,
            is_automatic=view.is_automatic,
            awarded_at=view.awarded_at,
            revoked_at=view.revoked_at,
            reason=view.reason,
        )

    @property
    def about(self) -> tuple[UUID, ...]:
        """Return whom this is about."""
        return (self.view.member_id,)

    @resolved
    async def badge(self, info: Info) -> BadgeDefinition:
        """Which badge."""
        return cast("BadgeDefinition", await badge_of(info, self.view.badge_id))

    @resolved
    async def member(self, info: Info) -> AMember:
        """Who has it."""
        return await members.certain_member(info, self.view.member_id)

    @resolved
    async def awarded_by(self, info: Info) -> AMember | None:
        """Who gave it; null for an automatic one."""
        return await members.member_of(info, self.view.awarded_by)

    @strawberry.field(
        description="What was said when it was taken back; for the member and its managers.",
        extensions=[Only("BadgeAward", "revokeReason", Audience.LEADS)],
    )
    async def revoke_reason(self) -> str | None:
        """Return the words."""
        return self.view.revoke_reason

    @resolved
    async def why(self, info: Info) -> AnActivity | None:
        """The activity that earned it; null where none did, or none that you may see."""
        return await activities.activity_of(info, self.view.activity_id)


@describing.output
class BadgeProgress:
    """How far the next award of an automatic badge is."""

    badge: BadgeDefinition = said("Which badge.")
    current: BigInt = said("What is reached, in the unit of `needed`.")
    needed: BigInt = said(
        "What it takes: a metric's total, days of a streak, or a percent of a goal."
    )
    metric_key: str | None = said("The metric that counts; null for streaks and milestones.")
    streak_key: str | None = said("The streak that counts; null for metrics and milestones.")


async def badge_of(info: Info, badge_id: UUID) -> BadgeDefinition | None:
    """Show the badge of an id, if there is one."""
    for badge in info.context.playbook.badges:
        if badge.badge_id == badge_id:
            return BadgeDefinition.known(badge)
    view = await info.context.loaders.badges.load(badge_id)
    return BadgeDefinition.of(view) if view else None


async def award_of(info: Info, award_id: UUID | None) -> BadgeAward | None:
    """Show the award of an id, if there is one."""
    view = award_id and await info.context.loaders.awards.load(award_id)
    return BadgeAward.of(view) if view else None


async def badges_of(
    info: Info,
    member_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    with_revoked: bool,
) -> Connection[BadgeAward]:
    """List a member's awards, the newest first."""
    window = window_of(first, after, last, before, views.KEY)
    loaders = info.context.loaders
    return connect(
        await loaders.award_pages.load((member_id, window, with_revoked)),
        BadgeAward.of,
        lambda view: (view.awarded_at, view.award_id),
        lambda: loaders.award_counts.load((member_id, with_revoked)),
    )


async def progress_of(info: Info, member_id: UUID) -> list[BadgeProgress]:
    """Show how far the automatic badges are that can still be had; secret ones stay secret."""
    context = info.context
    badges = [each for each in context.playbook.badges if each.criteria and not each.is_secret]
    once = [each.badge_id for each in badges if _is_for_once(each)]
    had = await context.read(lambda c: views.had(c, member_id, once))
    badges = [each for each in badges if each.badge_id not in had]
    stretches = {
        each.badge_id: _stretch(info, each.criteria)
        for each in badges
        if isinstance(each.criteria, MetricTotal)
    }
    totals = await context.read(lambda c: sums.totals(c, member_id, list(stretches.values())))
    streaks = await context.loaders.streaks.load(member_id) or {}
    by_key = {each.streak_key: streaks.get(each.streak_id) for each in context.playbook.streaks}
    best = 0
    if any(isinstance(each.criteria, MilestoneCrossed) for each in badges):
        asked = ((member_id,), Window(limit=GOALS_LOOKED_AT), context.circle, True)
        own = await context.loaders.goal_pages.load(asked)
        best = max((attainment(goal) * 100 // WHOLE for goal in own.rows), default=0)
    shown = []
    for badge in badges:
        match badge.criteria:
            case MetricTotal(metric_key=key, threshold=needed):
                stretch = stretches[badge.badge_id]
                current = totals[key, stretch.starts_on]
                shown.append(_progress(badge, current, needed, metric_key=key))
            case StreakLength(streak_key=key, length=needed):
                run = by_key.get(key)
                shown.append(_progress(badge, run.current if run else 0, needed, streak_key=key))
            case MilestoneCrossed(percent=needed):
                shown.append(_progress(badge, best, needed))
            case None:
                pass
    return shown


def _is_for_once(badge: Badge) -> bool:
    period = badge.cap_period
    if period is None and isinstance(badge.criteria, MetricTotal):
        period = badge.criteria.period
    return period is PeriodKind.ALL


def _stretch(info: Info, criteria: MetricTotal) -> Stretch:
    context = info.context
    today = context.today
    if criteria.period is PeriodKind.ALL:
        return Stretch(
            metric_key=criteria.metric_key, starts_on=ALL_TIME_STARTS_ON, ends_on=today.max
        )
    calendars = context.playbook.calendars
    period = period_of(criteria.period, today, calendars, calendars[-1].timezone)
    return Stretch(
        metric_key=criteria.metric_key,
        starts_on=period.starts_on,
        ends_on=period.ends_on or today.max,
    )


def _progress(
    badge: Badge,
    current: int,
    needed: int,
    *,
    metric_key: str | None = None,
    streak_key: str | None = None,
) -> BadgeProgress:
    return BadgeProgress(
        badge=BadgeDefinition.known(badge),
        current=BigInt(max(0, min(current, needed))),
        needed=BigInt(needed),
        metric_key=metric_key,
        streak_key=streak_key,
    )
