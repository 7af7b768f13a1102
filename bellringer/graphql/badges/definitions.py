"""What badges there are, and what earns them."""

from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.playbook.badges import (
    Badge,
    FinalRank,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges.narrative import criterion, kind_of
from bellringer.gamification.store.badges import grants
from bellringer.gamification.store.badges.grants import Grant
from bellringer.gamification.store.views import badges as views
from bellringer.graphql import describing
from bellringer.graphql.audiences import Audience, Only
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import Node, pack
from bellringer.graphql.scalars import BigInt
from bellringer.words import CriterionKind, PeriodKind, Role


@describing.output
class BadgeCriterion:
    """What earns an automatic badge; it never changes."""

    kind: CriterionKind = said("What it asks for; it says which of the other fields hold.")
    narrative: str = said("The same in one English sentence; a last resort for people.")
    metric_key: str | None = said("The metric whose total counts.", default=None)
    threshold: BigInt | None = said(
        "The total it takes, in the metric's unit (money in minor units).", default=None
    )
    period: PeriodKind | None = said("Within what the total counts.", default=None)
    streak_key: str | None = said("The streak that counts.", default=None)
    length: int | None = said("How long the streak must be.", default=None)
    percent: int | None = said("How far a goal must be.", default=None)
    board_key: str | None = said("The board whose FINAL standings count.", default=None)
    rank: int | None = said("The last rank that counts.", default=None)
    times: int | None = said("How many such standings it takes.", default=None)

    @classmethod
    def of(cls, playbook: Playbook, badge: Badge) -> "BadgeCriterion | None":
        """Show what a badge asks for; None where people award it."""
        if badge.criteria is None:
            return None
        shown = cls(kind=kind_of(badge.criteria), narrative=criterion(playbook, badge))
        match badge.criteria:
            case MetricTotal() as asked:
                shown.metric_key, shown.period = asked.metric_key, asked.period
                shown.threshold = BigInt(asked.threshold)
            case StreakLength() as asked:
                shown.streak_key, shown.length = asked.streak_key, asked.length
            case MilestoneCrossed() as asked:
                shown.percent = asked.percent
            case FinalRank() as asked:
                shown.board_key, shown.rank, shown.times = asked.board_key, asked.rank, asked.times
            case _:
                pass
        return shown


@describing.output
class BadgeGrant:
    """A badge being granted for what was done before it, member by member."""

    id: strawberry.ID = said("Stable; opaque.")
    is_told: bool = said("Every member who gets it has one notification.")
    members_done: int = said("How many members have been looked at.")
    members_total: int = said("How many there were when it began.")
    awards_made: int = said("How many awards it has made.")
    started_at: datetime = said("When it was asked for.")
    finished_at: datetime | None = said("When the last member was done; null while it runs.")

    @classmethod
    def of(cls, grant: Grant) -> "BadgeGrant":
        """Show how far it is."""
        return cls(
            id=pack("BadgeGrant", grant.grant_id),
            is_told=grant.is_told,
            members_done=grant.members_done,
            members_total=max(grant.members_total, grant.members_done),
            awards_made=grant.awards_made,
            started_at=grant.started_at,
            finished_at=grant.finished_at,
        )


@describing.output
class BadgeDefinition(Node):
    """A badge that members and teams can have."""

    badge: strawberry.Private[Badge]
    key: str = said("What imports call it; unique in the organization.")
    title: str = said("What people call it.")
    description: str = said("What it is for.")
    symbol: str = said("One sign to show for it.")
    is_automatic: bool = said("The rules award it; otherwise a manager or an admin does.")
    once_per: PeriodKind | None = said(
        "It can be had once in this period, ALL: once; null: no cap."
    )
    bonus_points: BigInt = said("Points that come with it for a member; a team gets none.")
    is_secret: bool = said("Only admins and those who have it see it.")
    is_archived: bool = said("It is awarded no more; those who have it keep it.")

    @classmethod
    def of(cls, badge: Badge) -> "BadgeDefinition":
        """Show a badge."""
        return cls(
            id=pack("BadgeDefinition", badge.badge_id),
            badge=badge,
            key=badge.badge_key,
            title=badge.title,
            description=badge.description,
            symbol=badge.symbol,
            is_automatic=badge.criteria is not None,
            once_per=badge.cap_period,
            bonus_points=BigInt(badge.bonus_points),
            is_secret=badge.is_secret,
            is_archived=badge.is_archived,
        )

    @property
    def about(self) -> tuple[UUID, ...]:
        """Return whom this is about: nobody."""
        return ()

    @resolved
    def criterion(self, info: Info) -> BadgeCriterion | None:
        """What earns it; null where people award it."""
        return BadgeCriterion.of(info.context.playbook, self.badge)

    @resolved
    async def replaces(self, info: Info) -> "BadgeDefinition | None":
        """The badge whose place this one took, with other criteria."""
        view = await info.context.loaders.badges.load(self.badge.badge_id)
        return await badge_of(info, view.replaces_id) if view and view.replaces_id else None

    @strawberry.field(
        description="Grants of it for the past, the latest first; at most 100; for admins.",
        extensions=[Only("BadgeDefinition", "grants", Audience.ADMIN)],
    )
    async def grants(self, info: Info) -> list[BadgeGrant] | None:
        """Show how far each is."""
        found = await info.context.read(lambda c: grants.read(c, of_badges=[self.badge.badge_id]))
        return [BadgeGrant.of(grant) for grant in found]


async def badge_of(info: Info, badge_id: UUID) -> BadgeDefinition | None:
    """Show the badge of an id, if there is one that the caller may see."""
    for badge in info.context.playbook.badges:
        if badge.badge_id == badge_id and not badge.is_secret:
            return BadgeDefinition.of(badge)
    view = await info.context.loaders.badges.load(badge_id)
    return BadgeDefinition.of(view.badge) if view else None


async def definitions_of(info: Info, *, with_archived: bool) -> list[BadgeDefinition]:
    """List the badges that the caller may see, the oldest first."""
    context = info.context
    badges = [each for each in context.playbook.badges if with_archived or not each.is_archived]
    if context.authority.role is not Role.ADMIN and any(each.is_secret for each in badges):
        seen = await context.read(
            lambda c: views.definitions(c, None, context.circle, with_archived=with_archived)
        )
        badges = [each for each in badges if each.badge_id in seen]
    return [BadgeDefinition.of(each) for each in badges]
