"""`python -m bench.push`: pushes a second against the stand-in, beside a bare client and firebase-admin's sender."""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import firebase_admin
from firebase_admin import credentials, messaging

from bellringer.clock import utc_now
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.models.embedded import embedded_postgres
from bellringer.models.migrations import migrate
from bellringer.models.roles import DOOR_ROLE
from bellringer.push.dispatch import Dispatcher
from bellringer.push.fcm import CONNECTIONS, AccessToken, Fcm, read_credential
from bellringer.push.port import Ways
from bellringer.standins.fcm import PROJECT
from bellringer.words import DeviceTarget, Platform
from bench import ground

MEMBERS = 200
ROUNDS = 3
MULTICAST = 500  # what firebase-admin takes at once
_TELL = """
WITH told AS (
  INSERT INTO announcement (org_id, announcement_id, kind, dedupe_key, params, occurred_at, created_at, expires_at)
  SELECT $1, gen_random_uuid(), 'LEVEL_UP', $2::text || number, '{"level": 2}', now(), now(),
         now() + interval '1 day'
    FROM generate_series(1, $3::int) AS made (number)
  RETURNING announcement_id, dedupe_key
), notified AS (
  INSERT INTO notification (org_id, notification_id, announcement_id, member_id, seq, created_at)
  SELECT $1, gen_random_uuid(), announcement_id, member_id, $4::bigint + row_number() OVER (), now()
    FROM told, device
   WHERE device.org_id = $1
  RETURNING notification_id, member_id
)
INSERT INTO delivery (org_id, delivery_id, notification_id, channel, device_id, next_at, expires_at)
SELECT $1, gen_random_uuid(), notification_id, 'PUSH', device_id, now(), now() + interval '1 day'
  FROM notified JOIN device ON device.org_id = $1 AND device.member_id = notified.member_id
"""
_REGISTER = """
INSERT INTO device (org_id, device_id, member_id, target_kind, target, target_sha256, platform, claim_no,
                    registered_at, seen_at)
SELECT $1, gen_random_uuid(), member_id, $2, member_id::text, sha256(member_id::text::bytea), $3, 1, now(), now()
  FROM member WHERE org_id = $1
RETURNING device_id, target_sha256
"""
_CLAIM = """
INSERT INTO door.entry (org_id, kind, lookup_sha256, subject_id, claim_no)
SELECT $1, 'DEVICE', target_sha256, device_id, 1 FROM device WHERE org_id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Messages a second, and a second of this process's own time."""

    per_second: float
    per_cpu_second: float


async def bench(folder: Path, pushes: int) -> None:
    """Lay out members with a phone each, and send what is due, in turn with the bare client."""
    with embedded_postgres(folder) as dsn:
        await migrate(dsn)
        statements: list[str] = []
        database = await Database.open(dsn, size=8, watch=statements.append)
        door = await Database.open(dsn, role=DOOR_ROLE, size=2, watch=statements.append)
        org_id, _ = await ground.lay(database, members=MEMBERS, now=utc_now())
        async with database.transaction(org_id) as connection:
            await connection.fetch(_REGISTER, org_id, DeviceTarget.FCM_FID, Platform.ANDROID)
            await connection.execute(_CLAIM, org_id)
        async with _standin(folder) as url:
            await _measure(database, door, org_id, url, folder, pushes, statements)
        await door.close()
        await database.close()


async def _measure(
    database: Database,
    door: Database,
    org_id: UUID,
    url: str,
    folder: Path,
    pushes: int,
    statements: list[str],
) -> None:
    key_file = folder / "fcm" / "service-account.json"
    stop = asyncio.Event()
    ours: list[Measured] = []
    bare: list[Measured] = []
    admin: list[Measured] = []
    turns: list[int] = []
    async with (
        Fcm.open(project_id=PROJECT, base_url=url, key_file=key_file) as fcm,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session,
    ):
        dispatcher = Dispatcher(database=database, door=door, ways=Ways(push=fcm))
        token = await AccessToken(read_credential(key_file)).read()
        for number in range(ROUNDS + 1):  # the first warms up
            async with database.transaction(org_id) as connection:
                args = (str(new_id()), pushes // MEMBERS, number * pushes)
                await connection.execute(_TELL, org_id, *args)
            statements.clear()

            async def ours_now() -> None:
                while await dispatcher.round(stop):
                    pass

            ours.append(await _timed(pushes, ours_now))
            turns.append(len(statements))
            async with session.get(f"{url}/messages") as answer:
                bodies = [each["message"] for each in (await answer.json())["messages"]][-pushes:]
            bare.append(await _timed(pushes, lambda: _post(session, url, token, bodies)))  # noqa: B023

            async def admin_now() -> None:
                await asyncio.to_thread(_multicast, url, key_file, bodies)  # noqa: B023

            admin.append(await _timed(pushes, admin_now))
            async with session.post(f"{url}/control", json={"reset": True}):
                pass
    _print(pushes, ours[1:], bare[1:], admin[1:], turns[-1])


async def _post(
    session: aiohttp.ClientSession, url: str, token: str, bodies: list[dict[str, Any]]
) -> None:
    waiting = iter([json.dumps({"message": body}) for body in bodies])
    place = f"{url}/v1/projects/{PROJECT}/messages:send"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def one() -> None:
        for body in waiting:
            async with session.post(place, data=body, headers=headers) as answer:
                await answer.read()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))


def _multicast(url: str, key_file: Path, bodies: list[dict[str, Any]]) -> None:
    """Send the same to the same phones by firebase-admin alone, which can be pointed elsewhere only from inside."""
    service: Any = messaging._MessagingService
    service.FCM_URL = f"{url}/v1/projects/{{0}}/messages:send"
    certificate = credentials.Certificate(str(key_file))
    app = firebase_admin.initialize_app(certificate, {"projectId": PROJECT}, name=str(new_id()))
    try:
        for first in range(0, len(bodies), MULTICAST):
            messages = [_message(body) for body in bodies[first : first + MULTICAST]]
            if messaging.send_each(messages, app=app).failure_count:
                raise RuntimeError("firebase-admin was refused")
    finally:
        firebase_admin.delete_app(app)


def _message(body: dict[str, Any]) -> messaging.Message:
    said, android = body["notification"], body["android"]["notification"]
    return messaging.Message(
        fid=body["fid"],
        data=body["data"],
        notification=messaging.Notification(title=said["title"], body=said["body"]),
        android=messaging.AndroidConfig(
            priority="high",
            notification=messaging.AndroidNotification(
                channel_id=android["channel_id"], tag=android["tag"]
            ),
        ),
    )


async def _timed(pushes: int, work: Callable[[], Awaitable[None]]) -> Measured:
    began, used = time.perf_counter(), time.process_time()
    await work()
    took, worked = time.perf_counter() - began, time.process_time() - used
    return Measured(per_second=pushes / took, per_cpu_second=pushes / worked)


@asynccontextmanager
async def _standin(folder: Path) -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bellringer.standins.fcm", "--port", "0", "--quiet"),
        *("--data-dir", str(folder / "fcm")),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("a pipe was asked for")
        said = (await process.stdout.readline()).decode()
        yield said.removeprefix("The phones are at ").strip().rstrip("/")
    finally:
        process.kill()
        await process.wait()


def _print(
    pushes: int,
    ours: list[Measured],
    bare: list[Measured],
    admin: list[Measured],
    statements: int,
) -> None:
    print(f"{pushes:,} pushes to {MEMBERS} phones, {ROUNDS} runs after a warm-up.\n")
    print("| | a second (median) | least to most | a CPU-second |\n|---|---|---|---|")
    rows = (
        ("the worker", ours),
        ("a bare client, the same bodies", bare),
        (f"firebase-admin's `send_each`, {MULTICAST} at a time", admin),
    )
    for title, found in rows:
        rates = [each.per_second for each in found]
        work = statistics.median(each.per_cpu_second for each in found)
        print(
            f"| {title} | {statistics.median(rates):,.0f} | {min(rates):,.0f} to {max(rates):,.0f}"
            f" | {work:,.0f} |"
        )

    def times(others: list[Measured], rate: Callable[[Measured], float]) -> float:
        pairs = zip(ours, others, strict=True)
        return statistics.median(rate(one) / rate(other) for one, other in pairs)

    print(
        f"\nThe worker is {times(bare, lambda each: each.per_second):.2f} times the bare client, and "
        f"{times(admin, lambda each: each.per_second):.1f} times firebase-admin's sender, of which a CPU-second "
        f"{times(admin, lambda each: each.per_cpu_second):.1f} times; {statements / pushes:.3f} statements a push."
    )


def main() -> None:
    """Read the options, and measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.push", description=__doc__)
    parser.add_argument("--pushes", type=int, default=6_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bellringer-bench-") as folder:
        Path(folder).chmod(0o755)  # started by root, PostgreSQL runs as another user
        asyncio.run(bench(Path(folder), asked.pushes))


if __name__ == "__main__":
    main()
