"""End displays."""

from dataclasses import replace
from datetime import datetime

from bellringer.gamification.commands.displays import RevokeDisplay
from bellringer.gamification.facts.displays import Display
from bellringer.gamification.rules.displays import revoked
from bellringer.gamification.store import audit, displays
from bellringer.models.database import Connection


async def revoke_display(
    connection: Connection, command: RevokeDisplay, *, now: datetime
) -> Display:
    """End what a display's token opens; one that has ended answers as before.

    Raises:
        NotAllowedError: Only an admin ends displays.
        NotFoundError: There is no such display.
    """
    display = revoked(await displays.lock(connection, command.display_id), command)
    if display.revoked_at is not None:
        return display
    await displays.revoke(connection, display.display_id, now=now)
    details = {"display_id": str(display.display_id)}
    await audit.append(connection, command.by, "display.revoke", details, now=now)
    return replace(display, revoked_at=now)
