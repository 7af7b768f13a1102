"""Remove a comment: one's own, or what a lead or an admin can't leave standing."""

from datetime import datetime

from bellringer.gamification.commands.feed import RemoveComment
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.conversations import check_removal
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import audit, comments, outbox, people, playbook
from bellringer.models.database import Connection


async def remove_comment(connection: Connection, command: RemoveComment, *, now: datetime) -> None:
    """Take a comment's words away and what is unread of it back; another's needs a reason and is audited.

    Raises:
        UnknownCommentError: It is not there, removed already, or for others.
        NotAllowedError: It is another's, and the caller leads nobody who reads it.
        InvalidTextError: It is another's, and the reason is missing or too long.
    """
    by = command.by
    plays = await playbook.read(connection)
    members = await people.read(connection, {by.member_id} if by.member_id else ())
    own = next(iter(members.values()), None)
    found = await comments.lock(connection, command.comment_id)
    comment = check_removal(plays, by, own, found, now=now)
    is_own = comment.member_id == by.member_id
    reason = None if is_own else checked(command.reason or "", limit=REASON_LIMIT, field="reason")
    await comments.remove(
        connection, comment.comment_id, by_member_id=by.member_id, reason=reason, now=now
    )
    if not is_own:
        details = {
            "comment_id": str(comment.comment_id),
            "post_id": str(comment.post_id),
            "member_id": str(comment.member_id),
        }
        await audit.append(connection, by, "comment.remove", details, now=now)
    told = await comments.told(connection, comment.post_id)
    await outbox.hold(connection, told)
    retold = await comments.retell(connection, comment.post_id, told)
    over = [each.dedupe_key for each in retold if each.is_over]
    await outbox.append(connection, (), now=now, withdrawn=over)
    changed = Changed(
        org_id=plays.org_id, inbox_member_ids=frozenset(each.member_id for each in retold)
    )
    await outbox.ring(connection, changed)
