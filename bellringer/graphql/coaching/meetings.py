"""Meetings of a team, as its members and those who lead it see them."""

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
from bellringer.gamification.facts.coaching import meetings as facts
from bellringer.gamification.facts.coaching.meetings import HurdleRecord, MeetingRecord
from bellringer.gamification.rules.coaching.meetings import may_read
from bellringer.gamification.store.coaching import meetings
from bellringer.graphql import describing, goals, members, teams
from bellringer.graphql.coaching import action_items
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import Payload
from bellringer.graphql.metrics import scale_of
from bellringer.graphql.nodes import Node, key_of, pack, wanted
from bellringer.graphql.references import AGoal, AMember, AnActionItem, ATeam
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import KEY, mutation, write, write_once
from bellringer.words import MetricUnit

_MEETING = "The meeting; null where it was refused."
_OWN = "A meeting of your team, or of one you lead."


@describing.output
class TeamOutlook:
    """What a goal of the team asks of each working day that is left, today included."""

    goal_id: strawberry.Private[UUID]
    title: str = said("What the goal is, or was then, called.")
    unit: MetricUnit = said("What its numbers count.")
    scale: int = said("Divide a number by it to show it: 100 for cents, else often 1.")
    missing: BigInt = said("What is missing to the target.")
    working_days_left: int = said("The team's working days to come, today included.")
    needed_per_day: BigInt | None = said(
        "What each of them has to bring, rounded up; null when nothing is missing or no day is left."
    )
    per_day: BigInt | None = said(
        "What each working day before today has brought on average, rounded down; null before the first."
    )

    @resolved
    async def goal(self, info: Info) -> AGoal | None:
        """The goal; null where you may not see it."""
        return await goals.goal_of(info, self.goal_id)


@describing.output
class MeetingHurdle:
    """Something that is in the team's way."""

    record: strawberry.Private[HurdleRecord]
    number: int = said("Its place among those of its meeting, from 1.")
    text: str | None = said("What it is; null once it is erased. Show it as text only.")
    raised_at: datetime = said("When it was said.")
    resolved_at: datetime | None = said("When it was out of the way; null while it is not.")

    @classmethod
    def of(cls, record: HurdleRecord) -> "MeetingHurdle":
        """Show what a store read."""
        return cls(
            record=record,
            number=record.hurdle_no,
            text=record.text,
            raised_at=record.raised_at,
            resolved_at=record.resolved_at,
        )

    @resolved
    async def raised_by(self, info: Info) -> AMember:
        """Who said it."""
        return await members.certain_member(info, self.record.raised_by)

    @resolved
    async def resolved_by(self, info: Info) -> AMember | None:
        """Who said that it is out of the way."""
        return await members.member_of(info, self.record.resolved_by)


@describing.output
class Meeting(Node):
    """A meeting of a team: what is in the way, and what it takes from here; for the team and who leads it."""

    record: strawberry.Private[MeetingRecord]
    planned_at: datetime = said("When it is, or was, to be.")
    held_at: datetime | None = said("When it began; null before.")
    cancelled_at: datetime | None = said("When it was called off; null while it stands.")

    @classmethod
    def of(cls, record: MeetingRecord) -> "Meeting":
        """Show what a store read."""
        return cls(
            id=pack("Meeting", record.meeting_id),
            record=record,
            planned_at=record.planned_at,
            held_at=record.held_at,
            cancelled_at=record.cancelled_at,
        )

    @resolved
    async def team(self, info: Info) -> ATeam:
        """Whose meeting it is."""
        return await teams.certain_team(info, self.record.team_id)

    @resolved
    async def hurdles(self, info: Info) -> list[MeetingHurdle]:
        """What was said in it to be in the way, at most 30."""
        return [MeetingHurdle.of(each) for each in await self._hurdles(info, is_own=True)]

    @resolved
    async def hurdles_before(self, info: Info) -> list[MeetingHurdle]:
        """What earlier meetings of the team have left in the way."""
        return [MeetingHurdle.of(each) for each in await self._hurdles(info, is_own=False)]

    async def _hurdles(self, info: Info, *, is_own: bool) -> list[HurdleRecord]:
        own_id = self.record.meeting_id
        found = await info.context.loaders.meeting_hurdles.load(own_id)
        return [each for each in found or () if (each.meeting_id == own_id) is is_own]

    @resolved
    async def action_items(self, info: Info) -> list[AnActionItem]:
        """What was agreed in it, what is due first before the rest."""
        own_id = self.record.meeting_id
        found = await info.context.loaders.meeting_items.load(own_id)
        return [
            action_items.ActionItem.of(each) for each in found or () if each.meeting_id == own_id
        ]

    @resolved
    async def open_before(self, info: Info) -> list[AnActionItem]:
        """What is still open from earlier meetings of the team, what is due first before the rest."""
        own_id = self.record.meeting_id
        found = await info.context.loaders.meeting_items.load(own_id)
        return [
            action_items.ActionItem.of(each) for each in found or () if each.meeting_id != own_id
        ]

    @resolved
    async def outlook(self, info: Info) -> list[TeamOutlook]:
        """What the team's goals ask of each working day: as it was when the meeting began, or as it is now."""
        if self.record.held_at is None:
            return await outlook_shown(info, self.record.team_id)
        kept = await info.context.loaders.meeting_outlooks.load(self.record.meeting_id)
        return [_line(info, each) for each in kept or ()]


def _line(info: Info, line: facts.Outlook) -> TeamOutlook:
    return TeamOutlook(
        goal_id=line.goal_id,
        title=line.title,
        unit=line.unit,
        scale=scale_of(line.unit, info.context.playbook.currency),
        missing=BigInt(line.missing),
        working_days_left=line.days_left,
        needed_per_day=None if line.needed_per_day is None else BigInt(line.needed_per_day),
        per_day=None if line.per_day is None else BigInt(line.per_day),
    )


def is_shown(info: Info, team_id: UUID) -> bool:
    """Tell whether the caller is of a team or leads it."""
    context = info.context
    return may_read(context.principal, team_id, own_team_id=context.authority.team_id)


async def outlook_shown(info: Info, team_id: UUID) -> list[TeamOutlook]:
    """Show what a team's goals ask of each working day from now on."""
    lines = await info.context.loaders.team_outlooks.load(team_id)
    return [_line(info, each) for each in lines or ()]


async def meeting_of(info: Info, meeting_id: UUID) -> Meeting | None:
    """Show the meeting of an id to the team and who leads it."""
    record = await info.context.loaders.meetings.load(meeting_id)
    return Meeting.of(record) if record and is_shown(info, record.team_id) else None


async def meetings_of(
    info: Info,
    team_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[Meeting] | None:
    """List a team's meetings to the team and who leads it, the latest first."""
    window = window_of(first, after, last, before, meetings.KEY)
    context = info.context
    if not is_shown(info, team_id):
        return None
    return connect(
        await context.loaders.meeting_pages.load((team_id, window)),
        Meeting.of,
        lambda record: (record.planned_at, record.meeting_id),
        lambda: context.loaders.meeting_counts.load((team_id,)),
    )


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
class MeetingQuery:
    """The read of one meeting."""

    @resolved
    async def meeting(
        self,
        info: Info,
        meeting_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="A meeting's id.")
        ],
    ) -> Meeting | None:
        """A meeting of your team or of one you lead; null if there is none."""
        key = key_of("Meeting", meeting_id)
        return await meeting_of(info, key) if key else None


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
