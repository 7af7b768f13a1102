"""The access log, as a member reads it."""

from datetime import datetime

import strawberry

from bellringer.gamification.store.coaching import access
from bellringer.gamification.store.coaching.access import AccessView
from bellringer.graphql import describing, members
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.references import AMember
from bellringer.words import Surface


@describing.output
class AccessLook:
    """That a manager or an admin looked at a detail of yours, once or more often in an hour."""

    view: strawberry.Private[AccessView]
    surface: Surface = said("What was looked at.")
    hour_at: datetime = said("The beginning of the hour, of UTC, in which it was.")

    @classmethod
    def of(cls, view: AccessView) -> "AccessLook":
        """Show what a store read."""
        return cls(view=view, surface=view.surface, hour_at=view.hour_at)

    @resolved
    async def viewer(self, info: Info) -> AMember:
        """Who looked."""
        return await members.certain_member(info, self.view.viewer_id)


async def access_log_of(
    info: Info,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[AccessLook]:
    """List the looks at the caller, the latest hour first."""
    window = window_of(first, after, last, before, access.KEY)
    me = info.context.authority.member_id
    found = await info.context.read(lambda c: access.page(c, window, me))
    return connect(
        found,
        AccessLook.of,
        lambda view: (view.hour_at, view.viewer_id, view.surface.value),
        lambda: info.context.read(lambda c: access.count(c, me)),
    )
