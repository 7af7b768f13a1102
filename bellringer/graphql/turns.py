"""Turns: of all events that are each somebody's own, few are made at once, so that requests keep their turn.

An event for a thousand screens is a thousand executions. Begun all at once they would share one loop with every
request, which then waits for a piece of each of them at each of its own steps.
"""

from uuid import UUID

from bellringer.slots import Slots

EVENTS_AT_ONCE = 32


class Turn:
    """One subscription's turn to make an event; organizations that have events to make are served in turn."""

    def __init__(self, slots: Slots, org_id: UUID) -> None:
        self._slots = slots
        self._org_id = org_id
        self._is_held = False

    async def take(self) -> None:
        """Wait for a turn, unless it is held."""
        if not self._is_held:
            await self._slots.take(self._org_id)
            self._is_held = True

    def give(self) -> None:
        """Give it back, if it is held: before an event is sent, as nobody may wait for who doesn't read."""
        if self._is_held:
            self._is_held = False
            self._slots.give()
