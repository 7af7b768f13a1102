"""The subscriptions.

Nothing is replayed: the first event is the present state, or what lies after a given cursor; a bell only
says that something may have changed. Before every event the caller's authority is read again.
"""

from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import strawberry

from bellringer.gamification.events import Changed
from bellringer.gamification.store import feed, notifications
from bellringer.gamification.store.notifications import InboxItem
from bellringer.gamification.store.views import feed as feed_views
from bellringer.gamification.store.views import inbox
from bellringer.graphql import describing, leaderboards
from bellringer.graphql.coaching.team_today import TodaySubscription
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import BadRequestError
from bellringer.graphql.feed import AUDIENCE, FeedPost, audiences_of
from bellringer.graphql.leaderboards import Leaderboard
from bellringer.graphql.nodes import wanted
from bellringer.graphql.notifications import Notification, shown
from bellringer.graphql.points import points_of
from bellringer.graphql.ringing import rings
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.viewer import Viewer, viewer_of

AT_ONCE = 100
MOST_ROUNDS = 10

AfterSeq = Annotated[
    BigInt | None,
    strawberry.argument(
        description=(
            "The last `seq` you know: what came after it is sent first, at most the newest 1 000. "
            "Left out: only what is new."
        )
    ),
]


@describing.entry
class FeedMark:
    """How far you know the feed of an audience."""

    audience: strawberry.ID = said("The audience of a post that you know.")
    seq: BigInt = said("The highest `seq` that you know of it.")


@describing.output
class Progress:
    """How you stand now."""

    as_of: datetime = said("The moment this was read at.")

    @resolved
    async def points(self, info: Info) -> BigInt:
        """Lifetime points."""
        return await points_of(info, info.context.authority.member_id)

    @resolved
    def viewer(self, info: Info) -> Viewer:
        """Everything else of yours."""
        return viewer_of(info)


async def _arrived(member_id: UUID, seq: int, connection: Any) -> list[InboxItem]:
    """Read what lies after a number, the newest first, as the inbox is kept."""
    found: list[InboxItem] = []
    before = None
    for _ in range(MOST_ROUNDS):
        more = await notifications.read_inbox(
            connection, member_id=member_id, limit=AT_ONCE, after_seq=seq, before_seq=before
        )
        found += more
        if len(more) < AT_ONCE:
            break
        before = more[-1].seq
    return found


def _known(marks: list[FeedMark], last: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return from where on to send: after what is known, and not from further back than the newest 1 000.

    Marks of audiences that aren't the caller's say nothing; of several for one, the highest counts.
    """
    known = dict.fromkeys(last, 0)
    for mark in marks:
        audience_id = wanted(AUDIENCE, mark.audience)
        if audience_id in known:
            known[audience_id] = max(known[audience_id], int(mark.seq))
    return {
        audience_id: min(max(seq, last[audience_id] - AT_ONCE * MOST_ROUNDS), last[audience_id])
        for audience_id, seq in known.items()
    }


@strawberry.type(
    description="What is pushed over a socket while it changes. Each begins with the present state."
)
class Subscription(TodaySubscription):
    """What is pushed while it changes."""

    @strawberry.subscription(
        description="A board whenever its standings may have changed; many changes make one event."
    )
    async def leaderboard_changed(
        self,
        info: Info,
        key: Annotated[str, strawberry.argument(description="A board's key, e.g. points-month.")],
    ) -> AsyncGenerator[Leaderboard, None]:
        """Send the board's present period."""
        board = info.context.board(key)
        if board is None:
            raise BadRequestError("NOT_FOUND", "There is no board of this key.")
        sums_id = board.sums_id
        async for _ in rings(info.context, lambda changed: sums_id in changed.board_ids):
            board = info.context.board(key)
            present = await leaderboards.leaderboard_of(info, board) if board else None
            if present is None:
                return
            yield present

    @strawberry.subscription(
        description="Items as they come into your inbox. Drop ids that you know already."
    )
    async def inbox_item_added(
        self, info: Info, after: AfterSeq = None
    ) -> AsyncGenerator[Notification, None]:
        """Send what is new since the last look."""
        context = info.context
        me = context.authority.member_id
        last = await context.read(lambda c: inbox.last_seq(c, me))
        seen = last if after is None else min(int(after), last)
        async for _ in rings(context, lambda changed: me in changed.inbox_member_ids):
            items = await context.read(partial(_arrived, me, seen))
            for item in reversed(await shown(info, items)):
                seen = int(item.seq)
                await context.turn.take()
                yield item

    @strawberry.subscription(
        description="Posts as they come into your feed. Drop ids that you know already."
    )
    async def feed_post_added(
        self,
        info: Info,
        after: Annotated[
            list[FeedMark] | None,
            strawberry.argument(
                description=(
                    "How far you know the feed, an entry for each audience: what came after is sent first, "
                    "of one that you don't name what there is, at most the newest 1 000 each. "
                    "Left out: only what is new."
                )
            ),
        ] = None,
    ) -> AsyncGenerator[FeedPost, None]:
        """Send what is new since the last look."""
        context = info.context
        audiences = audiences_of(info)
        told = frozenset(audiences)
        last = await context.ask(feed_views.last_seqs, audiences)
        seen = {audience_id: last[audience_id] for audience_id in audiences}
        if after is not None:
            seen = _known(after, seen)
        async for _ in rings(context, lambda changed: bool(told & changed.feed_audience_ids)):
            for audience_id in audiences:
                while True:
                    mark = audience_id, seen[audience_id]
                    posts = (await context.ask(feed.since, (mark,), limit=AT_ONCE))[mark]
                    for post in posts:
                        seen[audience_id] = post.seq
                        await context.turn.take()
                        yield FeedPost.of(post)
                    if len(posts) < AT_ONCE:
                        break

    @strawberry.subscription(
        description="Your points, goals and everything else of yours when it may have changed."
    )
    async def progress_changed(self, info: Info) -> AsyncGenerator[Progress, None]:
        """Send how the caller stands."""
        me = info.context.authority.member_id

        def concerns(changed: Changed) -> bool:
            return me in changed.member_ids or me in changed.inbox_member_ids

        async for _ in rings(info.context, concerns):
            yield Progress(as_of=info.context.now)
