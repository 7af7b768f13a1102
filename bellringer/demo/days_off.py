"""When Brightwater does not work: public holidays, a team's day off, a member's leave."""

from datetime import date, timedelta

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.demo.cast import Person
from bellringer.gamification.actions.change_calendar import set_calendar_day
from bellringer.gamification.actions.enter_leave import enter_leave
from bellringer.gamification.actions.open_calendar_year import open_calendar_year
from bellringer.gamification.commands.calendars import EnterLeave, OpenCalendarYear, SetCalendarDay
from bellringer.models.database import Connection

_LEAVE_DAYS = 7


async def year(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Take over the public holidays of the year."""
    opened = OpenCalendarYear(
        by=found.as_admin(), year=at.on.year, country="US", subdivision=cast.SUBDIVISION
    )
    await open_calendar_year(connection, opened, now=at.now)


async def day_off(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let one team go sailing in the next week."""
    off = SetCalendarDay(
        by=found.as_admin(),
        on=_day_off(at.on),
        is_working=False,
        name="Sailing day",
        team_id=found.teams[cast.SAILORS],
    )
    await set_calendar_day(connection, off, now=at.now)


async def leave(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let a member be away from tomorrow on."""
    starts_on = at.on + timedelta(days=1)
    away = EnterLeave(
        by=found.as_person(next(each for each in cast.MANAGERS if each.team == cast.AWAY.team)),
        member_id=found.id_of(cast.AWAY),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=_LEAVE_DAYS),
    )
    await enter_leave(connection, away, now=at.now)


def works(who: Person, on: date, *, sails: date, leaves: date) -> bool:
    """Say whether somebody is there, given the days on which the day off and the leave were entered."""
    is_sailing = who.team == cast.SAILORS and on == _day_off(sails)
    is_away = who == cast.AWAY and 1 <= (on - leaves).days <= _LEAVE_DAYS
    return not (is_sailing or is_away)


def _day_off(told_on: date) -> date:
    monday = told_on - timedelta(days=told_on.isoweekday() - 1)
    return monday + timedelta(weeks=1, days=2)
