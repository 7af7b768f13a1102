"""The dispatcher: takes due deliveries, organization by organization, and sees each through to the provider."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

import structlog

from bellringer.clock import utc_now
from bellringer.gamification.store import deliveries
from bellringer.gamification.store.playbook import Shelf
from bellringer.ids import fraction
from bellringer.models.database import Database
from bellringer.push.port import Ways
from bellringer.push.sending import Sending
from bellringer.push.turn import FAULTS, SIZE, Turn

LANES = 4
TURNS_A_ROUND = 8
POLL_SECONDS = 3.0

_log = structlog.get_logger(__name__)


class Dispatcher:
    """One worker's part of the sending; any number of them share the work through the database."""

    def __init__(
        self,
        *,
        database: Database,
        door: Database,
        ways: Ways,
        clock: Callable[[], datetime] = utc_now,
        chance: Callable[[], float] = fraction,
    ) -> None:
        self._database = database
        self._door = door
        self._clock = clock
        self._sending = Sending(ways, clock=clock, chance=chance)
        self._shelf = Shelf()
        self._wake = asyncio.Event()
        self._next_at: datetime | None = None

    def opens_at(self) -> datetime:
        """Return when sending may begin again; past, unless a provider asked to wait."""
        return self._sending.opens_at()

    def ring(self, _: str = "") -> None:
        """Look at once: deliveries were made."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is due until `stop`; then end the sends under way and give back the rest."""
        waking = asyncio.create_task(self._wake_at(stop))
        try:
            while not stop.is_set():
                self._wake.clear()
                taken = 0
                try:
                    taken = await self.round(stop)
                except FAULTS as error:
                    _log.warning("dispatch.failed", error=type(error).__name__)
                if not taken and not stop.is_set():
                    await self._rest()
        finally:
            waking.cancel()
            with suppress(asyncio.CancelledError):
                await waking

    async def round(self, stop: asyncio.Event) -> int:
        """Give every organization that has due deliveries its turns; return how many were taken in all.

        A turn is at most 128 deliveries. Whoever has more queues up again behind all others, up to 8 times, so that
        whoever has thousands waits for whoever has one; its next turn is claimed while the one before is sent.
        """
        now = self._clock()
        opens_at = self._sending.opens_at()
        if now < opens_at:
            self._next_at = opens_at
            return 0
        async with self._door.outside() as connection:
            waiting = await deliveries.read_waiting(connection)
        self._next_at = min((each.next_at for each in waiting if each.next_at > now), default=None)
        due = [each.org_id for each in waiting if each.next_at <= now]
        round_ = _Round(due, self._claim, stop)
        await round_.run()
        return round_.taken

    async def _claim(self, org_id: UUID) -> Turn | None:
        return await Turn.claim(
            self._database, self._door, self._sending, self._shelf, org_id=org_id
        )

    async def _rest(self) -> None:
        seconds = POLL_SECONDS
        if self._next_at is not None:
            until = (self._next_at - self._clock()).total_seconds()
            seconds = min(POLL_SECONDS, max(until, 0.05))
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()


class _Round:
    """The organizations of one round, and the lanes on which their turns are taken."""

    def __init__(
        self,
        org_ids: Sequence[UUID],
        claim: Callable[[UUID], Awaitable[Turn | None]],
        stop: asyncio.Event,
    ) -> None:
        self.taken = 0
        self._queue = deque(org_ids)
        self._turns = Counter(org_ids)
        self._claim = claim
        self._stop = stop
        self._lanes = 0

    async def run(self) -> None:
        """Take all turns."""
        async with asyncio.TaskGroup() as group:
            self._open_lanes(group)

    def _open_lanes(self, group: asyncio.TaskGroup) -> None:
        for _ in range(min(LANES - self._lanes, len(self._queue))):
            self._lanes += 1
            group.create_task(self._lane(group))

    async def _lane(self, group: asyncio.TaskGroup) -> None:
        while self._queue and not self._stop.is_set():
            org_id = self._queue.popleft()
            try:
                await self._take(org_id, group)
            except FAULTS as error:
                # what was claimed comes back when its lease ends
                _log.warning("dispatch.turn_failed", org=str(org_id), error=type(error).__name__)
            except (
                Exception
            ):  # a mistake that one organization's rows bring out must not stop others
                _log.exception("dispatch.turn_broken", org=str(org_id))
        self._lanes -= 1

    async def _take(self, org_id: UUID, group: asyncio.TaskGroup) -> None:
        turn = await self._claim(org_id)
        if turn is None:
            return
        self.taken += len(turn.taken)
        if len(turn.taken) == SIZE and self._turns[org_id] < TURNS_A_ROUND:
            self._turns[org_id] += 1
            self._queue.append(org_id)
            self._open_lanes(group)
        await turn.see_through(self._stop)
