"""What a member does with items of the inbox."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import InboxMark


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkInbox:
    """Mark the named items of the caller's own inbox, and all up to a seq; each mark means read as well."""

    by: Principal
    notification_ids: Collection[UUID] = ()
    up_to_seq: int = 0
    mark: InboxMark = InboxMark.READ
