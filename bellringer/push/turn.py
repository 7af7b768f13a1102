"""A turn: some due deliveries of one organization, from the claim to what became of each."""

import asyncio
from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import structlog

from bellringer.gamification.actions.settle_webhooks import settle_webhooks
from bellringer.gamification.facts.webhooks import DueWebhook
from bellringer.gamification.rules.deliveries import (
    Dead,
    DeviceClaim,
    DropReason,
    DueDelivery,
    ForgetDevice,
    Sent,
    Settlement,
    Verdict,
    drop,
    reason_to_drop,
    release,
    settle,
)
from bellringer.gamification.rules.webhooks import GONE
from bellringer.gamification.store import (
    deliveries,
    devices,
    notifications,
    preferences,
    webhooks,
)
from bellringer.gamification.store.devices import ClosingDevice
from bellringer.gamification.store.notifications import Names
from bellringer.gamification.store.playbook import Shelf
from bellringer.models.database import Database, DatabaseUnavailableError
from bellringer.push import counters
from bellringer.push.doubts import read_lapsed
from bellringer.push.links import REPLACES
from bellringer.push.messages import message_of
from bellringer.push.sending import Sending
from bellringer.push.wishes import Wishes
from bellringer.words import Channel

SIZE = 128
# What a killed worker held is due again after this.
LEASE = timedelta(seconds=15)
# A send that begins later than this before the lease ends could end after it; what can't begin is given back.
SEND_LIMIT = timedelta(seconds=11)
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


class Turn:
    """Deliveries that are claimed for the length of a lease, with all that decides whether and how to send them."""

    def __init__(
        self,
        database: Database,
        sending: Sending,
        *,
        org_id: UUID,
        leased_until: datetime,
        taken: Sequence[DueDelivery],
        names: Names,
        wishes: Wishes,
        lapsed: Set[UUID],
        claims: Mapping[bytes, Sequence[DeviceClaim]],
        hooks: Mapping[UUID, DueWebhook],
    ) -> None:
        self.taken = taken
        self._database = database
        self._sending = sending
        self._org_id = org_id
        self._leased_until = leased_until
        self._names = names
        self._wishes = wishes
        self._lapsed = lapsed
        self._claims = claims
        self._hooks = hooks
        self._closing: dict[UUID, ClosingDevice] = {}
        self._told: dict[UUID, tuple[bool, bool]] = {}  # webhooks: is well, is gone

    @classmethod
    async def claim(
        cls, database: Database, door: Database, sending: Sending, shelf: Shelf, *, org_id: UUID
    ) -> "Turn | None":
        """Claim up to 128 due deliveries; None if there are none that nobody holds."""
        now = sending.clock()
        leased_until = now + LEASE
        async with database.transaction(org_id) as connection:
            taken = await deliveries.claim(
                connection,
                limit=SIZE,
                now=now,
                leased_until=leased_until,
                channels=sending.channels,
            )
            if not taken:
                return None
            names = await notifications.read_names(connection, [due.params for due in taken])
            playbook = await shelf.current(connection)
            wishes = await Wishes.read(connection, playbook, taken, now=now)
            lapsed = await read_lapsed(connection, playbook, taken, now=now)
            told = {due.webhook_id for due in taken if due.webhook_id is not None}
            hooks = await webhooks.due(connection, told, now=now)
        targets = {due.device.target_sha256 for due in taken if due.device is not None}
        async with door.outside() as connection:
            claims = await devices.read_claims(connection, targets)
        return cls(
            database,
            sending,
            org_id=org_id,
            leased_until=leased_until,
            taken=taken,
            names=names,
            wishes=wishes,
            lapsed=lapsed,
            claims=claims,
            hooks=hooks,
        )

    async def see_through(self, stop: asyncio.Event) -> None:
        """Send what is still to be sent, and write down what became of each; give back the rest after `stop`."""
        settlements = await asyncio.gather(*(self._deliver(due, stop) for due in self.taken))
        await self._save(settlements, stop)

    async def _deliver(self, due: DueDelivery, stop: asyncio.Event) -> Settlement:
        async with self._sending.slot(self._org_id):
            now = self._sending.clock()
            if stop.is_set() or now > self._leased_until - SEND_LIMIT:
                return release(due, at=now)
            held_back = self._hold_back(due, now=now)
            if held_back is not None:
                return held_back
            try:
                message = message_of(due, self._names, self._hook(due))
            except (
                Exception
            ):  # what can't be worded now never can: a dead letter, not a stuck queue
                _log.exception("dispatch.unwordable", delivery=str(due.delivery_id))
                return settle(due, Dead(code="UNWORDABLE"))
            verdict = await self._sending.send(due, message, now=now)
        if isinstance(verdict, Sent) and due.is_counted:
            self._wishes.rang(due, now=now)
        if due.webhook_id is not None:
            self._tell(due.webhook_id, verdict)
        if isinstance(verdict, ForgetDevice):
            self._close_device(due, verdict.code)
        return settle(due, verdict)

    def _hold_back(self, due: DueDelivery, *, now: datetime) -> Settlement | None:
        """Return what becomes of a delivery that is not to be sent, or not now."""
        device = due.device
        if device is not None and device.device_id in self._closing:
            return drop(due, DropReason.DEVICE_CLOSED)  # dead since the claim
        claims = () if device is None else self._claims.get(device.target_sha256, ())
        reason = reason_to_drop(due, claims, org_id=self._org_id, now=now)
        if reason is not None:
            if reason is DropReason.CLAIM_LOST:
                self._close_device(due, reason)
            return drop(due, reason)
        hook = self._hook(due)
        if hook is not None and not hook.is_open:
            return drop(due, DropReason.WEBHOOK_DISABLED)
        paused_until = self._sending.paused_until(due)
        if due.channel is Channel.WEBHOOK:  # of no member's making: whatever anybody wishes
            return release(due, at=paused_until) if now < paused_until else None
        if due.is_recall:  # silent: whatever the member wishes
            if due.kind in REPLACES:
                return drop(due, DropReason.NO_RECALL)  # a newer one may stand in its place
            return release(due, at=paused_until) if now < paused_until else None
        if due.notification_id in self._lapsed:
            return drop(due, DropReason.NO_LONGER_SO)
        wait = self._wishes.reason_to_wait(due, now=now)
        if wait is not None:
            return release(due, at=wait) if isinstance(wait, datetime) else drop(due, wait)
        return release(due, at=paused_until) if now < paused_until else None

    def _hook(self, due: DueDelivery) -> DueWebhook | None:
        return None if due.webhook_id is None else self._hooks[due.webhook_id]

    def _tell(self, webhook_id: UUID, verdict: Verdict) -> None:
        """Note how it went: one that takes anything is well."""
        is_well, is_gone = self._told.get(webhook_id, (False, False))
        code = None if isinstance(verdict, Sent) else verdict.code
        self._told[webhook_id] = is_well or code is None, is_gone or code == GONE

    def _close_device(self, due: DueDelivery, reason: str) -> None:
        if due.device is not None:
            self._closing[due.device.device_id] = ClosingDevice(
                device_id=due.device.device_id, claim_no=due.device.claim_no, reason=reason
            )

    async def _save(self, settlements: Sequence[Settlement], stop: asyncio.Event) -> None:
        while True:
            now = self._sending.clock()
            try:
                written = await self._write(settlements, now=now)
            except FAULTS as error:
                # what FCM has taken must not go out again only because the database was away, where nobody
                # can claim it meanwhile; who did claim it has a higher fence
                if now >= self._leased_until + (timedelta(0) if stop.is_set() else SAVE_LIMIT):
                    raise
                _log.warning("dispatch.save_failed", error=type(error).__name__)
                await asyncio.sleep(SAVE_AGAIN_SECONDS)
            else:
                counters.count(self._org_id, settlements, written)
                return

    async def _write(self, settlements: Sequence[Settlement], *, now: datetime) -> Set[UUID]:
        async with self._database.transaction(self._org_id) as connection:
            written = await deliveries.save(connection, settlements, now=now)
            await preferences.use(connection, self._wishes.counted())
            if self._closing:
                await devices.close(connection, self._closing.values(), now=now)
            if self._told:
                await settle_webhooks(connection, self._told, now=now)
        return written
