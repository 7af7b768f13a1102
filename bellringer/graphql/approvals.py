"""Deciding about what members reported: what waits, approving and rejecting it."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.reject_activity import reject_activity
from bellringer.gamification.commands.activities import ApproveActivity, RejectActivity
from bellringer.gamification.outcome.activities import Answer
from bellringer.graphql import activities, describing
from bellringer.graphql.activities import Activity
from bellringer.graphql.connections import After, Before, Connection, First, Last
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import mutation, write


@describing.entry
class ActivityApproveInput:
    """What to approve."""

    activity_id: strawberry.ID = said(
        "An activity that waits for approval; never one you share in."
    )


@describing.output
class ActivityApprovePayload(Payload):
    """The activity, which counts now."""

    answer: strawberry.Private[Answer | None] = None

    @resolved
    async def activity(self, info: Info) -> Activity | None:
        """The activity; null where it was refused."""
        return await activities.activity_of(info, self.answer.activity_id) if self.answer else None

    @resolved
    def points_earned(self) -> BigInt | None:
        """Points it brought its member; null where it was refused."""
        return BigInt(self.answer.points_earned) if self.answer else None


@describing.entry
class ActivityRejectInput:
    """What to reject, and why."""

    activity_id: strawberry.ID = said(
        "An activity that waits for approval; never one you share in."
    )
    reason: str = said("Why, 1 to 500 signs; the member reads it.")


@describing.output
class ActivityRejectPayload(Payload):
    """The activity, which does not count."""

    activity: Activity | None = said("The activity; null where it was refused.", default=None)


@strawberry.type
class ApprovalQuery:
    """The read of what waits."""

    @resolved
    async def approvals(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Activity]:
        """What waits for your decision, the longest first: of teams you lead, for admins of all; never your own."""
        return await activities.waiting_of(info, first, after, last, before)


@strawberry.type
class ApprovalMutation:
    """The decisions."""

    @mutation
    async def activity_approve(
        self,
        info: Info,
        sent: Annotated[
            ActivityApproveInput, strawberry.argument(name="input", description="The activity.")
        ],
    ) -> ActivityApprovePayload:
        """Let what a member reported count; managers within own teams, admins anywhere, nobody for themselves.

        It counts for the time when it happened, at the prices of then, and is told as news of now. It is
        decided once: sent again, it is refused as WRONG_STATE.
        """
        command = ApproveActivity(
            by=info.context.principal, activity_id=wanted("Activity", sent.activity_id)
        )
        await info.context.release()
        answer = await info.context.services.intake.submit(command)
        return ActivityApprovePayload(answer=answer)

    @mutation
    async def activity_reject(
        self,
        info: Info,
        sent: Annotated[
            ActivityRejectInput, strawberry.argument(name="input", description="The activity.")
        ],
    ) -> ActivityRejectPayload:
        """Say that what a member reported does not count; who may is as with activityApprove."""
        command = RejectActivity(
            by=info.context.principal,
            activity_id=wanted("Activity", sent.activity_id),
            reason=sent.reason,
        )
        activity_id = await write(info, reject_activity, command)
        return ActivityRejectPayload(activity=await activities.activity_of(info, activity_id))
