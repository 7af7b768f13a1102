"""Lists of members: of the organization, of a team, and of those who have left."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.store.views import members as views
from bellringer.gamification.store.views.members import MemberView
from bellringer.gamification.store.window import Page
from bellringer.graphql import members
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window_of,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved
from bellringer.graphql.errors import BadRequestError
from bellringer.graphql.nodes import key_of, wanted
from bellringer.graphql.references import AMember

SEARCH_LIMIT = 100


async def members_of(
    info: Info,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    team_id: UUID | None = None,
    search: str | None = None,
) -> Connection[AMember]:
    """List active members by name."""
    window = window_of(first, after, last, before, views.KEY)
    on = info.context.today
    found = await info.context.read(
        lambda c: views.page(c, window, on=on, team_id=team_id, search=search)
    )
    return _connected(
        info,
        found,
        lambda: info.context.read(lambda c: views.count(c, on=on, team_id=team_id, search=search)),
    )


async def members_of_team(
    info: Info,
    team_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[AMember]:
    """List who scores for a team today, by name."""
    window = window_of(first, after, last, before, views.KEY)
    loaders, on = info.context.loaders, info.context.today
    found = await loaders.team_pages.load((team_id, window, on))
    return _connected(info, found, lambda: loaders.team_counts.load((team_id, on)))


def _connected(
    info: Info, found: Page[MemberView], counting: Callable[[], Awaitable[int]]
) -> Connection[AMember]:
    for view in found.rows:
        info.context.loaders.members.prime(view.member_id, view)
    return connect(
        found, members.Member.of, lambda view: (view.name or "", view.member_id), counting
    )


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
        return await members.member_of(info, key_of("Member", node_id))

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
        _check_search(search)
        team = None if team_id is None else wanted("Team", team_id)
        return await members_of(info, first, after, last, before, team_id=team, search=search)

    @resolved
    async def former_members(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        search: Annotated[
            str | None,
            strawberry.argument(description="Only names that hold this text; at most 100 signs."),
        ] = None,
    ) -> Connection[AMember] | None:
        """Who has left, by name, but nobody who was erased; null unless you are an admin."""
        if not info.context.circle.is_admin:
            return None
        _check_search(search)
        window = window_of(first, after, last, before, views.KEY)
        on = info.context.today
        found = await info.context.read(
            lambda c: views.former_page(c, window, on=on, search=search)
        )
        return _connected(
            info,
            found,
            lambda: info.context.read(lambda c: views.former_count(c, on=on, search=search)),
        )


def _check_search(search: str | None) -> None:
    """Raise BadRequestError where a search is too long, or holds what no name can hold."""
    if search is not None and (len(search) > SEARCH_LIMIT or "\x00" in search):
        raise BadRequestError("INVALID_SEARCH", f"A search has at most {SEARCH_LIMIT} signs.")
