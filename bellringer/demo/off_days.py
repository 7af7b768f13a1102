"""A day that went badly: what is seen of it, a nudge, and what the member says of it."""

from datetime import date, time, timedelta

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment, instant
from bellringer.demo.cast import Person
from bellringer.gamification.actions.coaching.give_nudge import give_nudge
from bellringer.gamification.actions.coaching.set_off_days import set_off_days
from bellringer.gamification.actions.coaching.write_day_note import write_day_note
from bellringer.gamification.commands.coaching.off_days import GiveNudge, SetOffDays, WriteDayNote
from bellringer.gamification.facts.coaching.off_days import OffDaySettings
from bellringer.gamification.store.coaching import off_days
from bellringer.models.database import Connection

LOOKS_AT = time(17)  # mornings differ too much for a slow one to mean anything

_SLOW = cast.NOMINEE
_MANAGER = next(each for each in cast.MANAGERS if each.team == _SLOW.team)
_NUDGED_AT, _WRITTEN_AT = time(17, 10), time(17, 25)
_DAY = timedelta(days=1)
_WEEKEND = 6


async def settings(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let a manager be told of a single day, as nobody waits two weeks for a demo."""
    asked = SetOffDays(
        by=found.as_person(_MANAGER),
        team_id=found.teams[_SLOW.team or ""],
        settings=OffDaySettings(looks_at=LOOKS_AT, pattern_days=1),
    )
    await set_off_days(connection, asked, now=at.now)


async def talk(connection: Connection, found: Brightwater, at: Moment) -> None:
    """On the day after, tell of the nudge and of the note; of neither where the day was flagged for nobody."""
    on, member_id = at.on - _DAY, found.id_of(_SLOW)
    flags = await off_days.since(connection, {member_id}, on)
    if on not in {each.on for each in flags[member_id]}:
        return
    nudged = GiveNudge(by=found.as_person(_MANAGER), member_id=member_id)
    await give_nudge(connection, nudged, now=instant(on, _NUDGED_AT))
    said = WriteDayNote(
        by=found.as_person(_SLOW),
        on=on,
        text="Spent the day at a customer's: a delivery had gone wrong. It is solved.",
        excuses=False,
    )
    await write_day_note(connection, said, now=instant(on, _WRITTEN_AT))


def slow_on(today: date) -> date:
    """Return the day that goes badly: the last weekday before today."""
    on = today - _DAY
    while on.isoweekday() >= _WEEKEND:
        on -= _DAY
    return on


def is_held_up(who: Person, on: date, *, today: date) -> bool:
    """Say whether somebody gets to nothing of the usual, as it is the day that goes badly."""
    return who == _SLOW and on == slow_on(today)
