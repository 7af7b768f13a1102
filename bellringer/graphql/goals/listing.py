"""Goals one by one and in lists, as far as the caller sees."""

from collections.abc import Sequence
from typing import Annotated, cast
from uuid import UUID

import strawberry

from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.store.views import goals as views
from bellringer.gamification.store.window import Page
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    OnlyCurrent,
    connect,
    window_of,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved
from bellringer.graphql.goals.node import Goal
from bellringer.graphql.references import AGoal
from bellringer.words import SubjectKind


async def goal_of(info: Info, goal_id: UUID | None) -> Goal | None:
    """Show the goal of an id, if there is one that the caller may see."""
    record = goal_id and await info.context.loaders.goals.load(goal_id)
    return Goal.of(record) if record else None


async def goals_of(
    info: Info,
    owners: Sequence[UUID],
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    only_current: bool,
) -> Connection[AGoal]:
    """List the owners' goals that the caller may see, the newest first."""
    window = window_of(first, after, last, before, views.KEY)
    context, owned_by = info.context, tuple(owners)
    found = await context.loaders.goal_pages.load((owned_by, window, context.circle, only_current))
    return cast(
        "Connection[AGoal]",
        connect(
            found,
            Goal.of,
            lambda record: (record.created_at, record.goal_id),
            lambda: context.loaders.goal_counts.load((owned_by, context.circle, only_current)),
        ),
    )


@strawberry.type
class GoalQuery:
    """The read of goals, whoever has them."""

    @resolved
    async def goals(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        only_current: OnlyCurrent = False,
        owner_kind: Annotated[
            SubjectKind | None,
            strawberry.argument(
                description="Only those of members, of teams or of the organization."
            ),
        ] = None,
        without_parent: Annotated[
            bool,
            strawberry.argument(
                description="Only those that are a part of no other; default false."
            ),
        ] = False,
    ) -> Connection[AGoal]:
        """All goals that you may see, the newest first."""
        window = window_of(first, after, last, before, views.KEY)
        context = info.context
        found: Page[GoalRecord] = await context.read(
            lambda c: views.page(
                c,
                window,
                context.circle,
                only_current=only_current,
                owner_kind=owner_kind,
                without_parent=without_parent,
            )
        )
        return cast(
            "Connection[AGoal]",
            connect(
                found,
                Goal.of,
                lambda record: (record.created_at, record.goal_id),
                lambda: context.read(
                    lambda c: views.count(
                        c,
                        context.circle,
                        only_current=only_current,
                        owner_kind=owner_kind,
                        without_parent=without_parent,
                    )
                ),
            ),
        )
