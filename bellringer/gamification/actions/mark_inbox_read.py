"""Mark inbox items as read."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands import Principal
from bellringer.gamification.errors import NotAllowedError, UnknownNotificationError
from bellringer.gamification.events import Changed
from bellringer.gamification.store import notifications, outbox
from bellringer.gamification.store.notifications import InboxMarked
from bellringer.models.database import Connection


async def mark_inbox_read(
    connection: Connection,
    by: Principal,
    *,
    notification_ids: Collection[UUID] = (),
    up_to_seq: int = 0,
    now: datetime,
) -> InboxMarked:
    """Mark the named items of the own inbox, and all up to a seq, as read; return what is left unread.

    Marking again changes nothing.

    Raises:
        NotAllowedError: The principal is no member.
        UnknownNotificationError: One of the items is not in the own inbox; none is marked.
    """
    if by.member_id is None:
        raise NotAllowedError("Only a member has an inbox.")
    asked = set(notification_ids)
    await notifications.lock_inbox(connection, member_id=by.member_id)
    if asked and len(asked) != await notifications.count_own(
        connection, asked, member_id=by.member_id
    ):
        raise UnknownNotificationError(path=("ids",))
    marked = await notifications.mark_read(
        connection,
        member_id=by.member_id,
        notification_ids=asked,
        up_to_seq=up_to_seq,
        now=now,
    )
    if marked.marked:
        # the member's other phones show the number too
        changed = Changed(org_id=by.org_id, inbox_member_ids=frozenset({by.member_id}))
        await outbox.ring(connection, changed)
    return marked
