"""The worker: wires the dispatcher and the timetable; any number of workers may run beside each other."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from uuid import UUID

import structlog

from bellringer.api.logs import write_logs
from bellringer.clock import utc_now
from bellringer.config import Settings
from bellringer.gamification.actions.close_periods import close_periods
from bellringer.gamification.store import deliveries, jobs, receipts
from bellringer.gamification.store.outbox import DUE_CHANNEL
from bellringer.models.database import Connection, Database, DatabaseUnavailableError
from bellringer.models.embedded import running_dsn
from bellringer.models.roles import APP_ROLE, DOOR_ROLE
from bellringer.push.dispatch import FAULTS, Dispatcher
from bellringer.push.fcm import Fcm
from bellringer.push.listening import listen

TIMETABLE_SECONDS = 30.0
AT_ONCE = 100
TRANSACTIONS = 20  # of one organization and job in a turn, before the next organization has its own

_log = structlog.get_logger(__name__)


class NoDatabaseError(Exception):
    """No BELLRINGER_DATABASE_URL is set, and no embedded PostgreSQL is running: start `bellringer serve` first."""


class Job(Protocol):
    """Timed work that may be begun at any time, by any number of workers, and is done once."""

    async def __call__(self, database: Database, door: Database, /, *, now: datetime) -> None:
        """Do whatever is due."""


async def close_due_periods(database: Database, door: Database, *, now: datetime) -> None:
    """Close the periods that have ended; of an organization that has very many, the rest next time."""
    due = partial(jobs.organizations_due, now=now)
    await _for_each(due, partial(close_periods, now=now), database, door)


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
                    async with database.transaction(org_id) as connection:
                        is_more = await work(connection)
                    if not is_more:
                        break
            except DatabaseUnavailableError:
                raise
            except Exception:
                _log.exception("job.organization_broken", org=str(org_id))
        if len(due) < AT_ONCE:
            return
        last = due[-1]


async def forget_receipts(database: Database, door: Database, *, now: datetime) -> None:
    """Delete receipts that have been kept for 30 days."""
    await _for_each(jobs.organizations, partial(receipts.forget, now=now), database, door)


async def forget_deliveries(database: Database, door: Database, *, now: datetime) -> None:
    """Delete deliveries that were settled 30 days ago; what was told stays in the inbox."""
    await _for_each(jobs.organizations, partial(deliveries.forget, now=now), database, door)


@dataclass(frozen=True, slots=True)
class Timed:
    """A job, and how often it is begun: at the start, and then this long after the last time."""

    job: Job
    every: timedelta = timedelta(0)


JOBS = (
    Timed(close_due_periods),
    Timed(forget_receipts, timedelta(hours=1)),
    Timed(forget_deliveries, timedelta(hours=1)),
)


def work(settings: Settings, *, timetable: Sequence[Timed] = JOBS) -> None:
    """Be a worker until SIGTERM or SIGINT; for a process of its own, whose logs this sets up.

    Raises what `run_worker` raises.
    """
    write_logs()

    async def until_stopped() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await run_worker(settings, stop, timetable=timetable)

    asyncio.run(until_stopped())


async def run_worker(
    settings: Settings, stop: asyncio.Event, *, timetable: Sequence[Timed] = JOBS
) -> None:
    """Send what is due and do timed work until `stop`; what is under way is ended first.

    Without a Firebase project nothing is sent; what falls due meanwhile waits until it expires.

    Raises:
        NoDatabaseError: There is no database to work on.
        DatabaseUnavailableError: The database can't be reached.
        NoCredentialError: Firebase is set up without a credential that can be used.
    """
    dsn = settings.database_url or running_dsn(settings.data_dir)
    if dsn is None:
        raise NoDatabaseError(NoDatabaseError.__doc__)
    async with AsyncExitStack() as ends:
        database = await Database.open(dsn, size=8)
        ends.push_async_callback(database.close)
        door = await Database.open(settings.database_door_url or dsn, role=DOOR_ROLE, size=2)
        ends.push_async_callback(door.close)
        dispatcher = None
        if settings.firebase_project_id is None:
            _log.warning("push.off", missing="BELLRINGER_FIREBASE_PROJECT_ID")
        else:
            sender = await ends.enter_async_context(
                Fcm.open(
                    project_id=settings.firebase_project_id,
                    base_url=settings.fcm_base_url,
                    public_url=settings.public_url,
                    key_file=settings.google_application_credentials,
                )
            )
            dispatcher = Dispatcher(database=database, door=door, sender=sender)
            ends.push_async_callback(_end, asyncio.create_task(_hear(dsn, dispatcher.ring)))
        _log.info("worker.started")
        async with asyncio.TaskGroup() as group:
            group.create_task(_keep_timetable(timetable, database, door, stop))
            if dispatcher is not None:
                group.create_task(dispatcher.run(stop))
    _log.info("worker.stopped")


async def _hear(dsn: str, ring: Callable[[str], None]) -> None:
    await listen(dsn, {DUE_CHANNEL: ring}, restored=lambda: ring(""), role=APP_ROLE)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _keep_timetable(
    timetable: Sequence[Timed], database: Database, door: Database, stop: asyncio.Event
) -> None:
    next_at: dict[Job, datetime] = {}
    while not stop.is_set():
        for timed in timetable:
            job, now = timed.job, utc_now()
            if now < next_at.get(job, now):
                continue
            try:
                await job(database, door, now=now)
                next_at[job] = now + timed.every
            except FAULTS as error:
                _log.warning("job.failed", job=_name(job), error=type(error).__name__)
            except Exception:  # a mistake in one job must not silence the phones
                _log.exception("job.broken", job=_name(job))
        with suppress(TimeoutError):
            async with asyncio.timeout(TIMETABLE_SECONDS):
                await stop.wait()


def _name(job: Job) -> str:
    return getattr(job, "__name__", type(job).__name__)
