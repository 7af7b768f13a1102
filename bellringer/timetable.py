"""The timetable: what is done as its time comes, for one organization after the other, by any worker."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from uuid import UUID

import structlog

from bellringer.config import Settings
from bellringer.gamification.actions.carry_competitions import carry_competitions
from bellringer.gamification.actions.close_periods import close_periods
from bellringer.gamification.actions.coaching.carry_feedback import carry_feedback
from bellringer.gamification.actions.coaching.carry_pulses import carry_pulses
from bellringer.gamification.actions.coaching.flag_off_days import flag_off_days
from bellringer.gamification.actions.coaching.remind_of_action_items import (
    remind_of_action_items,
)
from bellringer.gamification.actions.coaching.remind_of_check_ins import remind_of_check_ins
from bellringer.gamification.actions.coaching.remind_of_expectations import (
    remind_of_expectations,
)
from bellringer.gamification.actions.count_heads import count_heads_of_today
from bellringer.gamification.actions.grant_badge import continue_badge_grants
from bellringer.gamification.actions.open_calendar_year import open_next_years
from bellringer.gamification.actions.remind_of_goals import remind_of_goals
from bellringer.gamification.actions.retire_devices import retire_devices
from bellringer.gamification.actions.rewalk_streaks import continue_rewalk
from bellringer.gamification.actions.send_digests import send_digests
from bellringer.gamification.actions.settle_goals import settle_goals
from bellringer.gamification.actions.tell_leads import tell_leads
from bellringer.gamification.actions.tell_ranks import tell_ranks
from bellringer.gamification.actions.tell_waiting import tell_of_waiting
from bellringer.gamification.actions.warn_of_streaks import warn_of_streaks
from bellringer.gamification.attempts import attempt
from bellringer.gamification.store import alarms, deliveries, jobs, receipts, rewalks
from bellringer.gamification.store.badges import grants
from bellringer.models.database import Connection, Database, DatabaseUnavailableError
from bellringer.words import Alarm

AT_ONCE = 100
TRANSACTIONS = 20  # of one organization and job in a turn, before the next organization has its own

_log = structlog.get_logger(__name__)


class Job(Protocol):
    """Timed work that may be begun at any time, by any number of workers, and is done once."""

    async def __call__(self, database: Database, door: Database, /, *, now: datetime) -> None:
        """Do whatever is due."""


async def close_due_periods(database: Database, door: Database, *, now: datetime) -> None:
    """Close the periods that have ended; of an organization that has very many, the rest next time."""
    due = partial(jobs.organizations_due, now=now)
    await _for_each(due, partial(close_periods, now=now), database, door)


async def carry_due_competitions(database: Database, door: Database, *, now: datetime) -> None:
    """Begin, end and judge the competitions whose time has come."""
    due = partial(jobs.organizations_competing, now=now)
    await _for_each(due, partial(carry_competitions, now=now), database, door)


async def _for_each(
    list_due: Callable[..., Awaitable[Sequence[UUID]]],
    work: Callable[[Connection], Awaitable[bool]],
    database: Database,
    door: Database,
) -> None:
    """Work for one organization after the other, a few transactions each, while there is more to do.

    A fault of one is on record and stops no other.

    Raises:
        DatabaseUnavailableError: Nothing can be done for anybody at present.
    """
    last: UUID | None = None
    while True:
        async with door.outside() as connection:
            due = await list_due(connection, after=last, limit=AT_ONCE)
        for org_id in due:
            try:
                for _ in range(TRANSACTIONS):
                    is_more = await attempt(partial(_transact, database, org_id, work))
                    if not is_more:
                        break
            except DatabaseUnavailableError:
                raise
            except Exception:
                _log.exception("job.organization_broken", org=str(org_id))
        if len(due) < AT_ONCE:
            return
        last = due[-1]


async def _transact(
    database: Database, org_id: UUID, work: Callable[[Connection], Awaitable[bool]]
) -> bool:
    async with database.transaction(org_id) as connection:
        return await work(connection)


async def walk_streaks(database: Database, door: Database, *, now: datetime) -> None:
    """Go on with the runs that have to be walked anew; of very many, the rest next time."""
    await _for_each(rewalks.organizations_due, partial(continue_rewalk, now=now), database, door)


async def open_calendar_years(database: Database, door: Database, *, now: datetime) -> None:
    """Open the coming year of those who had public holidays copied for the present one."""
    await _for_each(jobs.organizations, partial(open_next_years, now=now), database, door)


async def count_team_heads(database: Database, door: Database, *, now: datetime) -> None:
    """Let boards per head follow the days that pass, and who has joined which team."""
    await _for_each(jobs.organizations, partial(count_heads_of_today, now=now), database, door)


async def grant_badges(database: Database, door: Database, *, now: datetime) -> None:
    """Go on with badges that are being granted for the past."""
    await _for_each(
        grants.organizations_due, partial(continue_badge_grants, now=now), database, door
    )


async def settle_due_goals(database: Database, door: Database, *, now: datetime) -> None:
    """Settle the goals whose grace is over; of an organization that has very many, the rest next time."""
    await _for_each(jobs.organizations, partial(settle_goals, now=now), database, door)


async def set_alarms(database: Database, door: Database, *, now: datetime) -> None:
    """Begin to look at members who have come since the last time."""
    await _for_each(
        jobs.organizations, partial(alarms.fill, alarms=tuple(Alarm), now=now), database, door
    )


async def warn_of_due_streaks(database: Database, door: Database, *, now: datetime) -> None:
    """Warn those whose streaks end with their day."""
    due = partial(alarms.organizations_due, alarm=Alarm.STREAK_AT_RISK, now=now)
    await _for_each(due, partial(warn_of_streaks, now=now), database, door)


async def send_due_digests(database: Database, door: Database, *, now: datetime) -> None:
    """Send digests to those whose hour has come."""
    due = partial(alarms.organizations_due, alarm=Alarm.DIGEST, now=now)
    await _for_each(due, partial(send_digests, now=now), database, door)


async def tell_due_ranks(database: Database, door: Database, *, now: datetime) -> None:
    """Tell those whose hour has come how their rank has changed."""
    due = partial(alarms.organizations_due, alarm=Alarm.RANK_CHANGED, now=now)
    await _for_each(due, partial(tell_ranks, now=now), database, door)


async def tell_due_waiting(database: Database, door: Database, *, now: datetime) -> None:
    """Tell those whose hour has come what waits for their decision."""
    due = partial(alarms.organizations_due, alarm=Alarm.APPROVAL_WAITING, now=now)
    await _for_each(due, partial(tell_of_waiting, now=now), database, door)


async def remind_of_due_check_ins(database: Database, door: Database, *, now: datetime) -> None:
    """Remind those whose hour has come to check in."""
    due = partial(alarms.organizations_due, alarm=Alarm.CHECK_IN, now=now)
    await _for_each(due, partial(remind_of_check_ins, now=now), database, door)


async def remind_of_due_action_items(database: Database, door: Database, *, now: datetime) -> None:
    """Tell those whose hour has come what is due of what they have taken on."""
    due = partial(alarms.organizations_due, alarm=Alarm.ACTION_ITEM, now=now)
    await _for_each(due, partial(remind_of_action_items, now=now), database, door)


async def flag_due_off_days(database: Database, door: Database, *, now: datetime) -> None:
    """Look for off-days of those whose hour has come."""
    due = partial(alarms.organizations_due, alarm=Alarm.OFF_DAY, now=now)
    await _for_each(due, partial(flag_off_days, now=now), database, door)


async def tell_due_leads(database: Database, door: Database, *, now: datetime) -> None:
    """Tell who leads in the competitions whose hour has come."""
    await _for_each(jobs.organizations, partial(tell_leads, now=now), database, door)


async def remind_of_due_goals(database: Database, door: Database, *, now: datetime) -> None:
    """Remind of goals whose days are nearly over."""
    await _for_each(jobs.organizations, partial(remind_of_goals, now=now), database, door)


async def carry_due_pulses(database: Database, door: Database, *, now: datetime) -> None:
    """Open and close the pulses whose time has come."""
    await _for_each(jobs.organizations, partial(carry_pulses, now=now), database, door)


async def remind_of_due_expectations(database: Database, door: Database, *, now: datetime) -> None:
    """Remind those who have not acknowledged what is expected of them for a week."""
    await _for_each(jobs.organizations, partial(remind_of_expectations, now=now), database, door)


async def carry_due_feedback(database: Database, door: Database, *, now: datetime) -> None:
    """Remind of feedback that is due, and let requests expire."""
    await _for_each(jobs.organizations, partial(carry_feedback, now=now), database, door)


async def forget_receipts(database: Database, door: Database, *, now: datetime) -> None:
    """Delete receipts that have been kept for 30 days."""
    await _for_each(jobs.organizations, partial(receipts.forget, now=now), database, door)


async def forget_deliveries(database: Database, door: Database, *, now: datetime) -> None:
    """Delete deliveries that were settled 30 days ago; what was told stays in the inbox."""
    await _for_each(jobs.organizations, partial(deliveries.forget, now=now), database, door)


async def retire_unseen_devices(
    database: Database, door: Database, *, now: datetime, unseen: timedelta
) -> None:
    """Close the phones whose app was not opened for `unseen`."""
    retire = partial(retire_devices, now=now, unseen=unseen)
    await _for_each(jobs.organizations, retire, database, door)


@dataclass(frozen=True, slots=True)
class Timed:
    """A job, and how often it is begun: at the start, and then this long after the last time."""

    job: Job
    every: timedelta = timedelta(0)


JOBS = (
    Timed(close_due_periods),
    Timed(carry_due_competitions),
    Timed(grant_badges),
    Timed(walk_streaks),
    Timed(open_calendar_years, timedelta(hours=6)),
    Timed(set_alarms, timedelta(minutes=5)),
    Timed(warn_of_due_streaks),
    Timed(send_due_digests),
    Timed(tell_due_ranks),
    Timed(tell_due_waiting),
    Timed(remind_of_due_check_ins),
    Timed(remind_of_due_action_items),
    Timed(flag_due_off_days),
    Timed(tell_due_leads, timedelta(minutes=10)),
    Timed(remind_of_due_goals, timedelta(minutes=10)),
    Timed(settle_due_goals, timedelta(minutes=10)),
    Timed(count_team_heads, timedelta(minutes=10)),
    Timed(carry_due_pulses, timedelta(minutes=1)),
    Timed(carry_due_feedback, timedelta(minutes=10)),
    Timed(remind_of_due_expectations, timedelta(minutes=10)),
    Timed(forget_receipts, timedelta(hours=1)),
    Timed(forget_deliveries, timedelta(hours=1)),
)


def timetable_of(settings: Settings) -> Sequence[Timed]:
    """Return all timed work, as the settings want it."""
    unseen = timedelta(days=settings.device_days)
    return (*JOBS, Timed(partial(retire_unseen_devices, unseen=unseen), timedelta(hours=6)))
