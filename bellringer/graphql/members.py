"""Members, and what is common to the subjects that boards rank."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Annotated, cast
from uuid import UUID

import strawberry

from bellringer.gamification.store.views import members
from bellringer.gamification.store.views.members import MemberView
from bellringer.gamification.store.window import Page
from bellringer.graphql import badges, describing, goals, streaks, teams
from bellringer.graphql.audiences import Audience, Only
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    OnlyCurrent,
    WithRevoked,
    connect,
    window_of,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import BadRequestError
from bellringer.graphql.nodes import StandingSubject, key_of, pack, wanted
from bellringer.graphql.references import AGoal, AMember, AnAward, AStreak, ATeam
from bellringer.graphql.scalars import BigInt
from bellringer.words import Role

FORMER = "Former member"
SEARCH_LIMIT = 100


@describing.output
class Member(StandingSubject):
    """A person of the organization."""

    key: strawberry.Private[UUID]
    view: strawberry.Private[MemberView]
    role: Role = said("What the member may do.")
    is_active: bool = said("False for a former member, who can't sign in and is on no board.")
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
        extensions=[Only("Member", "email", Audience.LEADS)],
    )
    async def email(self) -> str | None:
        """Return the address."""
        return self.view.email

    @resolved
    async def team(self, info: Info) -> ATeam | None:
        """The team the member scores for today."""
        return await teams.team_of(info, self.view.team_id)

    @resolved
    async def points(self, info: Info) -> BigInt:
        """Lifetime points; what a reversal takes back is off again."""
        return BigInt(await info.context.loaders.totals.load(self.key) or 0)

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


async def member_of(info: Info, member_id: UUID | None) -> Member | None:
    """Show the member of an id, if there is one."""
    view = member_id and await info.context.loaders.members.load(member_id)
    return Member.of(view) if view else None


async def certain_member(info: Info, member_id: UUID) -> Member:
    """Show the member of an id that stands in a foreign key."""
    return cast("Member", await member_of(info, member_id))


async def members_of(
    info: Info,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    team_id: UUID | None = None,
    search: str | None = None,
) -> Connection[Member]:
    """List active members by name."""
    window = window_of(first, after, last, before, members.KEY)
    on = info.context.today
    found = await info.context.read(
        lambda c: members.page(c, window, on=on, team_id=team_id, search=search)
    )
    return _connected(
        info,
        found,
        lambda: info.context.read(
            lambda c: members.count(c, on=on, team_id=team_id, search=search)
        ),
    )


async def members_of_team(
    info: Info,
    team_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[Member]:
    """List who scores for a team today, by name."""
    window = window_of(first, after, last, before, members.KEY)
    loaders, on = info.context.loaders, info.context.today
    found = await loaders.team_pages.load((team_id, window, on))
    return _connected(info, found, lambda: loaders.team_counts.load((team_id, on)))


def _connected(
    info: Info, found: Page[MemberView], counting: Callable[[], Awaitable[int]]
) -> Connection[Member]:
    for view in found.rows:
        info.context.loaders.members.prime(view.member_id, view)
    return connect(found, Member.of, lambda view: (view.name or "", view.member_id), counting)


@strawberry.type
class MemberQuery:
    """The reads of members."""

    @resolved
    async def member(
        self,
        info: Info,
        node_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="A member's id.")
        ],
    ) -> AMember | None:
        """A member of the organization, former ones too; null if there is none of this id."""
        return await member_of(info, key_of("Member", node_id))

    @resolved
    async def members(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        team_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only who scores for this team today."),
        ] = None,
        search: Annotated[
            str | None,
            strawberry.argument(description="Only names that hold this text; at most 100 signs."),
        ] = None,
    ) -> Connection[AMember]:
        """The active members by name."""
        if search is not None and (len(search) > SEARCH_LIMIT or "\x00" in search):
            raise BadRequestError("INVALID_SEARCH", f"A search has at most {SEARCH_LIMIT} signs.")
        team = None if team_id is None else wanted("Team", team_id)
        return await members_of(info, first, after, last, before, team_id=team, search=search)
