"""Members, and what is common to the subjects that boards rank."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, cast
from uuid import UUID

import strawberry

from bellringer.gamification.store.views.members import MemberView
from bellringer.gamification.store.views.memberships import Spans
from bellringer.graphql import badges, describing, goals, leave, memberships, points, streaks, teams
from bellringer.graphql.attention import InboxAttention
from bellringer.graphql.audiences import Audience, Only
from bellringer.graphql.coaching import action_items, check_ins, today
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    OnlyCurrent,
    WithRevoked,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.kpis import reviews, series
from bellringer.graphql.leaderboard_streaks import (
    LeaderboardStreak,
    OnBoard,
    Within,
    leaderboard_streaks_of,
)
from bellringer.graphql.nodes import StandingSubject, pack
from bellringer.graphql.references import (
    ACheckIn,
    ACheckInDay,
    AGoal,
    AKindCount,
    ALeave,
    AMembership,
    AnActionItem,
    AnAward,
    APointsWhy,
    AStreak,
    ATeam,
    AToday,
)
from bellringer.graphql.scalars import BigInt
from bellringer.words import PeriodKind, Role, SubjectKind, Surface

FORMER = "Former member"


@describing.output
class Member(StandingSubject):
    """A person of the organization."""

    key: strawberry.Private[UUID]
    view: strawberry.Private[MemberView]
    role: Role = said("What the member may do.")
    is_active: bool = said("False for a former member, who can't sign in and is on no board.")
    is_erased: bool = said(
        "True for a member who was erased: `name` is then `Former member`; show your own words instead."
    )
    sales_role: str | None = said("The job, in the organization's own words, e.g. closer.")
    joined_on: date | None = said("First day in the organization.")
    level: int = said("The level reached, 0 before the first; never falls.")

    @classmethod
    def of(cls, view: MemberView) -> "Member":
        """Show what a store read."""
        return cls(
            id=pack("Member", view.member_id),
            key=view.member_id,
            view=view,
            name=view.name or FORMER,
            role=view.role,
            is_active=view.is_active,
            is_erased=view.is_erased,
            sales_role=view.sales_role,
            joined_on=view.joined_on,
            level=view.level,
        )

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.key,)

    @strawberry.field(
        description="For the member, the member's managers and admins; null for others.",
        extensions=[Only("Member", "email", Audience.LEADS, Surface.ADDRESS)],
    )
    async def email(self) -> str | None:
        """Return the address."""
        return self.view.email

    @strawberry.field(
        description=(
            "Whether the member looks at what is told; for the member, the member's managers and admins, "
            "null for others."
        ),
        extensions=[Only("Member", "attention", Audience.LEADS, Surface.ATTENTION)],
    )
    async def attention(self, info: Info) -> InboxAttention | None:
        """Count it."""
        view = await info.context.loaders.attention.load(self.key)
        return InboxAttention.of(view) if view else None

    @strawberry.field(
        description="How the member's own day goes, against what is usual for the member: for the member, the "
        "member's managers and admins; null for others.",
        extensions=[Only("Member", "today", Audience.LEADS, Surface.TODAY)],
    )
    async def today(self, info: Info) -> AToday | None:
        """Return the day so far."""
        return await today.today_of(info, self.key)

    @resolved
    async def counts_today(self, info: Info) -> list[AKindCount]:
        """What the member has done today, by the own clock, of each kind; everybody sees it, as on boards."""
        return await today.counts_today_of(info, self.key)

    @resolved
    async def team(self, info: Info) -> ATeam | None:
        """The team the member scores for today."""
        return await teams.team_of(info, self.view.team_id)

    @resolved
    async def memberships(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        leads: Annotated[
            bool,
            strawberry.argument(description="Teams led instead of teams scored for."),
        ] = False,
    ) -> Connection[AMembership]:
        """The teams that the member scored for, or led, from when to when; the last first."""
        which = Spans(member_id=self.key, is_lead=leads)
        return await memberships.spans_of(info, which, first, after, last, before)

    @strawberry.field(
        description="KPIs over consecutive periods; for the member, the member's managers and admins, null for "
        "others.",
        extensions=[Only("Member", "kpis", Audience.LEADS, Surface.KPIS)],
    )
    async def kpis(
        self,
        info: Info,
        only: series.Only = None,
        by: series.By = PeriodKind.MONTH,
        last: series.LastPeriods = 1,
        until: series.Until = None,
    ) -> list[series.KpiSeries] | None:
        """Return the member's series."""
        return await series.kpis_of(info, SubjectKind.MEMBER, self.key, only, by, last, until)

    @strawberry.field(
        description="Grade, scores and bonuses of a period; for the member, the member's managers and admins, "
        "null for others.",
        extensions=[Only("Member", "kpiReview", Audience.LEADS, Surface.KPIS)],
    )
    async def kpi_review(
        self, info: Info, by: series.By = PeriodKind.MONTH, until: series.Until = None
    ) -> reviews.KpiReview | None:
        """Return the member's review."""
        return await reviews.review_of(info, SubjectKind.MEMBER, self.key, by, until)

    @resolved
    async def points(self, info: Info) -> BigInt:
        """Lifetime points; what a reversal takes back is off again."""
        return BigInt(await info.context.loaders.totals.load(self.key) or 0)

    @strawberry.field(
        description="Where the points and the level come from; for the member, the member's managers and "
        "admins, null for others.",
        extensions=[Only("Member", "why", Audience.LEADS, Surface.POINTS)],
    )
    async def why(self) -> APointsWhy | None:
        """Return what explains the points."""
        return points.PointsWhy(member_id=self.key, member_level=self.level)

    @resolved
    async def badges(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        with_revoked: WithRevoked = False,
    ) -> Connection[AnAward]:
        """Badges awarded to the member, the newest first."""
        return await badges.badges_of(info, self.key, first, after, last, before, with_revoked)

    @resolved
    async def goals(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        only_current: OnlyCurrent = False,
    ) -> Connection[AGoal]:
        """The member's own goals that you may see, the newest first."""
        return await goals.goals_of(info, [self.key], first, after, last, before, only_current)

    @resolved
    async def streaks(self, info: Info) -> list[AStreak]:
        """The member's streaks, one for each that the organization has."""
        return await streaks.streaks_of(info, self.key)

    @resolved
    async def leaderboard_streaks(
        self, info: Info, within: Within = 3, board: OnBoard = None
    ) -> list[LeaderboardStreak]:
        """How many periods in a row the member stood within a rank, by FINAL standings: one for each board."""
        return await leaderboard_streaks_of(
            info, SubjectKind.MEMBER, self.key, within=within, board_key=board
        )

    @strawberry.field(
        description=(
            "When the member was or will be away, the latest first: for the member, the member's managers and "
            "admins; null for others."
        ),
        extensions=[Only("Member", "leave", Audience.LEADS, Surface.LEAVE)],
    )
    async def leave(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ALeave] | None:
        """Return the member's leave."""
        return await leave.leave_of_member(info, self.key, first, after, last, before)

    @resolved
    async def check_in_day(self, info: Info, on: check_ins.OnDay = None) -> ACheckInDay | None:
        """A day of the member's own with its check-in; left out: the present one.

        For the member, who leads the member and admins; for the team where it shares check-ins; else null.
        """
        return await check_ins.member_day_of(info, self.key, on=on)

    @resolved
    async def check_ins(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ACheckIn]:
        """The member's check-ins that you may read, the latest first."""
        return await check_ins.check_ins_of(info, self.key, first, after, last, before)

    @resolved
    async def action_items(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        state: action_items.InState = None,
    ) -> Connection[AnActionItem]:
        """What the member has taken on, as far as you may read it, what is due first before the rest.

        What comes from a one-to-one is there for the two of it alone.
        """
        return await action_items.action_items_of(
            info, self.key, first, after, last, before, state=state
        )


async def member_of(info: Info, member_id: UUID | None) -> Member | None:
    """Show the member of an id, if there is one."""
    view = member_id and await info.context.loaders.members.load(member_id)
    return Member.of(view) if view else None


async def certain_member(info: Info, member_id: UUID) -> Member:
    """Show the member of an id that stands in a foreign key."""
    return cast("Member", await member_of(info, member_id))
