"""What is told of it, and to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.words import Channel, FeedKind, NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who is told: named members, the members and leads of teams, or everyone of the organization."""

    member_ids: tuple[UUID, ...] = ()
    team_ids: tuple[UUID, ...] = ()
    is_everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One cause to tell of, once, however often it is seen (`dedupe_key`).

    `params` are ids (as text) and numbers only; words are made in the reader's language. `by` is the one way that
    it goes, or the other to who can't be reached by it; None: to every phone, as everything does.
    """

    announcement_id: UUID
    kind: NotificationKind
    dedupe_key: str
    params: Mapping[str, str | int]
    audience: Audience
    occurred_at: datetime
    expires_at: datetime
    by: Channel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPost:
    """A celebration for one audience: a team, or the organization by its own id.

    `params` are ids (as text) and numbers only.
    """

    post_id: UUID
    audience_id: UUID
    kind: FeedKind
    dedupe_key: str
    member_id: UUID | None
    params: Mapping[str, str | int]
    occurred_at: datetime
