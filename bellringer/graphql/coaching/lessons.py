"""The library: what went well, told by who did it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.coaching.share_lesson import remove_lesson, share_lesson
from bellringer.gamification.commands.coaching.lessons import RemoveLesson, ShareLesson
from bellringer.gamification.store.views.coaching import growth as views
from bellringer.gamification.store.views.coaching.growth import LessonView
from bellringer.graphql import describing, members, teams
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window_of,
)
from bellringer.graphql.context import Context, Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import Node, pack, wanted
from bellringer.graphql.references import AMember, ATeam
from bellringer.graphql.writing import KEY, mutation, write, write_once
from bellringer.words import Role


@describing.output
class Lesson(Node):
    """Something that went well, for others to try."""

    view: strawberry.Private[LessonView]
    title: str | None = said("What it is called; null where it was erased.")
    text: str | None = said(
        "What was done, at most 2000 signs; show it as text only. Null where it was erased."
    )
    shared_at: datetime = said("When.")

    @classmethod
    def of(cls, view: LessonView) -> "Lesson":
        """Show what a store read."""
        return cls(
            id=pack("Lesson", view.lesson_id),
            view=view,
            title=view.title,
            text=view.text,
            shared_at=view.shared_at,
        )

    @resolved
    async def member(self, info: Info) -> AMember:
        """Whose lesson it is."""
        return await members.certain_member(info, self.view.by_member_id)

    @resolved
    async def team(self, info: Info) -> ATeam | None:
        """Which team reads it; null for all."""
        return await teams.team_of(info, self.view.team_id)


def _teams(context: Context) -> list[UUID] | None:
    authority = context.authority
    if authority.role is Role.ADMIN:
        return None
    return sorted({*authority.leads} | ({authority.team_id} if authority.team_id else set()))


async def lesson_of(info: Info, lesson_id: UUID) -> Lesson | None:
    """Show the lesson of an id to those that it is for."""
    of = _teams(info.context)
    view = await info.context.read(lambda c: views.lesson(c, lesson_id, team_ids=of))
    return Lesson.of(view) if view else None


@strawberry.type
class LessonQuery:
    """The read of the library."""

    @resolved
    async def lessons(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Lesson]:
        """What is shared with all, with your team and with those you lead, the newest first."""
        window = window_of(first, after, last, before, views.KEY)
        of = _teams(info.context)
        return connect(
            await info.context.read(lambda c: views.lessons(c, window, team_ids=of)),
            Lesson.of,
            lambda view: (view.lesson_id,),
            lambda: info.context.read(lambda c: views.lesson_count(c, team_ids=of)),
        )


@describing.entry
class LessonShareInput:
    """What to share with whom."""

    idempotency_key: str = said(KEY)
    title: str = said("What it is called, 1 to 120 signs.")
    text: str = said("What you did, 1 to 2000 signs.")
    team_id: strawberry.ID | None = said(
        "Your own team, or one that you lead; left out: everybody.", default=None
    )


@describing.output
class LessonSharePayload(Payload):
    """The lesson."""

    lesson: Lesson | None = said("The lesson; null where it was refused.", default=None)


@describing.entry
class LessonRemoveInput:
    """Which lesson to take out."""

    lesson_id: strawberry.ID = said("Your own, or one that those you lead read.")


@describing.output
class LessonRemovePayload(Payload):
    """Nothing but refusals."""

    removed_id: strawberry.ID | None = said(
        "What is gone; null where it was refused.", default=None
    )


@strawberry.type
class LessonMutation:
    """The writes of the library."""

    @mutation
    async def lesson_share(
        self,
        info: Info,
        sent: Annotated[
            LessonShareInput, strawberry.argument(name="input", description="The lesson.")
        ],
    ) -> LessonSharePayload:
        """Share what went well."""
        team_id = None if sent.team_id is None else wanted("Team", sent.team_id)
        command = ShareLesson(
            by=info.context.principal, title=sent.title, text=sent.text, team_id=team_id
        )
        lesson_id = UUID(await write_once(info, sent, share_lesson, command))
        return LessonSharePayload(lesson=await lesson_of(info, lesson_id))

    @mutation
    async def lesson_remove(
        self,
        info: Info,
        sent: Annotated[
            LessonRemoveInput, strawberry.argument(name="input", description="The lesson.")
        ],
    ) -> LessonRemovePayload:
        """Take a lesson out of the library: its author, a lead of the team, an admin."""
        lesson_id = wanted("Lesson", sent.lesson_id)
        command = RemoveLesson(by=info.context.principal, lesson_id=lesson_id)
        await write(info, remove_lesson, command)
        return LessonRemovePayload(removed_id=sent.lesson_id)
