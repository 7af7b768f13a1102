"""What members say to the posts of the feed: reactions and comments."""

from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.comment_on_post import comment_on_post
from bellringer.gamification.actions.react_to_post import react_to_post, remove_reaction
from bellringer.gamification.actions.remove_comment import remove_comment
from bellringer.gamification.commands.feed import CommentOnPost, React, RemoveComment
from bellringer.graphql import comments, describing, feed
from bellringer.graphql.comments import FeedComment
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.feed import FeedPost
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import KEY, Action, mutation, write, write_once
from bellringer.words import Reaction


@describing.entry
class FeedReactInput:
    """Which reaction to which post."""

    post_id: strawberry.ID = said("A post that you see.")
    reaction: Reaction = said("One of the closed list.")


@describing.output
class FeedReactPayload(Payload):
    """The post."""

    post: FeedPost | None = said(
        "The post with its reactions; null where it was refused.", default=None
    )


@describing.entry
class FeedReactionRemoveInput:
    """Which reaction to take back."""

    post_id: strawberry.ID = said("A post that you see.")
    reaction: Reaction = said("Which of yours.")


@describing.output
class FeedReactionRemovePayload(Payload):
    """The post."""

    post: FeedPost | None = said(
        "The post with its reactions; null where it was refused.", default=None
    )


@describing.entry
class FeedCommentInput:
    """What to write under a post."""

    idempotency_key: str = said(KEY)
    post_id: strawberry.ID = said("A post that you see.")
    text: str = said("Your words, 1 to 500 signs; all who see the post read them.")


@describing.output
class FeedCommentPayload(Payload):
    """The comment."""

    comment: FeedComment | None = said("The comment; null where it was refused.", default=None)


@describing.entry
class FeedCommentRemoveInput:
    """Which comment to remove."""

    comment_id: strawberry.ID = said("Your own comment, or one that your team or anybody reads.")
    reason: str | None = said(
        "Why, 1 to 500 signs, needed for another's: the author reads it.", default=None
    )


@describing.output
class FeedCommentRemovePayload(Payload):
    """The comment without its words."""

    comment: FeedComment | None = said("The comment; null where it was refused.", default=None)


@strawberry.type
class ConversationMutation:
    """The writes under posts."""

    @mutation
    async def feed_react(
        self,
        info: Info,
        sent: Annotated[
            FeedReactInput, strawberry.argument(name="input", description="The reaction.")
        ],
    ) -> FeedReactPayload:
        """Give a post a reaction; the same one again changes nothing."""
        return FeedReactPayload(post=await _react(info, react_to_post, sent.post_id, sent.reaction))

    @mutation
    async def feed_reaction_remove(
        self,
        info: Info,
        sent: Annotated[
            FeedReactionRemoveInput, strawberry.argument(name="input", description="The reaction.")
        ],
    ) -> FeedReactionRemovePayload:
        """Take a reaction of yours back; one that is not there changes nothing."""
        post = await _react(info, remove_reaction, sent.post_id, sent.reaction)
        return FeedReactionRemovePayload(post=post)

    @mutation
    async def feed_comment(
        self,
        info: Info,
        sent: Annotated[
            FeedCommentInput, strawberry.argument(name="input", description="The comment.")
        ],
    ) -> FeedCommentPayload:
        """Write under a post; who is celebrated and who wrote before are told, once while it is unread."""
        command = CommentOnPost(
            by=info.context.principal, post_id=wanted("FeedPost", sent.post_id), text=sent.text
        )
        comment_id = UUID(await write_once(info, sent, comment_on_post, command))
        return FeedCommentPayload(comment=await comments.comment_of(info, comment_id))

    @mutation
    async def feed_comment_remove(
        self,
        info: Info,
        sent: Annotated[
            FeedCommentRemoveInput, strawberry.argument(name="input", description="The comment.")
        ],
    ) -> FeedCommentRemovePayload:
        """Remove a comment: its author, a lead in the team's feed, an admin anywhere."""
        comment_id = wanted("FeedComment", sent.comment_id)
        command = RemoveComment(
            by=info.context.principal, comment_id=comment_id, reason=sent.reason
        )
        await write(info, remove_comment, command)
        return FeedCommentRemovePayload(comment=await comments.comment_of(info, comment_id))


async def _react(
    info: Info, action: Action[React, None], post_id: str, reaction: Reaction
) -> FeedPost | None:
    key = wanted("FeedPost", post_id)
    await write(info, action, React(by=info.context.principal, post_id=key, reaction=reaction))
    return await feed.post_of(info, key)
