"""Change what people read of a badge, or its bonus."""

from datetime import datetime

from bellringer.gamification.commands.badges import UpdateBadge
from bellringer.gamification.rules.badges.defining import updated
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.badges import definitions
from bellringer.models.database import Connection


async def update_badge(connection: Connection, command: UpdateBadge, *, now: datetime) -> None:
    """Change a badge from now on; awards keep the bonus they came with.

    Raises:
        NotAllowedError: Only an admin defines badges.
        UnknownBadgeError, WrongStateError: There is no such badge, or it is archived.
        InvalidTextError, InvalidInputError: A part can't be right.
    """
    await playbook.bump(connection)
    plays = await playbook.read(connection)
    badge = updated(plays, command)
    await definitions.update(connection, badge)
    details = {
        "badge_id": str(badge.badge_id),
        "bonus_points": badge.bonus_points,
        "is_secret": badge.is_secret,
    }
    await audit.append(connection, command.by, "badge.update", details, now=now)
