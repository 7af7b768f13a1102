"""A whole worker, as a process of its own where it has to die."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import capture_logs

from bellringer import timetable as times
from bellringer import worker
from bellringer.clock import utc_now
from bellringer.config import Settings
from bellringer.gamification.actions.adjust_points import adjust_points
from bellringer.gamification.commands.points import AdjustPoints
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.store import deliveries, outbox
from bellringer.ids import new_id
from bellringer.models.database import Connection, Database, DatabaseUnavailableError
from bellringer.push.fcm import NoCredentialError
from bellringer.standins.faults import Fault
from bellringer.standins.fcm import FcmStandin
from bellringer.timetable import Timed
from bellringer.words import NotificationKind
from bellringer.worker import NoDatabaseError, run_worker
from tests import builders
from tests.builders import NOW, Org
from tests.doing import do
from tests.integration.push.telling import change, register, states, tell

WORKER = """
from bellringer.config import load_settings
from bellringer.worker import work

work(load_settings())
"""
FAULTY_WORKER = """
import os, signal
from bellringer.config import load_settings
from bellringer.timetable import Timed
from bellringer.worker import work

async def broken(database, door, *, now):
    token = "very-" + "secret"
    os.kill(os.getpid(), signal.SIGTERM)
    raise RuntimeError("a mistake")

work(load_settings(), timetable=[Timed(broken)])
"""


def settings(dsn: str, standin: FcmStandin) -> Settings:
    return Settings(
        database_url=dsn,
        fcm_base_url=standin.url,
        firebase_project_id=standin.account.project_id,
        GOOGLE_APPLICATION_CREDENTIALS=standin.key_file,
    )


@asynccontextmanager
async def worker_process(
    dsn: str, standin: FcmStandin
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        WORKER,
        env={
            **os.environ,
            "BELLRINGER_DATABASE_URL": dsn,
            "BELLRINGER_FCM_BASE_URL": standin.url,
            "BELLRINGER_FIREBASE_PROJECT_ID": standin.account.project_id,
            "GOOGLE_APPLICATION_CREDENTIALS": str(standin.key_file),
        },
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until_settled(dsn: str, count: int, *, within_seconds: float = 60) -> None:
    """Wait until that many deliveries are settled: PostgreSQL is asked, nothing is assumed."""
    connection = await asyncpg.connect(dsn)
    try:
        async with asyncio.timeout(within_seconds):
            while count != await connection.fetchval(
                "SELECT count(*) FROM delivery, pg_sleep(0.02) WHERE state <> 'PENDING'"
            ):
                pass
    finally:
        await connection.close()


async def lease_ends(database: Database, org: Org) -> None:
    await change(database, org, "UPDATE delivery SET next_at = now() WHERE org_id = $1")


async def announce(database: Database, org: Org, member_ids: tuple[UUID, ...]) -> None:
    now: datetime = utc_now()
    made = Announcement(
        announcement_id=new_id(),
        kind=NotificationKind.LEVEL_UP,
        dedupe_key="level:2",
        params={"level": 2},
        audience=Audience(member_ids=member_ids),
        occurred_at=now,
        expires_at=now + timedelta(hours=1),
    )
    async with database.transaction(org.org_id) as connection:
        await outbox.append(connection, [made], now=now)


async def test_one_cause_told_often_rings_once_and_at_once(
    dsn: str, database: Database, org: Org, standin: FcmStandin
) -> None:
    await register(database, org.as_rep(), "phone", now=utc_now())
    stop = asyncio.Event()
    running = asyncio.create_task(run_worker(settings(dsn, standin), stop, timetable=()))
    for _ in range(3):
        await announce(database, org, (org.rep,))
    await until_settled(dsn, 1)
    stop.set()
    await running

    assert len(standin.to("phone")) == 1
    assert await states(database, org) == [("SENT", None, 1)]


async def test_N3_what_a_killed_worker_held_is_sent_by_another(
    dsn: str, database: Database, org: Org, standin: FcmStandin
) -> None:
    await register(database, org.as_rep(), "phone", now=utc_now())
    for _ in range(3):
        await tell(database, org, org.rep, now=utc_now())
    standin.gate.shut()
    async with worker_process(dsn, standin) as process:
        await standin.gate.wait_for(3)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    assert await states(database, org) == [("PENDING", None, 0)] * 3
    standin.gate.open()
    await lease_ends(database, org)

    stop = asyncio.Event()
    running = asyncio.create_task(run_worker(settings(dsn, standin), stop, timetable=()))
    await until_settled(dsn, 3)
    stop.set()
    await running

    assert await states(database, org) == [("SENT", None, 1)] * 3
    shown = {each.message["data"]["notification_id"] for each in standin.to("phone")}
    assert len(shown) == 3


async def test_N9_a_worker_process_frozen_beyond_its_lease_does_not_overwrite_the_newer_result(
    dsn: str, database: Database, org: Org, standin: FcmStandin
) -> None:
    await register(database, org.as_rep(), "phone", now=utc_now())
    await tell(database, org, org.rep, now=utc_now())
    standin.fail(Fault(status=500))
    standin.gate.shut()
    async with worker_process(dsn, standin) as frozen:
        await standin.gate.wait_for(1)
        frozen.send_signal(signal.SIGSTOP)
        await lease_ends(database, org)
        async with worker_process(dsn, standin) as other:
            await standin.gate.wait_for(2)
            standin.gate.let(1)
            await until_settled(dsn, 1)
            other.terminate()
            await other.wait()
        standin.gate.let(0)
        frozen.send_signal(signal.SIGCONT)
        frozen.terminate()  # what it has begun it ends first: it learns of the 500, and writes it down
        async with asyncio.timeout(60):
            assert await frozen.wait() == 0

    assert standin.attempts == 2
    assert await states(database, org) == [("SENT", None, 1)]


@pytest.mark.slow
async def test_O1_what_a_killed_worker_held_is_sent_within_20_seconds(
    dsn: str, database: Database, org: Org, standin: FcmStandin
) -> None:
    await register(database, org.as_rep(), "phone", now=utc_now())
    await tell(database, org, org.rep, now=utc_now())
    standin.gate.shut()
    async with worker_process(dsn, standin) as process:
        await standin.gate.wait_for(1)
        process.send_signal(signal.SIGKILL)
        standin.gate.open()
        async with worker_process(dsn, standin):
            await until_settled(dsn, 1, within_seconds=20)

    assert await states(database, org) == [("SENT", None, 1)]


async def test_O3_a_worker_told_to_end_ends_its_sends_first(
    dsn: str, database: Database, org: Org, standin: FcmStandin
) -> None:
    await register(database, org.as_rep(), "phone", now=utc_now())
    for _ in range(40):
        await tell(database, org, org.rep, now=utc_now())
    standin.gate.shut()
    async with worker_process(dsn, standin) as process, asyncio.timeout(60):
        await standin.gate.wait_for(32)
        process.terminate()
        standin.gate.open()
        assert await process.wait() == 0

    found = await states(database, org)
    assert set(found) <= {("SENT", None, 1), ("PENDING", None, 0)}
    assert found.count(("SENT", None, 1)) == len(standin.to("phone"))


async def test_without_a_firebase_project_only_the_timetable_is_kept(
    dsn: str, database: Database, org: Org
) -> None:
    await register(database, org.as_rep(), "phone")
    await tell(database, org, org.rep)
    stop = asyncio.Event()
    done: list[datetime] = []

    async def job(_: Database, __: Database, *, now: datetime) -> None:
        done.append(now)
        stop.set()

    await run_worker(Settings(database_url=dsn), stop, timetable=[Timed(job)])

    assert len(done) == 1
    assert await states(database, org) == [("PENDING", None, 0)]


async def test_a_job_that_meets_a_fault_does_not_end_the_worker(dsn: str) -> None:
    stop = asyncio.Event()
    done = asyncio.Event()

    async def broken(_: Database, __: Database, *, now: datetime) -> None:
        raise asyncpg.DeadlockDetectedError(str(now))

    async def sound(_: Database, __: Database, *, now: datetime) -> None:
        done.set()
        stop.set()

    await run_worker(Settings(database_url=dsn), stop, timetable=[Timed(broken), Timed(sound)])
    assert done.is_set()


async def test_N8_a_fault_of_one_organization_does_not_keep_the_timetable_from_others(
    database: Database, door_database: Database, org: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await builders.organization(database, slug="other")
    for each in (org, other):
        given = AdjustPoints(by=each.as_admin(), member_id=each.rep, points=5, reason="Fair play")
        await do(database, adjust_points, given)  # opens periods
    broken, sound = sorted((org.org_id, other.org_id))
    turns: list[UUID] = []

    async def close(connection: Connection, *, now: datetime) -> bool:
        turns.append(connection.organization)
        if connection.organization == broken:
            raise ZeroDivisionError
        return True

    monkeypatch.setattr(times, "close_periods", close)
    with capture_logs() as logged:
        await times.close_due_periods(database, door_database, now=NOW + timedelta(days=400))

    assert turns == [broken, *[sound] * times.TRANSACTIONS]
    assert [(each["event"], each["org"]) for each in logged] == [
        ("job.organization_broken", str(broken))
    ]


async def test_a_job_with_an_interval_is_begun_at_the_start_and_then_only_after_it(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "TIMETABLE_SECONDS", 0)
    stop = asyncio.Event()
    begun: list[str] = []

    async def often(_: Database, __: Database, *, now: datetime) -> None:
        begun.append("often")
        if begun.count("often") == 3:
            stop.set()

    async def seldom(_: Database, __: Database, *, now: datetime) -> None:
        begun.append("seldom")

    timetable = [Timed(seldom, timedelta(hours=1)), Timed(often)]
    await run_worker(Settings(database_url=dsn), stop, timetable=timetable)

    assert begun == ["seldom", "often", "often", "often"]


async def test_deliveries_are_forgotten_30_days_after_they_were_settled(
    database: Database, door_database: Database, org: Org
) -> None:
    await register(database, org.as_rep(), "phone")
    for _ in range(4):
        await tell(database, org, org.rep)
    settle = (
        "UPDATE delivery SET state = 'SENT', settled_at = $2 WHERE org_id = $1 AND delivery_id ="
        " (SELECT delivery_id FROM delivery WHERE org_id = $1 AND state = 'PENDING' LIMIT 1)"
    )
    later = NOW + deliveries.KEPT
    for settled_at in (NOW, NOW, later):
        await change(database, org, settle, settled_at)

    assert times.forget_deliveries in [timed.job for timed in times.JOBS]
    await times.forget_deliveries(database, door_database, now=later)
    assert len(await states(database, org)) == 4
    async with database.transaction(org.org_id) as connection:
        assert await deliveries.forget(connection, now=later + timedelta(seconds=1), limit=1)
    assert len(await states(database, org)) == 3
    await times.forget_deliveries(database, door_database, now=later + timedelta(seconds=1))

    assert sorted(await states(database, org)) == [("PENDING", None, 0), ("SENT", None, 0)]
    async with database.transaction(org.org_id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM notification") == 4


async def test_P3_a_fault_in_a_worker_is_on_record_without_the_values_of_variables(
    dsn: str,
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        FAULTY_WORKER,
        env={**os.environ, "BELLRINGER_DATABASE_URL": dsn},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, logged = await process.communicate()

    assert b"a mistake" in said + logged
    assert b"very-secret" not in said + logged
    assert process.returncode == 0


async def test_a_start_that_can_t_work_says_why(
    dsn: str, standin: FcmStandin, tmp_path: os.PathLike[str]
) -> None:
    with pytest.raises(NoDatabaseError, match="BELLRINGER_DATABASE_URL"):
        await run_worker(Settings(data_dir=tmp_path), asyncio.Event())
    with pytest.raises(DatabaseUnavailableError):
        await run_worker(
            Settings(database_url="postgresql://nobody@127.0.0.1:1/x"), asyncio.Event()
        )
    standin.key_file.write_text('{"type": "service_account"}')
    with pytest.raises(NoCredentialError, match="GOOGLE_APPLICATION_CREDENTIALS"):
        await run_worker(settings(dsn, standin), asyncio.Event())
