"""A whole deployment with a database of its own, whose parts are killed and come back as by a supervisor."""

import asyncio
import os
import random  # noqa: TID251 - seeded
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bellringer.models.database import Database, DatabaseUnavailableError
from bellringer.models.embedded import running_dsn
from bellringer.models.migrations import is_ready
from bellringer.standins.fcm import FcmStandin, running
from tests.kills.processes import family, named_now
from tests.kills.waiting import until

# Patience, for machines that are busy; 20 seconds are promised, and the report says how many it took.
START_SECONDS = 180.0
BACK_SECONDS = 120.0
AGAIN_SECONDS = 0.2
VICTIMS = {
    "API": "-m bellringer serve",
    "worker": "-m bellringer worker",
    "PostgreSQL": "bin/postgres -D",
    "backend": "postgres: owner",
}


@dataclass
class Deployment:
    """`bellringer serve`, which brings a database and a worker, and one worker more."""

    folder: Path
    port: int
    standin: FcmStandin
    chance: random.Random
    process: asyncio.subprocess.Process = field(init=False)
    other: asyncio.subprocess.Process | None = None
    seen: dict[int, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start the API with its database and its worker."""
        self.process = await self._spawn("serve", "--port", str(self.port))

    async def keep_other_worker(self) -> None:
        """Run one more worker, and start it again whenever it ends, until this is cancelled."""
        while True:
            self.other = await self._spawn("worker")
            try:
                await self.other.wait()
            except asyncio.CancelledError:
                with suppress(ProcessLookupError):
                    self.other.terminate()
                await self.other.wait()
                raise
            await asyncio.sleep(AGAIN_SECONDS)

    async def kill(self, victim: str) -> None:
        """Kill one process, as soon as there is one of its kind."""
        pid = await self._find(victim)
        os.kill(pid, signal.SIGKILL)
        if victim == "API":
            await self.process.wait()
            await self.start()

    async def freeze_worker(self, seconds: float) -> None:
        """Stop a worker in whatever it does, and let it go on later."""
        pid = await self._find("worker")
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(seconds)
            os.kill(pid, signal.SIGCONT)

    def look(self) -> None:
        """Remember the processes that there are."""
        self.seen |= dict(family(self.process.pid))
        if self.other is not None:
            self.seen |= dict(family(self.other.pid))

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

    async def _find(self, victim: str) -> int:
        found: list[int] = []

        async def is_found() -> bool:
            self.look()
            alive = {pid: command for pid in self.seen for command in named_now(pid)}
            found.extend(
                pid
                for pid, command in alive.items()
                if VICTIMS[victim] in command and "keeper.py" not in command
            )
            return bool(found)

        await until(is_found, seconds=BACK_SECONDS)
        return self.chance.choice(sorted(found))

    async def _spawn(self, *command: str) -> asyncio.subprocess.Process:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("BELLRINGER_")
        }
        # looked at by people only; the process has a handle of its own
        with (self.folder / "log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bellringer", *command),
                cwd=self.folder,
                env={
                    **inherited,
                    "PYTHONPATH": str(Path(__file__).parents[2]),
                    "BELLRINGER_FCM_BASE_URL": self.standin.url,
                    "BELLRINGER_FIREBASE_PROJECT_ID": self.standin.account.project_id,
                    "GOOGLE_APPLICATION_CREDENTIALS": str(self.standin.key_file),
                },
                stdout=log,
                stderr=log,
            )


@asynccontextmanager
async def deployed(folder: Path, chance: random.Random) -> AsyncIterator[Deployment]:
    """Run a deployment while the block runs; nothing of it is left afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    async with running(data_dir=folder / "phones") as standin:
        deployment = Deployment(folder, port, standin, chance)
        await deployment.start()
        worker: asyncio.Task[None] | None = None
        try:
            await (await deployment.database())[1].close()
            worker = asyncio.create_task(deployment.keep_other_worker())
            yield deployment
            deployment.look()
        finally:
            if worker is not None:
                worker.cancel()
                with suppress(asyncio.CancelledError):
                    await worker
            with suppress(ProcessLookupError):
                deployment.process.terminate()
            await deployment.process.wait()
    await until(deployment.is_gone, seconds=BACK_SECONDS)
