"""Mark inbox items as read, opened from a push, or acknowledged."""

from datetime import datetime

from bellringer.gamification.commands.inbox import MarkInbox
from bellringer.gamification.errors import NotAllowedError, UnknownNotificationError
from bellringer.gamification.events import Changed
from bellringer.gamification.store import notifications, outbox
from bellringer.gamification.store.notifications import InboxMarked
from bellringer.models.database import Connection


async def mark_inbox(connection: Connection, command: MarkInbox, *, now: datetime) -> InboxMarked:
    """Mark items of the own inbox, and return what is left unread; marking again changes nothing.

    Raises:
        NotAllowedError: The principal is no member.
        UnknownNotificationError: One of the items is not in the own inbox; none is marked.
    """
    member_id = command.by.member_id
    if member_id is None:
        raise NotAllowedError("Only a member has an inbox.")
    asked = set(command.notification_ids)
    await notifications.lock_inbox(connection, member_id=member_id)
    if asked and len(asked) != await notifications.count_own(
        connection, asked, member_id=member_id
    ):
        raise UnknownNotificationError(path=("ids",))
    marked = await notifications.mark(
        connection,
        command.mark,
        member_id=member_id,
        notification_ids=asked,
        up_to_seq=command.up_to_seq,
        now=now,
    )
    if marked.marked:
        # the member's other phones show the number too
        changed = Changed(org_id=command.by.org_id, inbox_member_ids=frozenset({member_id}))
        await outbox.ring(connection, changed)
    return marked
