"""The live line: what commits in PostgreSQL reaches every open subscription of the process."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from uuid import UUID

import structlog
from prometheus_client import Gauge

from bellringer.gamification.events import Changed
from bellringer.gamification.store.outbox import LIVE_CHANNEL
from bellringer.push.line import Line

# A notice is a hint. One that a process took with it when it died, between its commit and its word, is made up
# for by looking again; so is the turn of a day or month, of which there is no notice.
LOOK_AGAIN = timedelta(seconds=30)

IS_UP = Gauge(
    "bellringer_live_line", "1 while the live line to Redis or PostgreSQL stands, else 0."
)
_log = structlog.get_logger(__name__)


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
    """One line, any number of bells."""

    def __init__(self, line: Line, *, again: timedelta = LOOK_AGAIN) -> None:
        self._line = line
        self._again = again.total_seconds()
        self._bells: defaultdict[UUID, set[Bell]] = defaultdict(set)
        self._is_up = False

    @property
    def is_up(self) -> bool:
        """Tell whether the line stands; while it doesn't, bells ring by the clock only."""
        return self._is_up

    @asynccontextmanager
    async def open(self) -> AsyncIterator["LiveLine"]:
        """Listen for as long as the block runs; a lost line is made anew."""
        tasks = [
            asyncio.create_task(
                self._line.listen({LIVE_CHANNEL: self._hear}, restored=self._stand, lost=self._fall)
            ),
            asyncio.create_task(self._ring_again()),
        ]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task

    @asynccontextmanager
    async def bell(self, org_id: UUID, concerns: Callable[[Changed], bool]) -> AsyncIterator[Bell]:
        """Hang up a bell for an organization's changes.

        It also rings when the line was lost and is back, and twice a minute without any reason.
        """
        bell = Bell(concerns)
        self._bells[org_id].add(bell)
        try:
            yield bell
        finally:
            self._bells[org_id].discard(bell)
            if not self._bells[org_id]:
                del self._bells[org_id]

    def _hear(self, payload: str) -> None:
        try:
            org_id, changed = read_change(payload)
        except (ValueError, LookupError, TypeError, AttributeError):
            _log.warning(
                "live.strange", length=len(payload)
            )  # whoever may publish may say anything
            return
        for bell in self._bells.get(org_id, ()):
            if changed is None or bell.concerns(changed):
                bell.ring()

    def _stand(self) -> None:
        self._is_up = True
        IS_UP.set(1)
        self._ring_all()

    def _fall(self) -> None:
        self._is_up = False
        IS_UP.set(0)

    async def _ring_again(self) -> None:
        while True:
            await asyncio.sleep(self._again)
            self._ring_all()

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
