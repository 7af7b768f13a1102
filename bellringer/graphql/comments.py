"""What members write under the posts of the feed."""

from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.rules.permissions import may_moderate, may_read_post
from bellringer.gamification.store.views import comments as views
from bellringer.gamification.store.views.comments import CommentView
from bellringer.graphql import describing, members
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Context, Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import Node, pack
from bellringer.graphql.references import AMember


@describing.output
class FeedComment(Node):
    """What a member wrote under a post; all who see the post read it."""

    view: strawberry.Private[CommentView]
    post_id: strawberry.ID = said("The post it stands under; `node` reads it.")
    text: str | None = said(
        "The words, at most 500 signs; show them as text only. Null where they were removed or erased."
    )
    commented_at: datetime = said("When.")
    removed_at: datetime | None = said("When it was removed; null while it stands.")
    remove_reason: str | None = said(
        "Why a lead or an admin removed it; null while it stands, and where its author did."
    )

    @classmethod
    def of(cls, view: CommentView) -> "FeedComment":
        """Show what a store read."""
        return cls(
            id=pack("FeedComment", view.comment_id),
            view=view,
            post_id=pack("FeedPost", view.post_id),
            text=view.text,
            commented_at=view.commented_at,
            removed_at=view.removed_at,
            remove_reason=view.remove_reason,
        )

    @resolved
    async def member(self, info: Info) -> AMember:
        """Who wrote it."""
        return await members.certain_member(info, self.view.member_id)


def _sees(context: Context, view: CommentView) -> bool:
    by, team_id = context.principal, context.authority.team_id
    if not may_read_post(by, audience_id=view.audience_id, team_id=team_id):
        return False
    return (
        view.removed_at is None
        or view.member_id == by.member_id
        or may_moderate(by, audience_id=view.audience_id)
    )


async def comment_of(info: Info, comment_id: UUID) -> FeedComment | None:
    """Show the comment of an id; one that was removed to its author and to those who may remove it."""
    view = await info.context.loaders.comments.load(comment_id)
    return FeedComment.of(view) if view and _sees(info.context, view) else None


async def comments_of(
    info: Info,
    post_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[FeedComment]:
    """List what stands under a post that the caller sees, the oldest first."""
    window = window_of(first, after, last, before, views.KEY)
    loaders = info.context.loaders
    return connect(
        await loaders.comment_pages.load((post_id, window)),
        FeedComment.of,
        lambda view: (view.comment_id,),
        lambda: loaders.comment_counts.load((post_id,)),
    )
