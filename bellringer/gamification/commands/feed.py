"""What members say to the posts of the feed."""

from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import Reaction


@dataclass(frozen=True, slots=True, kw_only=True)
class React:
    """Give a post a reaction, or take it back."""

    by: Principal
    post_id: UUID
    reaction: Reaction


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentOnPost:
    """Write something under a post."""

    by: Principal
    post_id: UUID
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveComment:
    """Remove a comment; `reason` is needed where it is another's."""

    by: Principal
    comment_id: UUID
    reason: str | None = None
