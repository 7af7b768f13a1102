"""Who has which badge, why, and what it looks like outside."""

from datetime import date, datetime
from typing import cast
from uuid import UUID

import strawberry

from bellringer.gamification.store.views import badges as views
from bellringer.gamification.store.views.badges import AwardView
from bellringer.graphql import describing, members, teams
from bellringer.graphql.audiences import Audience, Only
from bellringer.graphql.badges.credentials import BadgeCredential, credential_of
from bellringer.graphql.badges.definitions import BadgeDefinition, badge_of
from bellringer.graphql.badges.reasons import BadgeWhy
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import Node, pack
from bellringer.graphql.references import AMember, ATeam
from bellringer.words import AwardState, Revocation, Surface


@describing.output
class BadgeAward(Node):
    """One grant of a badge to a member or to a team."""

    view: strawberry.Private[AwardView]
    state: AwardState = said("Whether it counts.")
    is_automatic: bool = said("The rules granted it.")
    is_retroactive: bool = said(
        "It was granted afterwards for what was done before the badge was there."
    )
    awarded_at: datetime = said("When it was won, or given.")
    period_starts_on: date = said("The first day of the period, run or goal that it stands for.")
    revoked_at: datetime | None = said("When it was taken back; null while it counts.")
    revoked_for: Revocation | None = said("Why it was taken back; null while it counts.")
    reason: str | None = said("What was said with it; null for an automatic one.")

    @classmethod
    def of(cls, view: AwardView) -> "BadgeAward":
        """Show what a store read."""
        return cls(
            id=pack("BadgeAward", view.award_id),
            view=view,
            state=view.state,
            is_automatic=view.is_automatic,
            is_retroactive=view.is_retroactive,
            awarded_at=view.awarded_at,
            period_starts_on=view.period_starts_on,
            revoked_at=view.revoked_at,
            revoked_for=view.revoked_for,
            reason=view.reason,
        )

    @property
    def about(self) -> tuple[UUID, ...]:
        """Return whom this is about."""
        return () if self.view.member_id is None else (self.view.member_id,)

    @resolved
    async def badge(self, info: Info) -> BadgeDefinition:
        """Which badge."""
        return cast("BadgeDefinition", await badge_of(info, self.view.badge_id))

    @resolved
    async def member(self, info: Info) -> AMember | None:
        """Who has it; null where a team has."""
        return await members.member_of(info, self.view.member_id)

    @resolved
    async def team(self, info: Info) -> ATeam | None:
        """Which team has it; null where a member has."""
        return await teams.team_of(info, self.view.team_id)

    @resolved
    async def awarded_by(self, info: Info) -> AMember | None:
        """Who gave it; null for an automatic one."""
        return await members.member_of(info, self.view.awarded_by)

    @strawberry.field(
        description="What was said when it was taken back; for the member and its managers.",
        extensions=[Only("BadgeAward", "revokeReason", Audience.LEADS, Surface.BADGES)],
    )
    async def revoke_reason(self) -> str | None:
        """Return the words."""
        return self.view.revoke_reason

    @resolved
    async def why(self, info: Info) -> BadgeWhy:
        """What met the criterion, and what would take it back."""
        badge = await self.badge(info)
        return BadgeWhy.of(info, self.view, badge.badge)

    @resolved
    async def credential(self, info: Info) -> BadgeCredential | None:
        """The award as an Open Badges 3.0 credential, for the holder and admins; null for others."""
        badge = await self.badge(info)
        return await credential_of(info, self.view, badge.badge)


async def award_of(info: Info, award_id: UUID | None) -> BadgeAward | None:
    """Show the award of an id, if there is one that the caller may see."""
    view = award_id and await info.context.loaders.awards.load(award_id)
    return BadgeAward.of(view) if view else None


async def badges_of(
    info: Info,
    subject_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    with_revoked: bool,
) -> Connection[BadgeAward]:
    """List a member's or team's awards that the caller may see, the newest first."""
    window = window_of(first, after, last, before, views.KEY)
    loaders, circle = info.context.loaders, info.context.circle
    return connect(
        await loaders.award_pages.load((subject_id, window, with_revoked, circle)),
        BadgeAward.of,
        lambda view: (view.awarded_at, view.award_id),
        lambda: loaders.award_counts.load((subject_id, with_revoked, circle)),
    )
