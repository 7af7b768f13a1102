"""Posts and comments as the rules see them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFacts:
    """A post that was not withdrawn: who reads it, and whom it is about, if it is a member."""

    post_id: UUID
    audience_id: UUID
    member_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentFacts:
    """A comment that was not removed, under a post for an audience."""

    comment_id: UUID
    post_id: UUID
    audience_id: UUID
    member_id: UUID
