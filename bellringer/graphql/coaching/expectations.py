"""What is expected of each role, and who has not acknowledged it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.store.views.coaching import expectations as views
from bellringer.gamification.store.views.coaching.expectations import ExpectationView
from bellringer.gamification.store.window import Page
from bellringer.graphql import describing
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window_of,
)
from bellringer.graphql.context import Context, Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.members import Member
from bellringer.words import Role


def teams_led(context: Context) -> list[UUID] | None:
    """Return the teams whose members the caller leads; None for an admin, who leads all."""
    if context.authority.role is Role.ADMIN:
        return None
    return sorted(context.authority.leads)


def is_lead(context: Context) -> bool:
    """Tell whether the caller leads anybody."""
    return teams_led(context) != []


async def shown_members(info: Info, page: Page[UUID]) -> Page[Member]:
    """Show the members of a page of ids."""
    views = await info.context.loaders.members.load_many(list(page.rows))
    found = tuple(Member.of(view) for view in views if view)
    return Page(rows=found, has_before=page.has_before, has_after=page.has_after)


@describing.output
class Expectation:
    """A version of what is expected of a role."""

    view: strawberry.Private[ExpectationView]
    is_current: strawberry.Private[bool]
    role: Role = said("Of whom.")
    version_no: int = said("Counts up from 1; the highest is in force.")
    text: str = said("What is expected, at most 4000 signs; show it as text only.")
    published_at: datetime = said("Since when.")
    acknowledged_at: datetime | None = said("When you acknowledged it; null if you have not.")

    @resolved
    async def waiting(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Member] | None:
        """Who of those you lead has this role and has not acknowledged it; null for who leads nobody."""
        context = info.context
        if not is_lead(context) or not self.is_current:
            return None
        window = window_of(first, after, last, before, views.KEY)
        of, on = teams_led(context), context.today
        role, number = self.role, self.version_no
        found = await context.read(
            lambda c: views.waiting(c, window, role=role, version_no=number, team_ids=of, on=on)
        )
        return connect(
            await shown_members(info, found),
            lambda member: member,
            lambda member: (member.key,),
            lambda: context.read(
                lambda c: views.waiting_count(c, role=role, version_no=number, team_ids=of, on=on)
            ),
        )


def _shown(found: list[ExpectationView]) -> list[Expectation]:
    """Show versions, which are in order: the first of a role is in force."""
    newest: set[Role] = set()
    shown = []
    for view in found:
        shown.append(
            Expectation(
                view=view,
                is_current=view.role not in newest,
                role=view.role,
                version_no=view.version_no,
                text=view.text,
                published_at=view.published_at,
                acknowledged_at=view.acknowledged_at,
            )
        )
        newest.add(view.role)
    return shown


async def expectation_of(info: Info, role: Role) -> Expectation | None:
    """Show what is expected of a role now."""
    me = info.context.authority.member_id
    found = await info.context.read(lambda c: views.versions(c, reader_id=me, role=role))
    return next(iter(_shown(found)), None)


@strawberry.type
class ExpectationQuery:
    """The reads of expectations."""

    @resolved
    async def expectations(self, info: Info) -> list[Expectation]:
        """What is expected of each role now; everybody reads all of it."""
        me = info.context.authority.member_id
        found = await info.context.read(lambda c: views.versions(c, reader_id=me))
        return [each for each in _shown(found) if each.is_current]

    @resolved
    async def expectation_versions(
        self, info: Info, role: Annotated[Role, strawberry.argument(description="Of which role.")]
    ) -> list[Expectation]:
        """All that was ever expected of a role, the newest version first."""
        me = info.context.authority.member_id
        found = await info.context.read(lambda c: views.versions(c, reader_id=me, role=role))
        return _shown(found)
