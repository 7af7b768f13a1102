"""Take how the organization plays in hand, to publish something that prices."""

from datetime import datetime

from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.points.publishing import published_at
from bellringer.gamification.store import activities, playbook
from bellringer.models.database import Connection


async def open_playbook(connection: Connection, *, now: datetime) -> tuple[Playbook, datetime]:
    """Raise the playbook's version, and return the playbook and the instant to publish at.

    What is being recorded holds the organization's row, so it is waited for here; what is recorded from here
    on waits for us, and is placed anew by the new version. The instant lies after all that did not see it.
    """
    await playbook.bump(connection)
    plays = await playbook.read(connection)
    return plays, published_at(now, await activities.last_recorded_at(connection))
