"""The live line: what commits in PostgreSQL reaches every open subscription of the process."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from bellringer.gamification.events import Changed
from bellringer.gamification.store.outbox import LIVE_CHANNEL
from bellringer.models.roles import APP_ROLE
from bellringer.push.listening import listen


class Bell:
    """One subscriber's bell. It holds no events: however often it is rung between two waits, it rings once.

    So a slow reader costs nothing and misses nothing: it reads the present state when it comes back.
    """

    def __init__(self, concerns: Callable[[Changed], bool]) -> None:
        self.concerns = concerns
        self._rung = asyncio.Event()

    @property
    def is_rung(self) -> bool:
        """Tell whether the next wait would return at once."""
        return self._rung.is_set()

    def ring(self) -> None:
        """Let the subscriber read again."""
        self._rung.set()

    async def wait(self) -> None:
        """Return when something that concerns the subscriber has changed since the last return."""
        await self._rung.wait()
        self._rung.clear()


class LiveLine:
    """One LISTEN connection, any number of bells."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._bells: defaultdict[UUID, set[Bell]] = defaultdict(set)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["LiveLine"]:
        """Listen for as long as the block runs; a lost line is made anew."""
        listening = asyncio.create_task(
            listen(self._dsn, {LIVE_CHANNEL: self._hear}, restored=self._ring_all, role=APP_ROLE)
        )
        try:
            yield self
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    @asynccontextmanager
    async def bell(self, org_id: UUID, concerns: Callable[[Changed], bool]) -> AsyncIterator[Bell]:
        """Hang up a bell for an organization's changes; it also rings when the line was lost and is back."""
        bell = Bell(concerns)
        self._bells[org_id].add(bell)
        try:
            yield bell
        finally:
            self._bells[org_id].discard(bell)
            if not self._bells[org_id]:
                del self._bells[org_id]

    def _hear(self, payload: str) -> None:
        org_id, changed = read_change(payload)
        for bell in self._bells.get(org_id, ()):
            if changed is None or bell.concerns(changed):
                bell.ring()

    def _ring_all(self) -> None:
        for bells in self._bells.values():
            for bell in bells:
                bell.ring()


def read_change(payload: str) -> tuple[UUID, Changed | None]:
    """Read a notice: the organization, and what changed, or None where it was too much to list."""
    said = json.loads(payload)
    org_id = UUID(said["org"])
    lists = [said.get(name, []) for name in ("boards", "members", "inbox", "feed")]
    if any(ids is None for ids in lists):
        return org_id, None
    boards, *people = lists
    members, inbox, feed = (frozenset(map(UUID, ids)) for ids in people)
    return org_id, Changed(
        org_id=org_id,
        board_ids=frozenset(boards),
        member_ids=members,
        inbox_member_ids=inbox,
        feed_audience_ids=feed,
    )
