"""Threads: asking about a figure, a KPI, a goal, an activity or an off-day, and the answer beside it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.errors import DomainError
from bellringer.gamification.facts.coaching.threads import SubjectKey
from bellringer.gamification.rules.coaching.threads import key_of as subject_key
from bellringer.gamification.store.views.coaching import threads as views
from bellringer.gamification.store.views.coaching.threads import (
    MessageView,
    ThreadView,
)
from bellringer.graphql import describing, members
from bellringer.graphql.coaching.subjects import ThreadAboutInput, read_about
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window_of,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import BadRequestError
from bellringer.graphql.nodes import Node, key_of, pack
from bellringer.graphql.references import AMember
from bellringer.words import KpiKey, PeriodKind, ThreadSubject

_NODES = {
    ThreadSubject.GOAL: "Goal",
    ThreadSubject.ACTIVITY: "Activity",
    ThreadSubject.FLAG: "OffDayFlag",
}


@describing.output
class ThreadMessage:
    """What somebody wrote into a thread."""

    view: strawberry.Private[MessageView]
    text: str | None = said(
        "The words, at most 500 signs; show them as text only. Null where they were erased."
    )
    written_at: datetime = said("When.")

    @resolved
    async def member(self, info: Info) -> AMember:
        """Who wrote it."""
        return await members.certain_member(info, self.view.by_member_id)


@describing.output
class Thread(Node):
    """What a member and those who lead the member say about something; nobody else reads it."""

    view: strawberry.Private[ThreadView]
    subject: ThreadSubject = said("What kind of thing it is about.")
    opened_at: datetime = said("When the first message was written.")
    last_at: datetime = said("When the last one was.")
    subject_id: strawberry.ID | None = said(
        "The goal, activity or flag, to be read by `node`; null for a standing, a figure or a KPI. "
        "A flag that was taken back is not there any more."
    )
    board_key: str | None = said("The board of the standing; else null.")
    metric_key: str | None = said("The metric of the figure; else null.")
    kpi: KpiKey | None = said("The KPI; else null.")
    from_kind: str | None = said("The kind of activity that a CONVERSION counts from; else null.")
    to_kind: str | None = said("The kind of activity that a CONVERSION counts to; else null.")
    period: PeriodKind | None = said("The kind of period of the figure or KPI; else null.")
    starts_on: date | None = said(
        "The first day of the standing's, figure's or KPI's period; else null."
    )

    @classmethod
    def of(cls, view: ThreadView) -> "Thread":
        """Show what a store read."""
        subject, parts = view.about.subject, view.about.key.split(":")
        node = _NODES.get(subject)
        is_figure = subject is ThreadSubject.FIGURE
        kpi, from_kind, to_kind = parts[:3] if subject is ThreadSubject.KPI else (None, None, None)
        return cls(
            id=pack("Thread", view.thread_id),
            view=view,
            subject=subject,
            opened_at=view.opened_at,
            last_at=view.last_at,
            subject_id=pack(node, UUID(parts[0])) if node else None,
            board_key=parts[0] if subject is ThreadSubject.STANDING else None,
            metric_key=parts[0] if is_figure else None,
            kpi=KpiKey(kpi) if kpi else None,
            from_kind=from_kind or None,
            to_kind=to_kind or None,
            period=PeriodKind(parts[-2]) if is_figure or kpi else None,
            starts_on=None if node else date.fromisoformat(parts[-1]),
        )

    @property
    def about(self) -> tuple[UUID, ...]:
        """Return whom this is about."""
        return (self.view.member_id,)

    @resolved
    async def member(self, info: Info) -> AMember:
        """Whose thing it is about."""
        return await members.certain_member(info, self.view.member_id)

    @resolved
    async def messages(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ThreadMessage]:
        """What was written, the oldest first."""
        window = window_of(first, after, last, before, views.MESSAGE_KEY)
        loaders, thread_id = info.context.loaders, self.view.thread_id
        return connect(
            await loaders.thread_messages.load((thread_id, window)),
            lambda view: ThreadMessage(view=view, text=view.text, written_at=view.written_at),
            lambda view: (view.message_id,),
            lambda: loaders.thread_message_counts.load((thread_id,)),
        )


async def thread_of(info: Info, thread_id: UUID) -> Thread | None:
    """Show the thread of an id, if the caller takes part in it."""
    view = await info.context.loaders.threads.load(thread_id)
    return Thread.of(view) if view else None


@strawberry.type
class ThreadQuery:
    """The reads of threads."""

    @resolved
    async def thread(
        self,
        info: Info,
        thread_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="A thread's id.")
        ],
    ) -> Thread | None:
        """A thread that you take part in; null if there is none."""
        key = key_of("Thread", thread_id)
        return await thread_of(info, key) if key else None

    @resolved
    async def threads(
        self,
        info: Info,
        member_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only about this member's things."),
        ] = None,
        about: Annotated[
            ThreadAboutInput | None, strawberry.argument(description="Only about this.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Thread]:
        """The threads about your own things and those of members you lead, the latest message first."""
        window = window_of(first, after, last, before, views.KEY)
        context, reader = info.context, info.context.loaders.thread_reader
        whose = None if member_id is None else key_of("Member", member_id) or UUID(int=0)
        what: SubjectKey | None = None
        if about is not None:
            try:
                what = subject_key(context.playbook, read_about(about))
            except DomainError as refusal:
                raise BadRequestError("INVALID_SEARCH", str(refusal)) from None
        return connect(
            await context.read(
                lambda c: views.page(c, window, reader, member_id=whose, about=what)
            ),
            Thread.of,
            lambda view: (view.last_at, view.thread_id),
            lambda: context.read(lambda c: views.count(c, reader, member_id=whose, about=what)),
        )
