"""Live events: what a subscription needs of whoever carries them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from uuid import UUID

from bellringer.gamification.events import Changed


class Bell(Protocol):
    """One subscriber's bell: rung once or a hundred times between two waits, it rings once."""

    async def wait(self) -> None:
        """Return when something that concerns the subscriber has changed since the last return."""


class LiveLine(Protocol):
    """Whoever tells what has changed, e.g. by LISTEN."""

    def bell(
        self, org_id: UUID, concerns: Callable[[Changed], bool]
    ) -> AbstractAsyncContextManager[Bell]:
        """Hang up a bell for an organization's changes; it also rings when the line was lost and is back."""
