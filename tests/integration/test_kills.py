"""Everything that can be killed is, under traffic: nothing acknowledged is lost, and nothing counts twice."""

import asyncio
import base64
import os
import random  # noqa: TID251 - seeded
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from bellringer.api.development import mint_development_token
from bellringer.clock import utc_now
from bellringer.config import Settings
from bellringer.gamification.actions.recount import recount
from bellringer.models.database import Database, DatabaseUnavailableError
from bellringer.models.embedded import running_dsn
from bellringer.models.migrations import is_ready
from bellringer.node_ids import pack
from bellringer.standins.fcm import FcmStandin, running
from bellringer.words import Role
from tests.builders import enrol, member, organization
from tests.doing import rows
from tests.integration.push.telling import register
from tests.recording import agreed_goal

MEMBERS = 6
SEED = 20
START_SECONDS = 60.0
BACK_SECONDS = 20.0
VICTIMS = {
    "API": "-m bellringer serve",
    "worker": "-m bellringer worker",
    "PostgreSQL": "bin/postgres -D",
    "backend": "postgres: owner",
}
RECORD = """
mutation Record($input: ActivityRecordInput!) {
  activityRecord(input: $input) { activity { id } userErrors { code } }
}"""


async def until(is_so: Callable[[], Awaitable[bool]], *, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110 - processes and tables are looked at
            await asyncio.sleep(0.02)


@dataclass
class Deployment:
    """`bellringer serve` with a database of its own; started again where it is killed, as by a supervisor."""

    folder: Path
    port: int
    standin: FcmStandin
    process: asyncio.subprocess.Process = field(init=False)
    seen: dict[int, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("BELLRINGER_")
        }
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bellringer", "serve", "--port", str(self.port)),
            cwd=self.folder,
            env={
                **inherited,
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "BELLRINGER_FCM_BASE_URL": self.standin.url,
                "BELLRINGER_FIREBASE_PROJECT_ID": self.standin.account.project_id,
                "GOOGLE_APPLICATION_CREDENTIALS": str(self.standin.key_file),
            },
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def kill(self, victim: str) -> None:
        """Kill one process, as soon as there is one of its kind."""
        found: list[int] = []

        async def is_found() -> bool:
            found.extend(
                pid
                for pid, command in family(self.process.pid)
                if VICTIMS[victim] in command and "keeper.py" not in command
            )
            return bool(found)

        await until(is_found, seconds=BACK_SECONDS)
        self.look()
        os.kill(found[0], signal.SIGKILL)
        if victim == "API":
            await self.process.wait()
            await self.start()

    def look(self) -> None:
        """Remember the processes that there are."""
        self.seen |= dict(family(self.process.pid))

    async def is_gone(self) -> bool:
        """Tell whether no process that was ever seen is left."""
        return not any(command == self.seen[pid] for pid in self.seen for command in named_now(pid))

    async def database(self) -> tuple[str, Database]:
        """Open its database, once that runs and has its tables."""
        opened: list[tuple[str, Database]] = []

        async def is_open() -> bool:
            dsn = running_dsn(self.folder / ".bellringer")
            if dsn is not None and not opened:
                with suppress(DatabaseUnavailableError):
                    opened.append((dsn, await Database.open(dsn)))
            return bool(opened) and await is_ready(opened[0][1])

        await until(is_open, seconds=START_SECONDS)
        return opened[0]


def named_now(pid: int) -> Iterator[str]:
    """What a process calls itself; nothing if it is gone, or dead and unburied."""
    with suppress(FileNotFoundError, ProcessLookupError):
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        if command:
            yield command


def family(pid: int) -> Iterator[tuple[int, str]]:
    """A process and all below it, with what they call themselves."""
    for command in named_now(pid):
        yield pid, command
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from family(int(child))


@dataclass
class Traffic:
    """Members who sell, and send again with the same key until they are told that it is written."""

    url: str
    tokens: list[str]
    acknowledged: dict[str, UUID] = field(default_factory=dict)
    sent_at: list[float] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> None:
        """Sell until `stop`; what is under way is seen through."""
        patience = aiohttp.ClientTimeout(total=8)
        async with aiohttp.ClientSession(timeout=patience) as session, asyncio.TaskGroup() as group:
            for token in self.tokens:
                group.create_task(self._sell(session, token, stop))

    async def _sell(self, session: aiohttp.ClientSession, token: str, stop: asyncio.Event) -> None:
        number = self.tokens.index(token)
        deals = 0
        while not stop.is_set():
            deals += 1
            key = f"{number}-{deals}"
            deal = {"idempotencyKey": key, "kind": "deal_won", "amount": {"amountMinor": 1_000}}
            sent_at = time.monotonic()
            while (answer := await self._send(session, token, deal)) is None:
                await asyncio.sleep(0.1)
                sent_at = time.monotonic()
            assert answer["userErrors"] == []
            self.acknowledged[key] = named(answer["activity"]["id"])
            self.sent_at.append(sent_at)
            await asyncio.sleep(0.1)

    async def _send(
        self, session: aiohttp.ClientSession, token: str, deal: dict[str, Any]
    ) -> dict[str, Any] | None:
        try:
            async with session.post(
                f"{self.url}/graphql",
                json={"query": RECORD, "variables": {"input": deal}},
                headers={"Authorization": f"Bearer {token}"},
            ) as answer:
                body = await answer.json()
        except (aiohttp.ClientError, TimeoutError):
            return None
        if "errors" in body:  # a phone waits and sends again, and so it is told
            assert [e["extensions"]["code"] for e in body["errors"]] == ["UNAVAILABLE"], body
            return None
        recorded: dict[str, Any] = body["data"]["activityRecord"]
        return recorded

    async def go_on(self, count: int, *, seconds: float) -> None:
        """Wait until so many are acknowledged that were sent from now on."""
        now = time.monotonic()

        async def is_going_on() -> bool:
            return count <= sum(sent_at > now for sent_at in self.sent_at)

        await until(is_going_on, seconds=seconds)


def named(identifier: str) -> UUID:
    return UUID(base64.urlsafe_b64decode(identifier + "==").decode().partition(":")[2])


@asynccontextmanager
async def deployed(folder: Path) -> AsyncIterator[Deployment]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    async with running(data_dir=folder / "phones") as standin:
        deployment = Deployment(folder, port, standin)
        await deployment.start()
        try:
            yield deployment
        finally:
            with suppress(ProcessLookupError):
                deployment.process.terminate()
            await deployment.process.wait()


async def sellers(database: Database) -> tuple[UUID, list[str]]:
    """Members with a phone and a goal each, whose marks lie close together; and their addresses."""
    now = utc_now()
    org = await organization(database, now=now)
    addresses = []
    for number in range(MEMBERS):
        name = f"seller-{number}"
        member_id = await enrol(database, org.org_id, name, team="north", now=now)
        await register(database, member(org.org_id, member_id, Role.REP), name, now=now)
        await agreed_goal(
            database,
            org,
            owner_id=member_id,
            metric_key="deals",
            target=40,
            milestones=tuple(range(5, 100, 5)),
            starts_on=now.date().replace(day=1),
            ends_on=now.date().replace(year=now.year + 1, day=1),
        )
        addresses.append(f"{name}@example.com")
    return org.org_id, addresses


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
async def test_O1_kills_in_any_order_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    async with deployed(tmp_path) as deployment:
        _, database = await deployment.database()
        org_id, addresses = await sellers(database)
        await database.close()
        settings = Settings(data_dir=tmp_path / ".bellringer")
        traffic = Traffic(
            deployment.url,
            [
                mint_development_token(settings, org="acme", email=each, minutes=60, now=utc_now())
                for each in addresses
            ],
        )
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as selling:
            selling.create_task(traffic.run(stop))
            await traffic.go_on(12, seconds=START_SECONDS)
            for victim in chance.sample(list(VICTIMS), len(VICTIMS)):
                await asyncio.sleep(chance.uniform(0, 0.2))
                await deployment.kill(victim)
                await traffic.go_on(6, seconds=BACK_SECONDS)
            stop.set()

        dsn, database = await deployment.database()
        await nothing_is_lost(dsn, traffic)
        await everything_rang(dsn, deployment.standin)
        async with database.reading(org_id) as connection:
            assert await recount(connection) == ()
        await database.close()
        deployment.look()
    await until(deployment.is_gone, seconds=BACK_SECONDS)


async def nothing_is_lost(dsn: str, traffic: Traffic) -> None:
    """Every acknowledged activity is there, under the id that was answered, and no other."""
    found = await rows(dsn, "SELECT idempotency_key, activity_id FROM activity")
    assert len(found) == len(traffic.acknowledged)
    assert dict(found) == traffic.acknowledged


async def everything_rang(dsn: str, standin: FcmStandin) -> None:
    """Each crossing was announced once, and each notification reached its phone."""
    # what a killed worker held is free when its lease ends
    await rows(dsn, "UPDATE delivery SET next_at = now() WHERE state = 'PENDING'")

    async def is_settled() -> bool:
        return await rows(dsn, "SELECT FROM delivery WHERE state = 'PENDING' LIMIT 1") == []

    await until(is_settled, seconds=BACK_SECONDS)
    [(crossings, announced)] = await rows(
        dsn,
        "SELECT (SELECT count(*) FROM crossing), (SELECT count(*) FROM announcement"
        " WHERE kind IN ('MILESTONE_CROSSED', 'GOAL_MET'))",
    )
    assert crossings == announced > 0
    due = await rows(
        dsn,
        "SELECT notification_id, state FROM delivery JOIN notification USING (org_id, notification_id)",
    )
    assert {state for _, state in due} == {"SENT"}
    rang = Counter(each.message["data"]["notification_id"] for each in standin.received)
    assert set(rang) == {pack("Notification", notification_id) for notification_id, _ in due}
