"""The feed that colleagues see, what they say to it, and thanks between peers."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    check,
    data,
    key,
    one_of,
    refers,
    words,
)
from bellringer.words import FeedKind, Reaction


class FeedAudience(TenantTable, table=True):
    """Who sees a run of posts: a team, or the organization by its own id; numbers its posts."""

    __table_args__: ClassVar[Any] = (belongs_to_organization(),)
    audience_id: UUID = key()
    last_seq: int = big(default=0)


class FeedPost(TenantTable, table=True):
    """A celebration; `seq` rises per audience in commit order, ids and typed values only."""

    __table_args__: ClassVar[Any] = (
        refers("audience_id", "feed_audience"),
        refers("member_id", "member"),
        UniqueConstraint("org_id", "audience_id", "seq"),
        UniqueConstraint("org_id", "dedupe_key"),
        Index(None, "org_id", "audience_id", "post_id"),  # pages that merge audiences
        one_of("kind", FeedKind),
    )
    post_id: UUID = key()
    audience_id: UUID
    seq: int = big()
    kind: str = words()
    dedupe_key: str = words()
    member_id: UUID | None = None
    params: Any = data()
    occurred_at: datetime
    created_at: datetime
    withdrawn_at: datetime | None = Field(default=None)


class FeedReaction(TenantTable, table=True):
    """One reaction of one member to a post; its key lets it be there once."""

    __table_args__: ClassVar[Any] = (
        refers("post_id", "feed_post"),
        refers("member_id", "member"),
        one_of("reaction", Reaction),
    )
    post_id: UUID = key()
    member_id: UUID = key()
    reaction: str = words(primary_key=True)
    reacted_at: datetime


class FeedComment(TenantTable, table=True):
    """What a member wrote under a post; one that was removed stays, without its words."""

    __table_args__: ClassVar[Any] = (
        refers("post_id", "feed_post"),
        refers("member_id", "member"),
        refers("removed_by", "member", "member_id"),
        check("removed", "(removed_at IS NULL) = (removed_by IS NULL)"),
        Index(None, "org_id", "post_id", "comment_id"),
    )
    comment_id: UUID = key()
    post_id: UUID
    member_id: UUID
    commented_at: datetime
    removed_at: datetime | None = Field(default=None)
    removed_by: UUID | None = None


class FeedCommentNote(TenantTable, table=True):
    """The words of a comment, or why it was removed, apart so that they can be erased."""

    __table_args__: ClassVar[Any] = (refers("comment_id", "feed_comment"),)
    comment_id: UUID = key()
    body: str | None = words(default=None)
    remove_reason: str | None = words(default=None)


class FeedTold(TenantTable, table=True):
    """By which announcement a member was last told of the conversation under a post, from which comment on."""

    __table_args__: ClassVar[Any] = (
        refers("post_id", "feed_post"),
        refers("member_id", "member"),
        refers("announcement_id", "announcement"),
        refers("since_id", "feed_comment", "comment_id"),
    )
    post_id: UUID = key()
    member_id: UUID = key()
    announcement_id: UUID
    since_id: UUID


class Kudos(TenantTable, table=True):
    """Thanks from one member to another, counted against a daily allowance."""

    __table_args__: ClassVar[Any] = (
        refers("from_member_id", "member", "member_id"),
        refers("to_member_id", "member", "member_id"),
        check("not_to_oneself", "from_member_id <> to_member_id"),
        Index(None, "org_id", "from_member_id", "given_at"),
    )
    kudos_id: UUID = key()
    from_member_id: UUID
    to_member_id: UUID
    given_at: datetime


class KudosNote(TenantTable, table=True):
    """The words of a thanks, apart so that they can be erased."""

    __table_args__: ClassVar[Any] = (refers("kudos_id", "kudos"),)
    kudos_id: UUID = key()
    body: str = words()
