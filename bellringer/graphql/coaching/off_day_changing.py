"""What members say of their days, nudges, and how off-days are looked for."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.coaching.give_nudge import give_nudge
from bellringer.gamification.actions.coaching.set_off_days import set_off_days
from bellringer.gamification.actions.coaching.write_day_note import write_day_note
from bellringer.gamification.commands.coaching.off_days import GiveNudge, SetOffDays, WriteDayNote
from bellringer.gamification.facts.coaching.off_days import OffDaySettings as SettingsFacts
from bellringer.graphql import describing, members
from bellringer.graphql.coaching.off_days import DayNote, OffDaySettings, note_of, settings_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.references import AMember
from bellringer.graphql.writing import mutation, write


@describing.entry
class DayNoteWriteInput:
    """What you say of a day of yours."""

    on: date = said("The day, by your own clock: at most 31 days back or ahead.")
    text: str | None = said(
        "Your words, at most 1 000 signs; null or left out takes back what you said.", default=None
    )
    excuses: bool = said(
        "The day is excused: no flag, no nudge, and it counts for no pattern; left out: yes.",
        default=True,
    )


@describing.output
class DayNoteWritePayload(Payload):
    """What you say of the day now."""

    note: DayNote | None = said("The note; null where it was refused, or taken back.", default=None)


@describing.entry
class NudgeGiveInput:
    """Whom to nudge."""

    member_id: strawberry.ID = said("A member whom you lead.")


@describing.output
class NudgeGivePayload(Payload):
    """Whom you nudged."""

    member: AMember | None = said("The member; null where it was refused.", default=None)


@describing.entry
class OffDaySettingsSetInput:
    """How off-days are looked for; it replaces what was set."""

    team_id: strawberry.ID | None = said(
        "For this team alone; null or left out: for all that have no settings of their own.",
        default=None,
    )
    is_on: bool = said("False: nobody's day is looked at; left out: true.", default=True)
    looks_at: time = said("The hour of each member's own clock; left out: 12:00.", default=time(12))
    window_days: int = said(
        "The window of a pattern, 1 to 20 working days; left out: 10.", default=10
    )
    pattern_days: int = said("How many off-days within it make one; left out: 3.", default=3)
    ramp_days: int = said(
        "So many days after joining nobody is looked at, 0 to 366; left out: 60.", default=60
    )


@describing.output
class OffDaySettingsSetPayload(Payload):
    """What holds now."""

    settings: OffDaySettings | None = said("The settings; null where it was refused.", default=None)


@strawberry.type
class OffDayMutation:
    """The writes about members' days."""

    @mutation
    async def day_note_write(
        self,
        info: Info,
        sent: Annotated[
            DayNoteWriteInput, strawberry.argument(name="input", description="Your note.")
        ],
    ) -> DayNoteWritePayload:
        """Say what was or will be special about a day of yours, for you and those who lead you."""
        command = WriteDayNote(
            by=info.context.principal, on=sent.on, text=sent.text, excuses=sent.excuses
        )
        await write(info, write_day_note, command)
        me = info.context.authority.member_id
        return DayNoteWritePayload(note=await note_of(info, me, sent.on))

    @mutation
    async def nudge_give(
        self,
        info: Info,
        sent: Annotated[NudgeGiveInput, strawberry.argument(name="input", description="Whom.")],
    ) -> NudgeGivePayload:
        """Let a member whom you lead know that you think of the day; one a day, and on record."""
        member_id: UUID = wanted("Member", sent.member_id)
        await write(info, give_nudge, GiveNudge(by=info.context.principal, member_id=member_id))
        return NudgeGivePayload(member=await members.certain_member(info, member_id))

    @mutation
    async def off_day_settings_set(
        self,
        info: Info,
        sent: Annotated[
            OffDaySettingsSetInput,
            strawberry.argument(name="input", description="What is to hold."),
        ],
    ) -> OffDaySettingsSetPayload:
        """Say how off-days are looked for: managers for own teams, admins for the organization."""
        team_id = None if sent.team_id is None else wanted("Team", sent.team_id)
        settings = SettingsFacts(
            is_on=sent.is_on,
            looks_at=sent.looks_at,
            window_days=sent.window_days,
            pattern_days=sent.pattern_days,
            ramp_days=sent.ramp_days,
        )
        command = SetOffDays(by=info.context.principal, team_id=team_id, settings=settings)
        await write(info, set_off_days, command)
        return OffDaySettingsSetPayload(settings=await settings_of(info, team_id))
