"""What members and leads write into threads."""

from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.coaching.ask_about import ask_about, reply_in_thread
from bellringer.gamification.commands.coaching.threads import AskAbout, ReplyInThread
from bellringer.graphql import describing
from bellringer.graphql.coaching.subjects import ThreadAboutInput, read_about
from bellringer.graphql.coaching.threads import Thread, thread_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import KEY, mutation, write_once


@describing.entry
class ThreadAskInput:
    """What to ask about what."""

    idempotency_key: str = said(KEY)
    member_id: strawberry.ID = said("Whose thing it is: your own, or a member's that you lead.")
    about: ThreadAboutInput = said("Which thing.")
    text: str = said("Your words, 1 to 500 signs; the member and who leads the member read them.")


@describing.output
class ThreadAskPayload(Payload):
    """The thread."""

    thread: Thread | None = said("The thread; null where it was refused.", default=None)


@describing.entry
class ThreadReplyInput:
    """What to answer where."""

    idempotency_key: str = said(KEY)
    thread_id: strawberry.ID = said("A thread that you take part in.")
    text: str = said("Your words, 1 to 500 signs.")


@describing.output
class ThreadReplyPayload(Payload):
    """The thread."""

    thread: Thread | None = said("The thread; null where it was refused.", default=None)


@strawberry.type
class ThreadMutation:
    """The writes of threads."""

    @mutation
    async def thread_ask(
        self,
        info: Info,
        sent: Annotated[
            ThreadAskInput, strawberry.argument(name="input", description="The question.")
        ],
    ) -> ThreadAskPayload:
        """Ask about a thing; what was said about it before is the same thread."""
        command = AskAbout(
            by=info.context.principal,
            member_id=wanted("Member", sent.member_id),
            about=read_about(sent.about),
            text=sent.text,
        )
        thread_id = UUID(await write_once(info, sent, ask_about, command))
        return ThreadAskPayload(thread=await thread_of(info, thread_id))

    @mutation
    async def thread_reply(
        self,
        info: Info,
        sent: Annotated[
            ThreadReplyInput, strawberry.argument(name="input", description="The answer.")
        ],
    ) -> ThreadReplyPayload:
        """Write into a thread; the others are told, once while it is unread."""
        command = ReplyInThread(
            by=info.context.principal, thread_id=wanted("Thread", sent.thread_id), text=sent.text
        )
        thread_id = UUID(await write_once(info, sent, reply_in_thread, command))
        return ThreadReplyPayload(thread=await thread_of(info, thread_id))
