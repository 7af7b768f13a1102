"""Calling a team together, holding its meetings, and saying what is in the way."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.coaching.hold_meeting import (
    cancel_meeting,
    hold_meeting,
    plan_meeting,
)
from bellringer.gamification.actions.coaching.raise_hurdle import raise_hurdle, resolve_hurdle
from bellringer.gamification.commands.coaching.meetings import (
    CancelMeeting,
    HoldMeeting,
    PlanMeeting,
    RaiseHurdle,
    ResolveHurdle,
)
from bellringer.graphql import describing
from bellringer.graphql.coaching.meetings import Meeting, meeting_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import KEY, mutation, write, write_once

_MEETING = "The meeting; null where it was refused."
_OWN = "A meeting of your team, or of one you lead."


@describing.entry
class MeetingPlanInput:
    """Which team meets when."""

    idempotency_key: str = said(KEY)
    team_id: strawberry.ID = said("A team that you lead.")
    planned_at: datetime = said("When: from now on, within a year.")


@describing.output
class MeetingPlanPayload(Payload):
    """The meeting."""

    meeting: Meeting | None = said(_MEETING, default=None)


@describing.entry
class MeetingCancelInput:
    """What to call off."""

    meeting_id: strawberry.ID = said("A meeting of a team you lead that was not held.")


@describing.output
class MeetingCancelPayload(Payload):
    """The meeting."""

    meeting: Meeting | None = said(_MEETING, default=None)


@describing.entry
class MeetingHoldInput:
    """Which meeting begins."""

    meeting_id: strawberry.ID = said("A meeting of a team you lead.")


@describing.output
class MeetingHoldPayload(Payload):
    """The meeting."""

    meeting: Meeting | None = said(_MEETING, default=None)


@describing.entry
class MeetingHurdleRaiseInput:
    """What is in the way."""

    meeting_id: strawberry.ID = said(_OWN)
    text: str = said("What it is, 1 to 500 signs.")


@describing.output
class MeetingHurdleRaisePayload(Payload):
    """The meeting."""

    meeting: Meeting | None = said(_MEETING, default=None)
    hurdle_number: int | None = said(
        "The hurdle's number; null where it was refused.", default=None
    )


@describing.entry
class MeetingHurdleResolveInput:
    """What is out of the way."""

    meeting_id: strawberry.ID = said(_OWN)
    hurdle_no: int = said("The hurdle's number.")
    is_resolved: bool = said("False where it is in the way again.", default=True)


@describing.output
class MeetingHurdleResolvePayload(Payload):
    """The meeting."""

    meeting: Meeting | None = said(_MEETING, default=None)


@strawberry.type
class MeetingMutation:
    """The writes of meetings."""

    @mutation
    async def meeting_plan(
        self,
        info: Info,
        sent: Annotated[
            MeetingPlanInput, strawberry.argument(name="input", description="The meeting.")
        ],
    ) -> MeetingPlanPayload:
        """Call a team you lead together."""
        command = PlanMeeting(
            by=info.context.principal,
            team_id=wanted("Team", sent.team_id),
            planned_at=sent.planned_at,
        )
        meeting_id = UUID(await write_once(info, sent, plan_meeting, command))
        return MeetingPlanPayload(meeting=await meeting_of(info, meeting_id))

    @mutation
    async def meeting_cancel(
        self,
        info: Info,
        sent: Annotated[
            MeetingCancelInput, strawberry.argument(name="input", description="The meeting.")
        ],
    ) -> MeetingCancelPayload:
        """Call a meeting off that was not held."""
        command = CancelMeeting(
            by=info.context.principal, meeting_id=wanted("Meeting", sent.meeting_id)
        )
        meeting_id = await write(info, cancel_meeting, command)
        return MeetingCancelPayload(meeting=await meeting_of(info, meeting_id))

    @mutation
    async def meeting_hold(
        self,
        info: Info,
        sent: Annotated[
            MeetingHoldInput, strawberry.argument(name="input", description="The meeting.")
        ],
    ) -> MeetingHoldPayload:
        """Begin a meeting: what the team's goals ask of each day is kept with it."""
        command = HoldMeeting(
            by=info.context.principal, meeting_id=wanted("Meeting", sent.meeting_id)
        )
        meeting_id = await write(info, hold_meeting, command)
        return MeetingHoldPayload(meeting=await meeting_of(info, meeting_id))

    @mutation
    async def meeting_hurdle_raise(
        self,
        info: Info,
        sent: Annotated[
            MeetingHurdleRaiseInput, strawberry.argument(name="input", description="The hurdle.")
        ],
    ) -> MeetingHurdleRaisePayload:
        """Say what is in the team's way; it stays before the team until it is resolved."""
        meeting_id = wanted("Meeting", sent.meeting_id)
        command = RaiseHurdle(by=info.context.principal, meeting_id=meeting_id, text=sent.text)
        number = await write(info, raise_hurdle, command)
        shown = await meeting_of(info, meeting_id)
        return MeetingHurdleRaisePayload(meeting=shown, hurdle_number=number)

    @mutation
    async def meeting_hurdle_resolve(
        self,
        info: Info,
        sent: Annotated[
            MeetingHurdleResolveInput,
            strawberry.argument(name="input", description="The hurdle."),
        ],
    ) -> MeetingHurdleResolvePayload:
        """Say that a hurdle is out of the way, if you raised it or lead the team."""
        command = ResolveHurdle(
            by=info.context.principal,
            meeting_id=wanted("Meeting", sent.meeting_id),
            hurdle_no=sent.hurdle_no,
            is_resolved=sent.is_resolved,
        )
        meeting_id = await write(info, resolve_hurdle, command)
        return MeetingHurdleResolvePayload(meeting=await meeting_of(info, meeting_id))
