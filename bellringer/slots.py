"""Slots: how much is done at once, e.g. sent, shared fairly by all organizations that have something to do."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID


class Slots:
    """A number of slots, and a line of those who wait for one per organization.

    A free slot goes to the lines in turn, so that one line's length is nobody else's wait.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._lines: dict[UUID, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def of(self, org_id: UUID) -> AsyncIterator[None]:
        """Hold a slot while the block runs."""
        await self.take(org_id)
        try:
            yield
        finally:
            self.give()

    async def take(self, org_id: UUID) -> None:
        """Wait for a slot, which is to be given back."""
        if self._free:
            self._free -= 1
            return
        place = asyncio.get_running_loop().create_future()
        self._lines.setdefault(org_id, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():  # it was given one at the very moment it was cancelled
                self.give()
            raise

    def give(self) -> None:
        """Give a slot back."""
        while self._lines:
            org_id, line = next(iter(self._lines.items()))
            del self._lines[org_id]
            place = line.popleft()
            if line:
                self._lines[org_id] = line  # behind all others
            if not place.done():
                place.set_result(None)
                return
        self._free += 1
