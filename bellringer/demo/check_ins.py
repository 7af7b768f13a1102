"""What Brightwater's people plan for their days and say of them, in the week before today."""

from collections.abc import Iterator
from datetime import date, time, timedelta

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment, instant
from bellringer.demo.cast import Person
from bellringer.gamification.actions.coaching.answer_check_in import answer_check_in
from bellringer.gamification.actions.coaching.check_in import close_day, plan_day
from bellringer.gamification.actions.coaching.remind_of_check_ins import remind_of_check_ins
from bellringer.gamification.actions.coaching.set_check_ins import set_check_ins
from bellringer.gamification.commands.coaching.check_ins import (
    AnswerCheckIn,
    CloseDay,
    PlanDay,
    PlannedItem,
    SetCheckIns,
)
from bellringer.gamification.store import alarms
from bellringer.models.database import Connection
from bellringer.words import Alarm

DAYS = 7
SHARING = "summit"  # the team whose members read each other's

_PLANS_AT, _CLOSES_AT = time(7, 45), time(17, 20)
_FORGETFUL = (cast.HERO, cast.SHY)  # have not planned today yet
_WEEKEND = 6
_CALLS, _DOLLARS = 14, 1_500
_WORDS = (
    "Two demos went well; the third wants a better offer.",
    "Slow morning, good afternoon.",
    "Spent an hour on a complaint. It is solved.",
    "Everybody wanted to talk today.",
)
_ANSWERS = ("Good. Take me along to the third one.", "Well done.", None)


async def cadences(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let all teams check in on working days; one shares what it says."""
    for key, team_id in found.teams.items():
        asked = SetCheckIns(
            by=found.as_admin(), team_id=team_id, starts_on=at.on, is_shared=key == SHARING
        )
        await set_check_ins(connection, asked, now=at.now)


async def yesterday(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Check in on a day that is over, each with a plan and a word, some of them answered."""
    managers = {each.team: each for each in cast.MANAGERS}
    for number, who in enumerate(_there(at.on)):
        await _plan(connection, found, who, at.on, number)
        said = CloseDay(by=found.as_person(who), text=_WORDS[(number + at.on.day) % len(_WORDS)])
        closes_at = instant(at.on, _CLOSES_AT)
        check_in_id = await close_day(connection, said, now=closes_at)
        # whoever has moved is answered by who leads the team of then
        if number % 2 and who != cast.MOVER:
            answer = AnswerCheckIn(
                by=found.as_person(managers[who.team]),
                check_in_id=check_in_id,
                text=_ANSWERS[number % len(_ANSWERS)],
            )
            await answer_check_in(connection, answer, now=closes_at + timedelta(minutes=30))


async def today(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Plan the present day, where it has begun; some have not yet and are reminded."""
    if at.now < instant(at.on, _PLANS_AT):
        return
    for number, who in enumerate(_there(at.on)):
        if who not in _FORGETFUL:
            await _plan(connection, found, who, at.on, number)
    await alarms.fill(connection, (Alarm.CHECK_IN,), now=at.now)
    await remind_of_check_ins(connection, now=at.now)


def _there(on: date) -> Iterator[Person]:
    if on.isoweekday() < _WEEKEND:
        yield from (who for who in cast.REPS if who != cast.AWAY)


async def _plan(
    connection: Connection, found: Brightwater, who: Person, on: date, number: int
) -> None:
    planned = PlanDay(
        by=found.as_person(who),
        items=(
            PlannedItem(kind="call", planned=_CALLS + 2 * (number % 4)),
            PlannedItem(metric_key="revenue", planned=100 * _DOLLARS),
        ),
        text="Follow up on last week's proposals." if number % 3 == 0 else None,
    )
    await plan_day(connection, planned, now=instant(on, _PLANS_AT))
