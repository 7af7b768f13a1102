"""Retire phones whose app has not been opened for very long."""

from datetime import datetime, timedelta

from bellringer.gamification.store import devices
from bellringer.models.database import Connection


async def retire_devices(
    connection: Connection, *, now: datetime, unseen: timedelta, limit: int = 1_000
) -> bool:
    """Close at most `limit` phones that were not seen for `unseen`; tell whether more may be left.

    Each gives up its claim. A phone that comes back registers again, as at every start of its app.
    """
    stale = await devices.lock_unseen(connection, since=now - unseen, limit=limit, reason="UNSEEN")
    if stale:
        await devices.close(connection, stale, now=now)
    return len(stale) == limit
