"""Try dead letters again."""

from datetime import datetime

from bellringer.gamification.commands.deliveries import ReplayDeliveries
from bellringer.gamification.errors import NotFoundError
from bellringer.gamification.rules.deliveries import REPLAY_LASTS
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.store import audit, deliveries, outbox
from bellringer.models.database import Connection


async def replay_deliveries(
    connection: Connection, command: ReplayDeliveries, *, now: datetime
) -> int:
    """Let a worker try dead letters anew for a day, and return how many.

    Whether each is still to be sent is asked at the moment of sending, as always.

    Raises:
        NotAllowedError: Only an admin replays.
        NotFoundError: One of them is no dead letter; none is replayed.
    """
    check_administers(command.by)
    asked = set(command.delivery_ids)
    revived = await deliveries.revive(connection, asked, now=now, expires_at=now + REPLAY_LASTS)
    if revived != len(asked):
        raise NotFoundError("This is no dead letter (any more).", path=("ids",))
    await audit.append(connection, command.by, "delivery.replay", {"number": revived}, now=now)
    await outbox.ring_due(connection)
    return revived
