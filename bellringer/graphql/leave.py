"""Leave of members: who was away from when to when, and who may say so."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.enter_leave import enter_leave, remove_leave
from bellringer.gamification.commands.calendars import EnterLeave, RemoveLeave
from bellringer.gamification.store.views import calendars
from bellringer.gamification.store.views.calendars import LeaveView
from bellringer.graphql import describing, members
from bellringer.graphql.audiences import Audience, sees
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import Node, pack, wanted
from bellringer.graphql.references import AMember
from bellringer.graphql.writing import mutation, write, write_once


@describing.output
class Leave(Node):
    """A member's absence; its days neither break nor lengthen streaks, and are no working days of goals."""

    view: strawberry.Private[LeaveView]
    starts_on: date = said("The first day away.")
    ends_on: date = said("The first day back.")
    entered_at: datetime = said("When it was entered, which may be afterwards.")

    @classmethod
    def of(cls, view: LeaveView) -> "Leave":
        """Show what a store read."""
        return cls(
            id=pack("Leave", view.leave_id),
            view=view,
            starts_on=view.starts_on,
            ends_on=view.ends_on,
            entered_at=view.entered_at,
        )

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.view.member_id,)

    @resolved
    async def member(self, info: Info) -> AMember:
        """Who is away."""
        return await members.certain_member(info, self.view.member_id)

    @resolved
    async def entered_by(self, info: Info) -> AMember | None:
        """Who entered it; null where it was no member."""
        kind, _, key = self.view.entered_by.partition(":")
        return await members.member_of(info, UUID(key)) if kind == "member" else None


async def leave_of(info: Info, leave_id: UUID | None) -> Leave | None:
    """Show the leave of an id to the member, the member's managers and admins."""
    view = leave_id and await info.context.loaders.leave.load(leave_id)
    if not view or not await sees(info.context, Audience.LEADS, (view.member_id,)):
        return None
    return Leave.of(view)


async def leave_of_member(
    info: Info,
    member_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[Leave]:
    """List a member's leave, the latest first."""
    window = window_of(first, after, last, before, calendars.LEAVE_KEY)
    loaders = info.context.loaders
    found = await loaders.leave_pages.load((member_id, window))
    return connect(
        found,
        Leave.of,
        lambda view: (view.starts_on, view.leave_id),
        lambda: loaders.leave_counts.load((member_id,)),
    )


@describing.entry
class LeaveEnterInput:
    """Who is away, from when to when."""

    idempotency_key: str = said(
        "Yours, 1 to 200 signs; sent again within 30 days it answers the same."
    )
    member_id: strawberry.ID = said("Who is away; a manager's own leave is for another to enter.")
    starts_on: date = said("The first day away; also one that has been.")
    ends_on: date = said("The first day back.")


@describing.output
class LeaveEnterPayload(Payload):
    """The leave."""

    leave: Leave | None = said("The leave; null where it was refused.", default=None)


@describing.entry
class LeaveRemoveInput:
    """Which leave to take off the record."""

    leave_id: strawberry.ID = said("The leave.")


@describing.output
class LeaveRemovePayload(Payload):
    """Whose leave it was."""

    member: AMember | None = said("The member; null where it was refused.", default=None)


@strawberry.type
class LeaveMutation:
    """The writes of leave."""

    @mutation
    async def leave_enter(
        self,
        info: Info,
        sent: Annotated[
            LeaveEnterInput, strawberry.argument(name="input", description="The leave.")
        ],
    ) -> LeaveEnterPayload:
        """Enter a member's leave, also afterwards: managers within own teams, admins anywhere.

        Streaks are walked anew, with the badges that follow; nobody is told.
        """
        command = EnterLeave(
            by=info.context.principal,
            member_id=wanted("Member", sent.member_id),
            starts_on=sent.starts_on,
            ends_on=sent.ends_on,
        )
        leave_id = UUID(await write_once(info, sent, enter_leave, command))
        view = await info.context.loaders.leave.load(leave_id)
        return LeaveEnterPayload(leave=Leave.of(view) if view else None)

    @mutation
    async def leave_remove(
        self,
        info: Info,
        sent: Annotated[
            LeaveRemoveInput, strawberry.argument(name="input", description="The leave.")
        ],
    ) -> LeaveRemovePayload:
        """Take a leave off the record again; streaks are walked anew, and the audit log keeps it."""
        leave_id = wanted("Leave", sent.leave_id)
        command = RemoveLeave(by=info.context.principal, leave_id=leave_id)
        member_id = await write(info, remove_leave, command)
        return LeaveRemovePayload(member=await members.certain_member(info, member_id))
