"""The sending: the ways out that all turns of a worker share, how much goes at once, and when none may."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from uuid import UUID

import structlog

from bellringer.gamification.rules.deliveries import (
    Answer,
    DueDelivery,
    Retry,
    Verdict,
    follow_answer,
)
from bellringer.push.port import Event, Mail, Push, Ways
from bellringer.slots import Slots
from bellringer.words import Channel

SENDS_AT_ONCE = 32

_log = structlog.get_logger(__name__)


class Sending:
    """What one worker knows of its providers."""

    def __init__(
        self, ways: Ways, *, clock: Callable[[], datetime], chance: Callable[[], float]
    ) -> None:
        self.channels = ways.channels
        self.clock = clock
        self._ways = ways
        self._chance = chance
        self._slots = Slots(SENDS_AT_ONCE)
        self._paused_until = dict.fromkeys(Channel, datetime.min.replace(tzinfo=UTC))
        self._paused_webhooks: dict[UUID, datetime] = {}

    def slot(self, org_id: UUID) -> AbstractAsyncContextManager[None]:
        """Wait for an organization's turn to send one message."""
        return self._slots.of(org_id)

    def opens_at(self) -> datetime:
        """Return when anything may be sent by some way."""
        return min(self._paused_until[channel] for channel in self.channels)

    def paused_until(self, due: DueDelivery) -> datetime:
        """Return when a delivery's way may be used, which is past unless who is at its end asked to wait."""
        channel = self._paused_until[due.channel]
        if due.webhook_id is None:
            return channel
        return self._paused_webhooks.get(due.webhook_id, channel)

    async def send(
        self, due: DueDelivery, message: Push | Mail | Event, *, now: datetime
    ) -> Verdict:
        """Send a message of a delivery, and return what follows from the answer.

        When the provider asks to wait, nothing begins by its way before that.
        """
        answer = await self._hand_over(message, now=now)
        verdict = follow_answer(
            answer,
            attempts=due.attempts,
            expires_at=due.expires_at,
            now=self.clock(),
            chance=self._chance(),
        )
        # a webhook that does not answer holds a place for so long that no more is tried before it is asked again
        is_silent = due.webhook_id is not None and answer.status is None
        if isinstance(verdict, Retry) and (verdict.pauses_sender or is_silent):
            self._pause(due, until=max(self.paused_until(due), verdict.at))
            _log.warning("dispatch.paused", code=verdict.code, until=verdict.at.isoformat())
        return verdict

    def _pause(self, due: DueDelivery, *, until: datetime) -> None:
        if due.webhook_id is None:
            self._paused_until[due.channel] = until
            return
        # one that asks to wait holds up nobody else; those whose time has come are forgotten
        now = self.clock()
        waiting = {each: at for each, at in self._paused_webhooks.items() if at > now}
        self._paused_webhooks = waiting | {due.webhook_id: until}

    async def _hand_over(self, message: Push | Mail | Event, *, now: datetime) -> Answer:
        match message:
            case Push() if self._ways.push is not None:
                return await self._ways.push.send(message, now=now)
            case Mail() if self._ways.mail is not None:
                return await self._ways.mail.send(message)
            case Event() if self._ways.webhooks is not None:
                return await self._ways.webhooks.send(message, now=now)
            case _:
                raise LookupError("what can't be sent here is not claimed")
