"""Write something under a feed post."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.feed import CommentOnPost
from bellringer.gamification.events import Changed
from bellringer.gamification.rules import conversations as rules
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.texts import COMMENT_LIMIT, checked
from bellringer.gamification.store import comments, feed, outbox, people, playbook
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def comment_on_post(connection: Connection, command: CommentOnPost, *, now: datetime) -> UUID:
    """Write a comment, tell those who follow the conversation, and return the comment's id.

    Whoever has unread news of the conversation is not told anew: what is unread counts one more.

    Raises:
        InvalidTextError: The words are missing or too many.
        UnknownPostError: The post is not there, withdrawn, or for others.
        NotAllowedError: It is no member who asks.
    """
    by = command.by
    text = checked(command.text, limit=COMMENT_LIMIT, field="text")
    plays = await playbook.read(connection)
    members = await people.read(connection, {by.member_id} if by.member_id else ())
    own = next(iter(members.values()), None)
    found = await feed.find(connection, command.post_id)
    post, author = rules.check_reader(plays, by, own, found, now=now)
    comment_id = new_id()
    await comments.insert(
        connection, comment_id, post_id=post.post_id, member_id=author, text=text, now=now
    )
    today = organization_day(plays.calendars, now)
    listeners = await comments.listeners(connection, post, but=author, on=today)
    await outbox.hold(connection, listeners)
    retold = await comments.retell(connection, post.post_id, listeners)
    news = rules.tell(
        plays,
        post,
        comment_id,
        author=author,
        listeners=sorted(set(listeners) - {each.member_id for each in retold}),
        now=now,
    )
    told = await outbox.append(connection, list(news.values()), now=now)
    await comments.note_told(
        connection,
        post.post_id,
        {listener: each.announcement_id for listener, each in news.items()},
        since_id=comment_id,
    )
    await outbox.ring(
        connection,
        Changed(org_id=plays.org_id, inbox_member_ids=told | {each.member_id for each in retold}),
    )
    return comment_id
