"""Celebrations, and the list of what to mention in the next meeting."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.rules.permissions import may_read_post
from bellringer.gamification.store.views import celebrations as views
from bellringer.gamification.store.views.celebrations import CelebrationView, MentionView
from bellringer.graphql import badges, describing, members, teams
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
from bellringer.graphql.nodes import Node, key_of, pack
from bellringer.graphql.references import AMember, AnAward, ATeam
from bellringer.words import CelebrationKind, Role


@describing.output
class Celebration(Node):
    """Something that a team, or everybody, celebrates together."""

    view: strawberry.Private[CelebrationView]
    kind: CelebrationKind = said("What kind of thing.")
    title: str | None = said("What it is called; null where that was erased.")
    text: str | None = said("What is said of it, at most 500 signs; show it as text only.")
    starts_at: datetime = said("When it begins.")
    cancelled_at: datetime | None = said("When it was called off; null while it stands.")

    @classmethod
    def of(cls, view: CelebrationView) -> "Celebration":
        """Show what a store read."""
        return cls(
            id=pack("Celebration", view.celebration_id),
            view=view,
            kind=view.kind,
            title=view.title,
            text=view.text,
            starts_at=view.starts_at,
            cancelled_at=view.cancelled_at,
        )

    @resolved
    async def team(self, info: Info) -> ATeam | None:
        """Which team is invited; null for everybody."""
        return await teams.team_of(info, self.view.team_id)

    @resolved
    async def created_by(self, info: Info) -> AMember | None:
        """Who invites."""
        return await members.member_of(info, self.view.created_by)

    @resolved
    async def awards(self, info: Info) -> list[AnAward]:
        """The awards it honours, at most 50; one that was taken back since says so."""
        loaders = info.context.loaders
        honoured = await loaders.honoured.load(self.view.celebration_id)
        found = await loaders.awards.load_many(honoured or ())
        return [badges.BadgeAward.of(view) for view in found if view is not None]


@describing.output
class AwardMention:
    """An award to be mentioned in the next meeting."""

    view: strawberry.Private[MentionView]
    asked_at: datetime = said("When it was put on the list.")
    mentioned_at: datetime | None = said("When it was ticked off; null while it waits.")

    @classmethod
    def of(cls, view: MentionView) -> "AwardMention":
        """Show what a store read."""
        return cls(view=view, asked_at=view.asked_at, mentioned_at=view.mentioned_at)

    @resolved
    async def award(self, info: Info) -> AnAward | None:
        """Which award; null where you may not see its badge."""
        return await badges.award_of(info, self.view.award_id)

    @resolved
    async def asked_by(self, info: Info) -> AMember | None:
        """Who put it on the list."""
        return await members.member_of(info, self.view.asked_by)


async def celebration_of(info: Info, celebration_id: UUID) -> Celebration | None:
    """Show the celebration of an id, if the caller is invited, leads who is, or is an admin."""
    context = info.context
    view = await context.loaders.celebrations.load(celebration_id)
    if view is None or not may_read_post(
        context.principal,
        audience_id=view.team_id or context.authority.org_id,
        team_id=context.authority.team_id,
    ):
        return None
    return Celebration.of(view)


async def mention_of(info: Info, award_id: UUID) -> AwardMention | None:
    """Show whether an award is to be mentioned, to who has just said so."""
    view = await info.context.read(lambda c: views.mention_of(c, award_id))
    return AwardMention.of(view) if view else None


@strawberry.type
class CelebrationQuery:
    """The reads of celebrations."""

    @resolved
    async def celebration(
        self,
        info: Info,
        celebration_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="A celebration's id.")
        ],
    ) -> Celebration | None:
        """A celebration; null if there is none, or none that you may see."""
        key = key_of("Celebration", celebration_id)
        return await celebration_of(info, key) if key else None

    @resolved
    async def celebrations(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        with_past: Annotated[
            bool, strawberry.argument(description="Those too that have begun; default false.")
        ] = False,
    ) -> Connection[Celebration]:
        """What you are invited to, or lead who is, the soonest first; all of them for admins."""
        window = window_of(first, after, last, before, views.KEY)
        authority = info.context.authority
        own = {*authority.leads} | ({authority.team_id} if authority.team_id else set())
        invited = None if authority.role is Role.ADMIN else sorted(own)
        since = None if with_past else info.context.now
        return connect(
            await info.context.read(lambda c: views.page(c, window, team_ids=invited, since=since)),
            Celebration.of,
            lambda view: (view.starts_at, view.celebration_id),
            lambda: info.context.read(lambda c: views.count(c, team_ids=invited, since=since)),
        )

    @resolved
    async def award_mentions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AwardMention]:
        """What to mention in the next meeting of the teams you lead, what waits longest first."""
        window = window_of(first, after, last, before, views.KEY)
        authority, today = info.context.authority, info.context.today
        led = None if authority.role is Role.ADMIN else sorted(authority.leads)
        return connect(
            await info.context.read(lambda c: views.mentions(c, window, team_ids=led, on=today)),
            AwardMention.of,
            lambda view: (view.asked_at, view.award_id),
            lambda: info.context.read(lambda c: views.mention_count(c, team_ids=led, on=today)),
        )
