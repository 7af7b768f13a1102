"""Who was in which team, and who led it, from when to when."""

from datetime import date

import strawberry

from bellringer.gamification.store.views import memberships
from bellringer.gamification.store.views.memberships import Spans, SpanView
from bellringer.graphql import describing, members, teams
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.references import AMember, ATeam


@describing.output
class Membership:
    """A member of, or at the head of, a team for some dates."""

    view: strawberry.Private[SpanView]
    starts_on: date | None = said("The first day; null for since ever.")
    ends_on: date | None = said("The first day no longer; null while it is open.")

    @classmethod
    def of(cls, view: SpanView) -> "Membership":
        """Show what a store read."""
        return cls(
            view=view,
            starts_on=None if view.starts_on == date.min else view.starts_on,
            ends_on=view.ends_on,
        )

    @resolved
    async def member(self, info: Info) -> AMember:
        """The member."""
        return await members.certain_member(info, self.view.member_id)

    @resolved
    async def team(self, info: Info) -> ATeam:
        """The team."""
        return await teams.certain_team(info, self.view.team_id)


async def spans_of(
    info: Info,
    which: Spans,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[Membership]:
    """List spans, those that began last first."""
    window = window_of(first, after, last, before, memberships.KEY)
    found = await info.context.read(lambda c: memberships.page(c, window, which))
    return connect(
        found,
        Membership.of,
        lambda view: (view.starts_on, view.member_id, view.team_id),
        lambda: info.context.read(lambda c: memberships.count(c, which)),
    )
