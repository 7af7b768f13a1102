"""Ask about a figure, a goal, an activity or an off-day, and answer: the words stay beside it."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.coaching.threads import AskAbout, ReplyInThread
from bellringer.gamification.errors import NotFoundError
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.coaching.threads import ThreadFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching import threads as rules
from bellringer.gamification.rules.texts import COMMENT_LIMIT, checked
from bellringer.gamification.store import outbox, people, playbook
from bellringer.gamification.store.coaching import threads
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def ask_about(connection: Connection, command: AskAbout, *, now: datetime) -> UUID:
    """Write about something of a member's, in the one thread that there is about it, and return the thread's id.

    Raises:
        InvalidTextError: The words are missing or too many.
        NotAllowedError: It is no member who asks.
        UnknownMemberError: There is no such member, or none that the caller is or leads.
        UnknownBoardError, UnknownMetricError, InvalidInputError: There is no such figure or standing.
        NotFoundError: The member has no such goal, activity or flag.
    """
    text = checked(command.text, limit=COMMENT_LIMIT, field="text")
    plays = await playbook.read(connection)
    found = await people.read(connection, {command.member_id})
    member, author = rules.check_asker(plays, command.by, found.get(command.member_id), now=now)
    about = rules.key_of(plays, command.about)
    if not await threads.is_there(connection, member.member_id, about):
        raise NotFoundError("The member has no such goal, activity or flag.", path=("about",))
    thread = await threads.open_(
        connection, new_id(), member_id=member.member_id, about=about, now=now
    )
    await _say(connection, plays, thread, author, text, now=now)
    return thread.thread_id


async def reply_in_thread(connection: Connection, command: ReplyInThread, *, now: datetime) -> UUID:
    """Write into a thread, and return its id.

    Raises:
        InvalidTextError: The words are missing or too many.
        NotAllowedError: It is no member who writes.
        NotFoundError: There is no such thread, or none that the caller takes part in.
    """
    text = checked(command.text, limit=COMMENT_LIMIT, field="text")
    plays = await playbook.read(connection)
    found = await threads.lock(connection, command.thread_id)
    members = await people.read(connection, {found.member_id} if found else ())
    thread, _, author = rules.check_reply(
        plays, command.by, found, next(iter(members.values()), None), now=now
    )
    await _say(connection, plays, thread, author, text, now=now)
    return thread.thread_id


async def _say(
    connection: Connection,
    plays: Playbook,
    thread: ThreadFacts,
    author: UUID,
    text: str,
    *,
    now: datetime,
) -> None:
    """Write a message, and tell the others; who has unread news of the thread has one more in it."""
    message_id = new_id()
    await threads.write(
        connection,
        message_id,
        thread_id=thread.thread_id,
        by_member_id=author,
        text=text,
        now=now,
    )
    today = organization_day(plays.calendars, now)
    listeners = await threads.listeners(connection, thread, but=author, on=today)
    await outbox.hold(connection, listeners)
    retold = await threads.retell(connection, thread.thread_id, listeners)
    news = rules.tell(
        plays,
        thread,
        message_id,
        author=author,
        listeners=sorted(set(listeners) - set(retold)),
        now=now,
    )
    told = await outbox.append(connection, list(news.values()), now=now)
    await threads.note_told(
        connection,
        thread.thread_id,
        {listener: each.announcement_id for listener, each in news.items()},
        since_id=message_id,
    )
    await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told | set(retold)))
