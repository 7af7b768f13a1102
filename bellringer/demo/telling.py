"""What Brightwater's people are told because its time has come, in the week before today.

Earlier days tell nothing: an inbox full of old mornings shows nobody anything.
"""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from bellringer.demo.brightwater import Brightwater, instant
from bellringer.demo.off_days import LOOKS_AT
from bellringer.gamification.actions.coaching.flag_off_days import flag_off_days
from bellringer.gamification.actions.remind_of_goals import remind_of_goals
from bellringer.gamification.actions.send_digests import send_digests
from bellringer.gamification.actions.tell_leads import tell_leads
from bellringer.gamification.actions.tell_ranks import tell_ranks
from bellringer.gamification.actions.tell_waiting import tell_of_waiting
from bellringer.gamification.actions.warn_of_streaks import warn_of_streaks
from bellringer.gamification.store import alarms
from bellringer.models.database import Connection, Database
from bellringer.words import Alarm

DAYS = 7
_NINE = time(9)


class _Timed(Protocol):
    async def __call__(self, connection: Connection, /, *, now: datetime) -> bool: ...


async def tell_in_the_morning(
    database: Database, found: Brightwater, on: date, *, today: date, until: datetime
) -> None:
    """Send the digests of a day at nine, and what is due by then, if it is one of the last and so late already."""
    now = instant(on, _NINE)
    if on <= today - timedelta(days=DAYS) or now > until:
        return
    async with database.transaction(found.org_id) as connection:
        await alarms.fill(connection, tuple(Alarm), now=now)
    for action in (send_digests, tell_of_waiting, remind_of_goals, warn_of_streaks):
        await _all(database, found, action, now=now)


async def tell_in_the_evening(
    database: Database, found: Brightwater, on: date, *, today: date, now: datetime
) -> None:
    """Tell of off-days, streaks, ranks and leads when the day's work is done, if it is one of the last."""
    if on <= today - timedelta(days=DAYS):
        return
    await _all(database, found, flag_off_days, now=min(now, instant(on, LOOKS_AT)))
    for action in (warn_of_streaks, tell_ranks, tell_leads):
        await _all(database, found, action, now=now)


async def _all(database: Database, found: Brightwater, action: _Timed, *, now: datetime) -> None:
    has_more = True
    while has_more:
        async with database.transaction(found.org_id) as connection:
            has_more = await action(connection, now=now)
