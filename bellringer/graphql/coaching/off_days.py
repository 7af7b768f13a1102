"""Off-days: the flags, what the member says of a day, nudges, and how they are looked for."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from uuid import UUID

import strawberry

from bellringer.gamification.facts.coaching.off_days import OffDayFlag as FlagFacts
from bellringer.gamification.facts.coaching.off_days import OffDaySettings as SettingsFacts
from bellringer.gamification.rules.permissions import leads
from bellringer.gamification.store.coaching import off_day_views, off_days
from bellringer.gamification.store.coaching.off_day_views import NoteView, NudgeView
from bellringer.graphql import describing, members
from bellringer.graphql.audiences import Audience, sees
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import Node, pack
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt


@describing.output
class DayNote:
    """What a member says of a day, for the member and those who lead the member."""

    view: strawberry.Private[NoteView]
    on: date = said("The day, by the member's own clock.")
    text: str = said("The member's own words.")
    excuses: bool = said("It excuses the day: no flag, and none that counts.")
    written_at: datetime = said("When it was written last.")

    @classmethod
    def of(cls, view: NoteView) -> "DayNote":
        """Show what a store read."""
        return cls(
            view=view,
            on=view.on,
            text=view.text,
            excuses=view.excuses,
            written_at=view.written_at,
        )

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.view.member_id,)


@describing.output
class Nudge:
    """That somebody who leads a member nudged the member; one a day."""

    view: strawberry.Private[NudgeView]
    given_at: datetime = said("When.")

    @resolved
    async def by(self, info: Info) -> AMember:
        """Who gave it."""
        return await members.certain_member(info, self.view.given_by)


@describing.output
class OffDayFlag(Node):
    """A day of which far less than usual was done by the hour at which it was looked at.

    For the member, the member's managers and admins; it is taken back where late activities or leave show that it was
    none.
    """

    view: strawberry.Private[FlagFacts]
    on: date = said("The day, by the member's own clock.")
    looked_at: datetime = said("The moment up to which activities count.")
    count: BigInt = said("How many activities were done by then, of all kinds.")
    own_norm: BigInt = said(
        "What is usual by then: the median of the member's last working days, at most 20."
    )
    team_norm: BigInt = said("What is usual by then in the team: the median of the colleagues'.")
    is_pattern: bool = said(
        "With this day there were enough within the window to call it a pattern, and those who lead were told."
    )
    is_excused: bool = said("The member's note excuses the day; it counts for no pattern.")

    @classmethod
    def of(cls, view: FlagFacts) -> "OffDayFlag":
        """Show what a store read."""
        return cls(
            id=pack("OffDayFlag", view.flag_id),
            view=view,
            on=view.on,
            looked_at=view.until,
            count=BigInt(view.found.count),
            own_norm=BigInt(view.found.own_norm),
            team_norm=BigInt(view.found.team_norm),
            is_pattern=view.is_pattern,
            is_excused=view.is_excused,
        )

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.view.member_id,)

    @resolved
    async def member(self, info: Info) -> AMember:
        """Whose day it is."""
        return await members.certain_member(info, self.view.member_id)

    @resolved
    async def note(self, info: Info) -> DayNote | None:
        """What the member says of the day; null where nothing was said."""
        return await note_of(info, self.view.member_id, self.view.on)

    @resolved
    async def nudge(self, info: Info) -> Nudge | None:
        """The nudge that the member got on that day; null without."""
        view = await info.context.loaders.nudges.load((self.view.member_id, self.view.on))
        return Nudge(view=view, given_at=view.given_at) if view else None


@describing.output
class OffDaySettings:
    """How off-days are looked for."""

    is_on: bool = said("False: nobody's day is looked at.")
    looks_at: time = said("At which hour of each member's own clock.")
    window_days: int = said("How many working days make the window of a pattern.")
    pattern_days: int = said("How many off-days within it make one.")
    ramp_days: int = said("How many days after joining nobody is looked at.")

    @classmethod
    def of(cls, settings: SettingsFacts) -> "OffDaySettings":
        """Show the settings."""
        return cls(
            is_on=settings.is_on,
            looks_at=settings.looks_at,
            window_days=settings.window_days,
            pattern_days=settings.pattern_days,
            ramp_days=settings.ramp_days,
        )


async def note_of(info: Info, member_id: UUID, on: date) -> DayNote | None:
    """Show what a member says of a day."""
    view = await info.context.loaders.day_notes.load((member_id, on))
    return DayNote.of(view) if view else None


async def settings_of(info: Info, team_id: UUID | None) -> OffDaySettings:
    """Show what holds for a team, or for None in the organization."""
    return OffDaySettings.of(await info.context.loaders.off_day_settings.load(team_id))


async def flag_of(info: Info, flag_id: UUID) -> OffDayFlag | None:
    """Show the flag of an id to the member, the member's managers and admins."""
    found = await info.context.read(lambda c: off_days.read(c, [flag_id]))
    view = found.get(flag_id)
    if view is None or not await sees(info.context, Audience.LEADS, (view.member_id,)):
        return None
    return OffDayFlag.of(view)


async def flags_of(
    info: Info,
    member_ids: Collection[UUID],
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[OffDayFlag]:
    """List the flags of members, the latest day first."""
    window, read = window_of(first, after, last, before, off_day_views.KEY), info.context.read
    return connect(
        await read(lambda c: off_day_views.page(c, window, member_ids)),
        OffDayFlag.of,
        lambda view: (view.on, view.flag_id),
        lambda: read(lambda c: off_day_views.count(c, member_ids)),
    )


async def flags_of_team(
    info: Info,
    team_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[OffDayFlag] | None:
    """List the flags of who scores for a team today to those who lead it; None for others."""
    if not leads(info.context.principal, team_id):
        return None
    member_ids = await info.context.loaders.in_teams.load(team_id) or ()
    return await flags_of(info, member_ids, first, after, last, before)
