"""The four subscriptions.

Nothing is replayed: the first event is the present state, or what lies after a given cursor; a bell only
says that something may have changed. Before every event the caller's authority is read again.
"""

from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import strawberry

from bellringer.gamification.events import Changed
from bellringer.gamification.store import feed, notifications
from bellringer.gamification.store.feed import PostRecord
from bellringer.gamification.store.notifications import InboxItem
from bellringer.gamification.store.views import feed as feed_views
from bellringer.gamification.store.views import inbox
from bellringer.graphql import describing, leaderboards
from bellringer.graphql.context import Context, Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import BadRequestError
from bellringer.graphql.feed import FeedPost, audiences_of
from bellringer.graphql.leaderboards import Leaderboard
from bellringer.graphql.notifications import Notification, shown
from bellringer.graphql.points import points_of
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


async def rings(
    context: Context, concerns: Callable[[Changed], bool]
) -> AsyncGenerator[None, None]:
    """Yield now, and whenever something that concerns the caller may have changed.

    The caller's authority is fresh each time; when it is not what the subscription began with, the socket
    is hung up, and the client comes back with its new authority.
    """
    mark = context.authority.mark
    async with context.services.live.bell(context.caller.org_id, concerns) as bell:
        while True:
            await context.enter()
            if context.authority.mark != mark:
                if context.hang_up is not None:
                    await context.hang_up()
                return
            yield
            await bell.wait()


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


async def _posted(audience_id: UUID, seq: int, connection: Any) -> tuple[PostRecord, ...]:
    return await feed.since(connection, audience_id, seq, limit=AT_ONCE)


@strawberry.type(
    description="What is pushed over a socket while it changes. Each begins with the present state."
)
class Subscription:
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
        board_id = board.board_id
        async for _ in rings(info.context, lambda changed: board_id in changed.board_ids):
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
        seen: int | None = after
        async for _ in rings(context, lambda changed: me in changed.inbox_member_ids):
            if seen is None:
                seen = await context.read(lambda c: inbox.last_seq(c, me))
                continue
            items = await context.read(partial(_arrived, me, seen))
            for item in reversed(await shown(info, items)):
                seen = int(item.seq)
                yield item

    @strawberry.subscription(
        description="Posts as they come into your feed. Drop ids that you know already."
    )
    async def feed_post_added(self, info: Info) -> AsyncGenerator[FeedPost, None]:
        """Send what is new since the last look."""
        context = info.context
        audiences = audiences_of(info)
        told = frozenset(audiences)
        seen = await context.read(lambda c: feed_views.last_seqs(c, audiences))
        async for _ in rings(context, lambda changed: bool(told & changed.feed_audience_ids)):
            for audience_id in audiences:
                posts = await context.read(partial(_posted, audience_id, seen[audience_id]))
                for post in posts:
                    seen[audience_id] = post.seq
                    yield FeedPost.of(post)

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
