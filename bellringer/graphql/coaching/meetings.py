"""Meetings of a team, as its members and those who lead it see them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.facts.coaching.meetings import HurdleRecord, MeetingRecord
from bellringer.gamification.rules.coaching.meetings import may_read
from bellringer.gamification.store.coaching import meetings
from bellringer.graphql import describing, members, teams
from bellringer.graphql.coaching import action_items
from bellringer.graphql.coaching.outlooks import TeamOutlook, outlook_of, outlook_shown
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import Node, key_of, pack
from bellringer.graphql.references import AMember, AnActionItem, ATeam


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
        return [outlook_of(info, each) for each in kept or ()]


def is_shown(info: Info, team_id: UUID) -> bool:
    """Tell whether the caller is of a team or leads it."""
    context = info.context
    return may_read(context.principal, team_id, own_team_id=context.authority.team_id)


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
