"""What admins write about the calendar, and members about where they are."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from bellringer.gamification.actions.change_calendar import (
    change_calendar,
    remove_calendar_day,
    set_calendar_day,
)
from bellringer.gamification.actions.change_member_zone import change_member_zone
from bellringer.gamification.actions.open_calendar_year import open_calendar_year
from bellringer.gamification.commands.calendars import (
    ChangeCalendar,
    ChangeMemberZone,
    OpenCalendarYear,
    RemoveCalendarDay,
    SetCalendarDay,
)
from bellringer.graphql import describing, members
from bellringer.graphql.calendars import Calendar, HolidayDifference, calendar_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.references import AMember
from bellringer.graphql.writing import mutation, write
from bellringer.words import FiscalPattern

_CALENDAR = "The calendar as it is now; null where it was refused."
_TEAM = "The team that it is for; left out: the organization."


@describing.entry
class CalendarChangeInput:
    """How days are counted from the next month on; what is left out or null stays."""

    time_zone: str | None = said("The IANA zone of the organization's days.", default=None)
    working_weekdays: list[int] | None = said(
        "The days that are worked, 1 (Monday) to 7 (Sunday).", default=None
    )
    week_starts_on: int | None = said("The first day of a week, 1 to 7.", default=None)
    fiscal_year_starts_in: int | None = said(
        "The month in which a fiscal year begins, 1 to 12.", default=None
    )
    fiscal_pattern: FiscalPattern | None = said(
        "How a fiscal year falls into months.", default=None
    )
    counts_days_off: bool | None = said(
        "Whether work on days off lengthens streaks too.", default=None
    )


@describing.output
class CalendarChangePayload(Payload):
    """The calendar."""

    calendar: Calendar | None = said(_CALENDAR, default=None)


@describing.entry
class CalendarYearOpenInput:
    """Whose public holidays to copy for a year."""

    year: int = said("The year, 1990 to 2100.")
    team_id: strawberry.ID | None = said(
        "A team that sits elsewhere: in this year it keeps these instead of the organization's. Left out: the "
        "organization.",
        default=None,
    )
    country: str | None = said(
        "ISO 3166 alpha-2, e.g. AT; left out: as the year, or one before it, was opened.",
        default=None,
    )
    subdivision: str | None = said(
        "A part of the country, e.g. BY for Bavaria in DE; goes with country.", default=None
    )


@describing.output
class CalendarYearOpenPayload(Payload):
    """The calendar, and what was changed in it."""

    calendar: Calendar | None = said(_CALENDAR, default=None)
    changes: list[HolidayDifference] | None = said(
        "The holidays that came or went by this; null where it was refused.", default=None
    )


@describing.entry
class CalendarDaySetInput:
    """A day off, or an extra working day."""

    on: date = said("The date, also one that has been.")
    is_working: bool = said("True for an extra working day, false for a day off.")
    name: str = said("What it is called, 1 to 120 signs; everybody reads it.")
    team_id: strawberry.ID | None = said(_TEAM, default=None)


@describing.output
class CalendarDaySetPayload(Payload):
    """The calendar."""

    calendar: Calendar | None = said(_CALENDAR, default=None)


@describing.entry
class CalendarDayRemoveInput:
    """A date that is to follow the weekly pattern again."""

    on: date = said("The date.")
    team_id: strawberry.ID | None = said(_TEAM, default=None)


@describing.output
class CalendarDayRemovePayload(Payload):
    """The calendar."""

    calendar: Calendar | None = said(_CALENDAR, default=None)


@describing.entry
class MemberZoneChangeInput:
    """Where a member is, as far as days are concerned."""

    member_id: strawberry.ID | None = said("Whose days; left out: yours.", default=None)
    time_zone: str = said("The IANA zone, e.g. Europe/Lisbon.")
    since: datetime | None = said(
        "From when on, now or within a year; what was planned from then on is dropped. Left out: now.",
        default=None,
    )


@describing.output
class MemberZoneChangePayload(Payload):
    """The member."""

    member: AMember | None = said("The member; null where it was refused.", default=None)


@strawberry.type
class CalendarMutation:
    """The writes of the calendar."""

    @mutation
    async def calendar_change(
        self,
        info: Info,
        sent: Annotated[
            CalendarChangeInput, strawberry.argument(name="input", description="The changes.")
        ],
    ) -> CalendarChangePayload:
        """Count days otherwise from the first of the next month on; admins only.

        Sent again within the month it changes what is to come then. No day that has been is counted anew.
        """
        weekdays = sent.working_weekdays
        command = ChangeCalendar(
            by=info.context.principal,
            timezone=sent.time_zone,
            working_weekdays=None if weekdays is None else frozenset(weekdays),
            week_starts_on=sent.week_starts_on,
            fiscal_year_starts_in=sent.fiscal_year_starts_in,
            fiscal_pattern=sent.fiscal_pattern,
            counts_days_off=sent.counts_days_off,
        )
        await write(info, change_calendar, command)
        return CalendarChangePayload(calendar=await _anew(info))

    @mutation
    async def calendar_year_open(
        self,
        info: Info,
        sent: Annotated[
            CalendarYearOpenInput, strawberry.argument(name="input", description="The year.")
        ],
    ) -> CalendarYearOpenPayload:
        """Copy a country's public holidays of a year, or take over what the library says by now; admins only.

        What an admin has set stays. The coming year opens by itself where the present one is open.
        """
        command = OpenCalendarYear(
            by=info.context.principal,
            year=sent.year,
            team_id=None if sent.team_id is None else wanted("Team", sent.team_id),
            country=sent.country,
            subdivision=sent.subdivision,
        )
        found = await write(info, open_calendar_year, command)
        return CalendarYearOpenPayload(
            calendar=await _anew(info), changes=[HolidayDifference.of(each) for each in found]
        )

    @mutation
    async def calendar_day_set(
        self,
        info: Info,
        sent: Annotated[
            CalendarDaySetInput, strawberry.argument(name="input", description="The day.")
        ],
    ) -> CalendarDaySetPayload:
        """Make a date a day off or an extra working day; admins only. It stands before a public holiday."""
        command = SetCalendarDay(
            by=info.context.principal,
            on=sent.on,
            is_working=sent.is_working,
            name=sent.name,
            team_id=None if sent.team_id is None else wanted("Team", sent.team_id),
        )
        await write(info, set_calendar_day, command)
        return CalendarDaySetPayload(calendar=await _anew(info))

    @mutation
    async def calendar_day_remove(
        self,
        info: Info,
        sent: Annotated[
            CalendarDayRemoveInput, strawberry.argument(name="input", description="The day.")
        ],
    ) -> CalendarDayRemovePayload:
        """Let a date that an admin had set follow the weekly pattern again; admins only."""
        command = RemoveCalendarDay(
            by=info.context.principal,
            on=sent.on,
            team_id=None if sent.team_id is None else wanted("Team", sent.team_id),
        )
        await write(info, remove_calendar_day, command)
        return CalendarDayRemovePayload(calendar=await _anew(info))

    @mutation
    async def member_zone_change(
        self,
        info: Info,
        sent: Annotated[
            MemberZoneChangeInput, strawberry.argument(name="input", description="The zone.")
        ],
    ) -> MemberZoneChangePayload:
        """Count a member's days in another zone: one's own, managers within own teams, admins anywhere.

        What is on record keeps its days.
        """
        by = info.context.principal
        own = info.context.authority.member_id
        command = ChangeMemberZone(
            by=by,
            member_id=own if sent.member_id is None else wanted("Member", sent.member_id),
            timezone=sent.time_zone,
            since=sent.since,
        )
        member_id = await write(info, change_member_zone, command)
        return MemberZoneChangePayload(member=await members.certain_member(info, member_id))


async def _anew(info: Info) -> Calendar:
    # the context knows the playbook as it was when the request began
    await info.context.enter()
    return calendar_of(info)
