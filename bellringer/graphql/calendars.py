"""The working calendar: how days are counted, public holidays, days off, and what is being walked anew."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.playbook import calendars as playbook_calendars
from bellringer.gamification.rules.calendars.holidays import (
    FIRST_YEAR,
    LAST_YEAR,
    HolidayChange,
    changes,
    public_holidays,
)
from bellringer.gamification.store import calendars, rewalks
from bellringer.gamification.store.calendars import OpenedYear
from bellringer.gamification.store.rewalks import Rewalk
from bellringer.gamification.store.views import calendars as views
from bellringer.gamification.store.views.calendars import DayView
from bellringer.graphql import describing, teams
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
from bellringer.graphql.references import ATeam
from bellringer.words import DayOrigin, FiscalPattern

REWALKS_SHOWN = 20


@describing.output
class CalendarSpan:
    """How the organization counts its days from a date on, until the next span."""

    effective_from: date | None = said("The first day; null for since ever.")
    time_zone: str = said("The IANA zone of its days.")
    working_weekdays: list[int] = said("The days that are worked, 1 (Monday) to 7 (Sunday).")
    week_starts_on: int = said("The first day of a week, 1 (Monday) to 7 (Sunday).")
    fiscal_year_starts_in: int = said("The month in which a fiscal year begins, 1 to 12.")
    fiscal_pattern: FiscalPattern = said("How a fiscal year falls into months.")
    counts_days_off: bool = said("Work on days off lengthens streaks too; it never breaks them.")

    @classmethod
    def of(cls, span: playbook_calendars.CalendarSpan, *, is_first: bool) -> "CalendarSpan":
        """Show a span of the playbook."""
        return cls(
            effective_from=None if is_first else span.effective_from,
            time_zone=span.timezone,
            working_weekdays=[
                weekday for weekday in range(1, 8) if span.working_weekdays >> weekday - 1 & 1
            ],
            week_starts_on=span.week_starts_on,
            fiscal_year_starts_in=span.fiscal_year_starts_in,
            fiscal_pattern=span.fiscal_pattern,
            counts_days_off=span.counts_days_off,
        )


@describing.output
class HolidayDifference:
    """A date on which the library says otherwise than what was copied."""

    on: date = said("The date.")
    copied: str | None = said("The holiday that was copied; null where it is new.")
    known: str | None = said(
        "The holiday as the library knows it now; null where it is none any more."
    )

    @classmethod
    def of(cls, change: HolidayChange) -> "HolidayDifference":
        """Show a change."""
        return cls(on=change.on, copied=change.copied, known=change.known)


@describing.output
class CalendarYear:
    """A year for which a country's public holidays were copied."""

    opened: strawberry.Private[OpenedYear]
    found: strawberry.Private[Sequence[HolidayChange]]
    org_id: strawberry.Private[UUID]
    year: int = said("The year.")
    country: str = said("The country, ISO 3166 alpha-2.")
    subdivision: str | None = said("The part of it, as the library names it; null for all of it.")

    @resolved
    async def team(self, info: Info) -> ATeam | None:
        """The team that keeps these instead of the organization's; null for the organization."""
        scope_id = self.opened.scope_id
        return None if scope_id == self.org_id else await teams.team_of(info, scope_id)

    @resolved
    def differences(self) -> list[HolidayDifference]:
        """What the library says otherwise by now; `calendarYearOpen` takes it over."""
        return [HolidayDifference.of(each) for each in self.found]


@describing.output
class CalendarDay:
    """A date that differs from the weekly pattern."""

    view: strawberry.Private[DayView]
    org_id: strawberry.Private[UUID]
    on: date = said("The date.")
    is_working: bool = said("True for an extra working day, false for a day off.")
    name: str = said("What it is called.")
    origin: DayOrigin = said("Where it comes from.")

    @resolved
    async def team(self, info: Info) -> ATeam | None:
        """The team whose day it is; null for the organization."""
        scope_id = self.view.scope_id
        return None if scope_id == self.org_id else await teams.team_of(info, scope_id)


@describing.output
class StreakRewalk:
    """Streaks of many members that are being walked anew after a change; until then some show as before."""

    members_done: int = said("How many members are done.")
    members_total: int = said("How many there were when it began.")

    @classmethod
    def of(cls, rewalk: Rewalk) -> "StreakRewalk":
        """Show how far it has come."""
        return cls(members_done=rewalk.members_done, members_total=rewalk.members_total)


@describing.output
class Calendar:
    """How the organization counts its days."""

    spans: list[CalendarSpan] = said("How days are counted from when on, the first first.")

    @resolved
    async def years(self, info: Info) -> list[CalendarYear]:
        """The present and coming years for which public holidays were copied, with what has changed since."""
        org_id, this_year = info.context.playbook.org_id, info.context.today.year
        opened = await info.context.read(lambda c: calendars.years(c, since=this_year))
        if not opened:
            return []
        scopes = {each.scope_id for each in opened}
        last = max(each.year for each in opened)
        kept = await info.context.read(
            lambda c: calendars.copied(c, scopes, since=this_year, until=last)
        )
        own = await info.context.read(
            lambda c: calendars.own(c, scopes, since=this_year, until=last)
        )
        return [
            CalendarYear(
                opened=each,
                org_id=org_id,
                found=[
                    change
                    for change in changes(
                        kept.get((each.scope_id, each.year), {}),
                        public_holidays(each.country, each.subdivision, each.year),
                    )
                    if (each.scope_id, change.on) not in own
                ],
                year=each.year,
                country=each.country,
                subdivision=each.subdivision,
            )
            for each in opened
        ]

    @resolved
    async def days(
        self,
        info: Info,
        year: Annotated[
            int | None, strawberry.argument(description="Which year; left out: the present one.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CalendarDay]:
        """The dates of a year that differ from the weekly pattern, of the organization and its teams."""
        asked = info.context.today.year if year is None else year
        if not FIRST_YEAR <= asked <= LAST_YEAR:
            raise BadRequestError(
                "INVALID_YEAR", f"`year` lies between {FIRST_YEAR} and {LAST_YEAR}."
            )
        window = window_of(first, after, last, before, views.DAYS_KEY)
        org_id = info.context.playbook.org_id
        found = await info.context.read(lambda c: views.days(c, asked, window))
        return connect(
            found,
            lambda view: CalendarDay(
                view=view,
                org_id=org_id,
                on=view.on,
                is_working=view.is_working,
                name=view.name,
                origin=view.origin,
            ),
            lambda view: (view.on, view.scope_id),
            lambda: info.context.read(lambda c: views.count_days(c, asked)),
        )

    @resolved
    async def rewalks(self, info: Info) -> list[StreakRewalk]:
        """What is being walked anew at present, the oldest first; at most 20."""
        found = await info.context.read(lambda c: rewalks.unfinished(c, limit=REWALKS_SHOWN))
        return [StreakRewalk.of(each) for each in found]


def calendar_of(info: Info) -> Calendar:
    """Show the calendar of the playbook."""
    return Calendar(
        spans=[
            CalendarSpan.of(span, is_first=number == 0)
            for number, span in enumerate(info.context.playbook.calendars)
        ]
    )
