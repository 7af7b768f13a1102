"""The feed that colleagues see."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.store import feed
from bellringer.gamification.store.feed import PostRecord
from bellringer.gamification.store.views import feed as views
from bellringer.graphql import badges, describing, goals, members, teams
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
from bellringer.graphql.metrics import Money
from bellringer.graphql.nodes import pack
from bellringer.graphql.references import ABadge, AGoal, AMember, ATeam
from bellringer.graphql.scalars import BigInt
from bellringer.words import FeedKind


@describing.output
class FeedPost:
    """A celebration; make the words from its kind and values."""

    record: strawberry.Private[PostRecord]
    id: strawberry.ID = said("Unique over the whole API and stable for ever; opaque.")
    seq: BigInt = said("Rises within an audience, in the order posts became visible.")
    kind: FeedKind = said("What it celebrates.")
    occurred_at: datetime = said("When that happened.")
    created_at: datetime = said("When it was posted.")
    text: str | None = said("What a member wrote with it, at most 500 signs; show it as text only.")

    @classmethod
    def of(cls, record: PostRecord) -> "FeedPost":
        """Show what a store read."""
        return cls(
            record=record,
            id=pack("FeedPost", record.post_id),
            seq=BigInt(record.seq),
            kind=record.kind,
            occurred_at=record.occurred_at,
            created_at=record.created_at,
            text=record.text,
        )

    @resolved
    async def member(self, info: Info) -> AMember | None:
        """Who is celebrated; null for a team."""
        return await members.member_of(info, self.record.member_id)

    @resolved
    async def by_member(self, info: Info) -> AMember | None:
        """Who says thanks; null for what nobody said."""
        return await members.member_of(info, _id(self.record.params, "by_member_id"))

    @resolved
    async def team(self, info: Info) -> ATeam | None:
        """The team it is about; null where it is about a member."""
        return await teams.team_of(info, _id(self.record.params, "team_id"))

    @resolved
    async def badge(self, info: Info) -> ABadge | None:
        """The badge awarded."""
        badge_id = _id(self.record.params, "badge_id")
        return await badges.badge_of(info, badge_id) if badge_id else None

    @resolved
    async def goal(self, info: Info) -> AGoal | None:
        """The goal that passed a milestone; null if you may not see it."""
        return await goals.goal_of(info, _id(self.record.params, "goal_id"))

    @resolved
    def percent(self) -> int | None:
        """The milestone passed, in percent."""
        found = self.record.params.get("percent")
        return None if found is None else int(found)

    @resolved
    def amount(self, info: Info) -> Money | None:
        """The amount of the deal won."""
        found = self.record.params.get("amount_minor")
        if found is None:
            return None
        return Money(amount_minor=BigInt(int(found)), currency=info.context.playbook.currency)


@strawberry.type(name="FeedConnection", description="A page of the feed.")
class FeedConnection(Connection[FeedPost]):
    """A page of the feed."""


def _id(params: Mapping[str, str | int], name: str) -> UUID | None:
    found = params.get(name)
    return None if found is None else UUID(str(found))


def audiences_of(info: Info) -> list[UUID]:
    """Return whose posts the caller reads: the organization's, the own team's, those of teams led."""
    authority = info.context.authority
    own = {authority.org_id, *authority.leads}
    return sorted(own | {authority.team_id} if authority.team_id else own)


@strawberry.type
class FeedQuery:
    """The reads of the feed."""

    @resolved
    async def feed(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> FeedConnection:
        """What the organization, your team and the teams you lead celebrate, the newest first."""
        window = window_of(first, after, last, before, (UUID,))
        audiences = audiences_of(info)
        found = await info.context.read(lambda c: feed.page(c, audiences, window))
        return connect(
            found,
            FeedPost.of,
            lambda record: (record.post_id,),
            lambda: info.context.read(lambda c: views.count(c, audiences)),
            FeedConnection,
        )
