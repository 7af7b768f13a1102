"""Who may join in the conversation under a post, and whom it is told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    NotAllowedError,
    UnknownCommentError,
    UnknownPostError,
)
from bellringer.gamification.facts.feed import CommentFacts, PostFacts
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.permissions import may_moderate, may_read_post
from bellringer.words import NotificationKind


def check_reader(
    playbook: Playbook,
    by: Principal,
    own: MemberFacts | None,
    post: PostFacts | None,
    *,
    now: datetime,
) -> tuple[PostFacts, UUID]:
    """Return the post and the member who asks, if the member sees it today.

    Raises:
        UnknownPostError: It is not there, withdrawn, or for others.
        NotAllowedError: It is no member who asks.
    """
    if own is None:
        raise NotAllowedError("Only members say something to a post.")
    team_id = team_on(own.teams, organization_day(playbook.calendars, now))
    if post is None or not may_read_post(by, audience_id=post.audience_id, team_id=team_id):
        raise UnknownPostError(path=("postId",))
    return post, own.member_id


def check_removal(
    playbook: Playbook,
    by: Principal,
    own: MemberFacts | None,
    comment: CommentFacts | None,
    *,
    now: datetime,
) -> CommentFacts:
    """Return the comment, if the caller may remove it: its author, or who leads those that read it.

    Raises:
        UnknownCommentError: It is not there, removed already, or for others.
        NotAllowedError: It is another's.
    """
    team_id = team_on(own.teams, organization_day(playbook.calendars, now)) if own else None
    if comment is None or (
        by.member_id != comment.member_id
        and not may_read_post(by, audience_id=comment.audience_id, team_id=team_id)
    ):
        raise UnknownCommentError(path=("commentId",))
    if by.member_id != comment.member_id and not may_moderate(by, audience_id=comment.audience_id):
        raise NotAllowedError(
            "What others wrote is removed by a lead of the team, or by an admin.",
            path=("commentId",),
        )
    return comment


def tell(
    playbook: Playbook,
    post: PostFacts,
    comment_id: UUID,
    *,
    author: UUID,
    listeners: Sequence[UUID],
    now: datetime,
) -> dict[UUID, Announcement]:
    """Tell each listener apart, so that what follows can be added to it while it is unread."""
    about = {} if post.member_id is None else {"member_id": str(post.member_id)}
    return {
        listener: Announcement(
            announcement_id=named_id(now, playbook.org_id, "comment", comment_id, listener),
            kind=NotificationKind.COMMENT,
            dedupe_key=f"comment:{comment_id}:{listener}",
            params=about
            | {
                "post_id": str(post.post_id),
                "comment_id": str(comment_id),
                "by_member_id": str(author),
                "comments": 1,
            },
            audience=Audience(member_ids=(listener,)),
            occurred_at=now,
            expires_at=now + LASTS[NotificationKind.COMMENT],
        )
        for listener in listeners
    }
