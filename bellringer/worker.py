"""The worker: wires the dispatcher and the timetable; any number of workers may run beside each other."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from functools import partial

import structlog

from bellringer.api.logs import write_logs
from bellringer.clock import utc_now
from bellringer.config import Settings
from bellringer.gamification.store.outbox import DUE_CHANNEL
from bellringer.models.database import Database
from bellringer.models.embedded import running_dsn
from bellringer.models.roles import DOOR_ROLE
from bellringer.push.dispatch import Dispatcher
from bellringer.push.fcm import Fcm
from bellringer.push.line import Line, open_line
from bellringer.push.mail import Smtp
from bellringer.push.port import Ways
from bellringer.push.turn import FAULTS
from bellringer.push.webhooks import Webhooks
from bellringer.timetable import Job, Timed, timetable_of

TIMETABLE_SECONDS = 30.0

_log = structlog.get_logger(__name__)


class NoDatabaseError(Exception):
    """No BELLRINGER_DATABASE_URL is set, and no embedded PostgreSQL is running: start `bellringer serve` first."""


def work(settings: Settings, *, timetable: Sequence[Timed] | None = None) -> None:
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
    settings: Settings, stop: asyncio.Event, *, timetable: Sequence[Timed] | None = None
) -> None:
    """Send what is due and do timed work until `stop`; what is under way is ended first.

    Without a Firebase project no phone rings, without an SMTP server nothing is mailed; what falls due
    meanwhile waits until it expires.

    Raises:
        NoDatabaseError: There is no database to work on.
        DatabaseUnavailableError: The database can't be reached.
        NoCredentialError: Firebase is set up without a credential that can be used.
    """
    dsn = settings.database_url or running_dsn(settings.data_dir)
    if dsn is None:
        raise NoDatabaseError(NoDatabaseError.__doc__)
    async with AsyncExitStack() as ends:
        line = await ends.enter_async_context(open_line(settings.redis_url, dsn))
        database = await Database.open(dsn, size=8, tell=line.tell)
        ends.push_async_callback(database.close)
        door = await Database.open(settings.database_door_url or dsn, role=DOOR_ROLE, size=2)
        ends.push_async_callback(door.close)
        ways = await _open_ways(settings, ends)
        dispatchers = [Dispatcher(database=database, door=door, ways=each) for each in ways]

        def ring(said: str) -> None:
            for dispatcher in dispatchers:
                dispatcher.ring(said)

        ends.push_async_callback(_end, asyncio.create_task(_hear(line, ring)))
        _log.info("worker.started")
        async with asyncio.TaskGroup() as group:
            timed = timetable_of(settings) if timetable is None else timetable
            group.create_task(_keep_timetable(timed, database, door, stop))
            for dispatcher in dispatchers:
                group.create_task(dispatcher.run(stop))
    _log.info("worker.stopped")


async def _open_ways(settings: Settings, ends: AsyncExitStack) -> list[Ways]:
    """Open the ways out, those to members apart from those to other systems: no phone waits for a slow webhook."""
    push = mail = None
    if settings.firebase_project_id is None:
        _log.warning("push.off", missing="BELLRINGER_FIREBASE_PROJECT_ID")
    else:
        push = await ends.enter_async_context(
            Fcm.open(
                project_id=settings.firebase_project_id,
                base_url=settings.fcm_base_url,
                public_url=settings.public_url,
                key_file=settings.google_application_credentials,
            )
        )
    if settings.smtp_url is not None and settings.mail_from is not None:
        mail = Smtp(settings.smtp_url, sender=settings.mail_from, public_url=settings.public_url)
    webhooks = await ends.enter_async_context(Webhooks.open(is_strict=settings.is_production))
    ways = (Ways(push=push, mail=mail), Ways(webhooks=webhooks))
    return [each for each in ways if each.channels]


async def _hear(line: Line, ring: Callable[[str], None]) -> None:
    await line.listen({DUE_CHANNEL: ring}, restored=lambda: ring(""), lost=lambda: None)


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
    plain = job.func if isinstance(job, partial) else job
    return getattr(plain, "__name__", type(plain).__name__)
