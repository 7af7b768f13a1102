"""Whether everybody has what it takes: a goal, a figure, a purpose."""

import asyncio
from enum import StrEnum
from typing import Annotated

import strawberry

from bellringer.gamification.store.views.coaching import expectations as views
from bellringer.gamification.store.views.coaching.expectations import CompletenessView
from bellringer.gamification.store.window import Page
from bellringer.graphql import describing, goals
from bellringer.graphql.coaching.expectations import is_lead, shown_members, teams_led
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
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.goals import Goal
from bellringer.graphql.members import Member
from bellringer.words import Role


class Lacking(StrEnum):
    """What a member may lack."""

    GOAL = "GOAL"
    FIGURE = "FIGURE"


describing.words(
    Lacking,
    GOAL="A goal that holds today.",
    FIGURE="A goal of a metric that holds today: a figure that is counted without anybody's opinion.",
)


@describing.output
class RoleCompleteness:
    """What those of a role lack whom you lead."""

    role: Role = said("The role.")
    has_expectation: bool = said("Whether anything is published of what is expected of it.")
    members: int = said("How many active members you lead in it.")
    without_goal: int = said("How many of them have no goal that holds today.")
    without_figure: int = said("How many of them have no goal of a metric that holds today.")


@describing.output
class Completeness:
    """Whether everybody knows what for, and by what: what is missing among those you lead."""

    roles: list[RoleCompleteness] = said("By role.")

    @resolved
    async def members(
        self,
        info: Info,
        lacking: Annotated[Lacking, strawberry.argument(description="What they lack.")],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Member]:
        """Who lacks it."""
        window = window_of(first, after, last, before, views.KEY)
        of, on = teams_led(info.context), info.context.today
        found = await info.context.read(
            lambda c: views.lacking(c, window, lacking, team_ids=of, on=on)
        )
        return connect(
            await shown_members(info, found),
            lambda member: member,
            lambda member: (member.key,),
            lambda: info.context.read(
                lambda c: views.lacking_count(c, lacking, team_ids=of, on=on)
            ),
        )

    @resolved
    async def goals_without_parent(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Goal]:
        """The goals of members and teams that hold today and serve no greater one."""
        window = window_of(first, after, last, before, views.KEY)
        of, on = teams_led(info.context), info.context.today
        page = await info.context.read(lambda c: views.orphans(c, window, team_ids=of, on=on))
        shown = await asyncio.gather(*(goals.goal_of(info, each) for each in page.rows))
        rows = tuple((key, goal) for key, goal in zip(page.rows, shown, strict=True) if goal)
        found = Page(rows=rows, has_before=page.has_before, has_after=page.has_after)
        return connect(
            found,
            lambda row: row[1],
            lambda row: (row[0],),
            lambda: info.context.read(lambda c: views.orphan_count(c, team_ids=of, on=on)),
        )


def _complete(role: Role, view: CompletenessView | None, *, is_expected: bool) -> RoleCompleteness:
    return RoleCompleteness(
        role=role,
        has_expectation=is_expected,
        members=view.members if view else 0,
        without_goal=view.without_goal if view else 0,
        without_figure=view.without_figure if view else 0,
    )


@strawberry.type
class CompletenessQuery:
    """The read of what is missing."""

    @resolved
    async def completeness(self, info: Info) -> Completeness | None:
        """What those you lead lack; null for who leads nobody."""
        context = info.context
        if not is_lead(context):
            return None
        of, on, me = teams_led(context), context.today, context.authority.member_id
        counted = await context.read(lambda c: views.completeness(c, team_ids=of, on=on))
        found = await context.read(lambda c: views.versions(c, reader_id=me))
        by_role = {view.role: view for view in counted}
        expected = {view.role for view in found}
        return Completeness(
            roles=[
                _complete(role, by_role.get(role), is_expected=role in expected) for role in Role
            ]
        )
