"""The dispatcher: takes due deliveries, organization by organization, and sees each through to the provider."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import structlog

from bellringer.clock import utc_now
from bellringer.gamification.rules.deliveries import (
    Dead,
    DeviceClaim,
    DropReason,
    DueDelivery,
    ForgetDevice,
    Retry,
    Settlement,
    drop,
    follow_answer,
    reason_to_drop,
    release,
    settle,
)
from bellringer.gamification.store import deliveries, devices, notifications
from bellringer.gamification.store.devices import ClosingDevice
from bellringer.gamification.store.notifications import Names
from bellringer.ids import fraction
from bellringer.models.database import Database, DatabaseUnavailableError
from bellringer.push import counters
from bellringer.push.links import path_of, thread_of
from bellringer.push.port import Push, Sender
from bellringer.push.wording import words

TURN = 128
LANES = 4
SENDS_AT_ONCE = 32
# What a killed worker held is due again after this.
LEASE = timedelta(seconds=15)
# A send that begins later than this before the lease ends could end after it; what can't begin is given back.
SEND_LIMIT = timedelta(seconds=11)
POLL_SECONDS = 3.0
SAVE_AGAIN_SECONDS = 1.0
SAVE_LIMIT = timedelta(minutes=5)

FAULTS = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    DatabaseUnavailableError,
)

_log = structlog.get_logger(__name__)


class Dispatcher:
    """One worker's part of the sending; any number of them share the work through the database."""

    def __init__(
        self,
        *,
        database: Database,
        door: Database,
        sender: Sender,
        clock: Callable[[], datetime] = utc_now,
        chance: Callable[[], float] = fraction,
    ) -> None:
        self._database = database
        self._door = door
        self._sender = sender
        self._clock = clock
        self._chance = chance
        self._slots = asyncio.Semaphore(SENDS_AT_ONCE)
        self._wake = asyncio.Event()
        self._paused_until = datetime.min.replace(tzinfo=UTC)
        self._next_at: datetime | None = None

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
        """Give every organization that has due deliveries one turn; return how many were taken in all.

        A turn is at most 128 deliveries, so that whoever has thousands waits for whoever has one.
        """
        now = self._clock()
        if now < self._paused_until:
            self._next_at = self._paused_until
            return 0
        async with self._door.outside() as connection:
            waiting = await deliveries.read_waiting(connection)
        self._next_at = min((each.next_at for each in waiting if each.next_at > now), default=None)
        queue = deque(each.org_id for each in waiting if each.next_at <= now)
        async with asyncio.TaskGroup() as group:
            lanes = [group.create_task(self._lane(queue, stop)) for _ in range(LANES)]
        return sum(lane.result() for lane in lanes)

    async def _lane(self, queue: deque[UUID], stop: asyncio.Event) -> int:
        taken = 0
        while queue and not stop.is_set():
            org_id = queue.popleft()
            try:
                taken += await self._turn(org_id, stop)
            except FAULTS as error:
                # what was claimed comes back when its lease ends
                _log.warning("dispatch.turn_failed", org=str(org_id), error=type(error).__name__)
            except (
                Exception
            ):  # a mistake that one organization's rows bring out must not stop others
                _log.exception("dispatch.turn_broken", org=str(org_id))
        return taken

    async def _turn(self, org_id: UUID, stop: asyncio.Event) -> int:
        now = self._clock()
        leased_until = now + LEASE
        async with self._database.transaction(org_id) as connection:
            taken = await deliveries.claim(
                connection, limit=TURN, now=now, leased_until=leased_until
            )
            if not taken:
                return 0
            names = await notifications.read_names(connection, [due.params for due in taken])
        claims = await self._read_claims(taken)
        turn = _Turn(org_id, leased_until, names, claims, stop)
        ends = await asyncio.gather(*(self._deliver(due, turn) for due in taken))
        await self._save(turn, ends)
        return len(taken)

    async def _read_claims(self, taken: Sequence[DueDelivery]) -> Mapping[bytes, list[DeviceClaim]]:
        targets = {due.device.target_sha256 for due in taken if due.device is not None}
        async with self._door.outside() as connection:
            return await devices.read_claims(connection, targets)

    async def _deliver(
        self, due: DueDelivery, turn: "_Turn"
    ) -> tuple[Settlement, ClosingDevice | None]:
        async with self._slots:
            now = self._clock()
            if turn.stop.is_set() or now > turn.leased_until - SEND_LIMIT:
                return release(due, at=now), None
            reason = reason_to_drop(due, turn.claims_on(due), org_id=turn.org_id, now=now)
            if reason is not None:
                is_lost = reason is DropReason.CLAIM_LOST
                return drop(due, reason), _closing(due, reason) if is_lost else None
            if now < self._paused_until:
                return release(due, at=self._paused_until), None
            try:
                push = _push(due, turn)
            except (
                Exception
            ):  # what can't be worded now never can: a dead letter, not a stuck queue
                _log.exception("dispatch.unwordable", delivery=str(due.delivery_id))
                return settle(due, Dead(code="UNWORDABLE")), None
            answer = await self._sender.send(push, now=now)
            verdict = follow_answer(
                answer,
                attempts=due.attempts,
                expires_at=due.expires_at,
                now=self._clock(),
                chance=self._chance(),
            )
        if isinstance(verdict, Retry) and verdict.pauses_sender:
            self._paused_until = max(self._paused_until, verdict.at)
            _log.warning("dispatch.paused", code=verdict.code, until=verdict.at.isoformat())
        closing = _closing(due, verdict.code) if isinstance(verdict, ForgetDevice) else None
        return settle(due, verdict), closing

    async def _save(
        self, turn: "_Turn", ends: Sequence[tuple[Settlement, ClosingDevice | None]]
    ) -> None:
        settlements = [settlement for settlement, _ in ends]
        closing = [device for _, device in ends if device is not None]
        while True:
            now = self._clock()
            try:
                written = await self._write(turn.org_id, settlements, closing, now=now)
            except FAULTS as error:
                # what FCM has taken must not go out again only because the database was away, where nobody
                # can claim it meanwhile; who did claim it has a higher fence
                if now >= turn.leased_until + (timedelta(0) if turn.stop.is_set() else SAVE_LIMIT):
                    raise
                _log.warning("dispatch.save_failed", error=type(error).__name__)
                await asyncio.sleep(SAVE_AGAIN_SECONDS)
            else:
                counters.count(turn.org_id, settlements, written)
                return

    async def _write(
        self,
        org_id: UUID,
        settlements: Sequence[Settlement],
        closing: Sequence[ClosingDevice],
        *,
        now: datetime,
    ) -> Set[UUID]:
        async with self._database.transaction(org_id) as connection:
            written = await deliveries.save(connection, settlements, now=now)
            if closing:
                await devices.close(connection, closing, now=now)
        return written

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


class _Turn:
    """What all deliveries of one turn share."""

    __slots__ = ("_claims", "leased_until", "names", "org_id", "stop")

    def __init__(
        self,
        org_id: UUID,
        leased_until: datetime,
        names: Names,
        claims: Mapping[bytes, list[DeviceClaim]],
        stop: asyncio.Event,
    ) -> None:
        self.org_id = org_id
        self.leased_until = leased_until
        self.names = names
        self.stop = stop
        self._claims = claims

    def claims_on(self, due: DueDelivery) -> Sequence[DeviceClaim]:
        """Return all claims on the delivery's phone."""
        return () if due.device is None else self._claims.get(due.device.target_sha256, ())


def _push(due: DueDelivery, turn: _Turn) -> Push:
    if due.device is None:
        raise ValueError("a delivery without a phone is dropped before")
    said = words(due.kind, due.params, turn.names, reader_id=due.member_id, locale=due.locale)
    return Push(
        organization=turn.names.organization,
        notification_id=due.notification_id,
        kind=due.kind,
        target_kind=due.device.target_kind,
        target=due.device.target,
        title=said.title,
        body=said.body,
        path=path_of(due.kind, due.params),
        thread=thread_of(due.kind, due.params),
        badge=due.unread_count,
        expires_at=due.expires_at,
    )


def _closing(due: DueDelivery, reason: str) -> ClosingDevice | None:
    if due.device is None:
        return None
    return ClosingDevice(
        device_id=due.device.device_id, claim_no=due.device.claim_no, reason=reason
    )
