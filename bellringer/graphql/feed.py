"""The feed that colleagues see."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.rules.permissions import may_read_post
from bellringer.gamification.store import feed
from bellringer.gamification.store.feed import PostRecord
from bellringer.gamification.store.views import feed as views
from bellringer.graphql import (
    badges,
    celebrations,
    comments,
    competitions,
    describing,
    goals,
    members,
    teams,
)
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
from bellringer.graphql.metrics import Money
from bellringer.graphql.nodes import Node, pack
from bellringer.graphql.references import (
    ABadge,
    ACelebration,
    AComment,
    ACompetition,
    AGoal,
    AMember,
    ATeam,
)
from bellringer.graphql.scalars import BigInt
from bellringer.words import DealSize, FeedKind, Reaction

AUDIENCE = "FeedAudience"


@describing.output
class ReactionCount:
    """How many gave a post a reaction."""

    reaction: Reaction = said("Which.")
    count: int = said("How many members gave it.")
    is_mine: bool = said("You are one of them.")


@describing.output
class FeedPost(Node):
    """A celebration; make the words from its kind and values."""

    record: strawberry.Private[PostRecord]
    audience: strawberry.ID = said(
        "Whose feed it stands in: the organization's or a team's; opaque."
    )
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
            audience=pack(AUDIENCE, record.audience_id),
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
    async def competition(self, info: Info) -> ACompetition | None:
        """The competition that came out."""
        competition_id = _id(self.record.params, "competition_id")
        return await competitions.competition_of(info, competition_id) if competition_id else None

    @resolved
    async def reactions(self, info: Info) -> list[ReactionCount]:
        """What colleagues gave it with one tap; reactions that nobody gave are left out."""
        given = await info.context.loaders.reactions.load(self.record.post_id)
        return [
            ReactionCount(reaction=each.reaction, count=each.number, is_mine=each.is_mine)
            for each in given or ()
        ]

    @resolved
    async def comments(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AComment]:
        """What colleagues wrote under it, the oldest first; ask for the `last` to show the newest."""
        return await comments.comments_of(info, self.record.post_id, first, after, last, before)

    @resolved
    async def celebration(self, info: Info) -> ACelebration | None:
        """What you are invited to."""
        celebration_id = _id(self.record.params, "celebration_id")
        if celebration_id is None:
            return None
        return await celebrations.celebration_of(info, celebration_id)

    @resolved
    def deal_size(self) -> DealSize | None:
        """How big the deal was when it was won; null where the organization had set no sizes."""
        found = self.record.params.get("size")
        return None if found is None else DealSize(str(found))

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


def reads(context: Context, audience_id: UUID) -> bool:
    """Tell whether the caller sees what is posted to an audience."""
    return may_read_post(
        context.principal, audience_id=audience_id, team_id=context.authority.team_id
    )


def audiences_of(info: Info) -> list[UUID]:
    """Return whose posts the caller reads: the organization's, the own team's, those of teams led."""
    authority = info.context.authority
    own = {authority.org_id, *authority.leads}
    if authority.showing is not None:
        own |= authority.showing.team_ids
    return sorted(own | {authority.team_id} if authority.team_id else own)


async def post_of(info: Info, post_id: UUID) -> FeedPost | None:
    """Show the post of an id, if there is one that the caller may see."""
    record = await info.context.loaders.posts.load(post_id)
    if record is None or not reads(info.context, record.audience_id):
        return None
    return FeedPost.of(record)


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
