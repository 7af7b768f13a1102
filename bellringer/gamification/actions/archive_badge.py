"""End a badge."""

from datetime import datetime

from bellringer.gamification.commands.badges import ArchiveBadge
from bellringer.gamification.rules.badges.defining import check_live
from bellringer.gamification.rules.by_hand import badge_of
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.badges import definitions
from bellringer.models.database import Connection


async def archive_badge(connection: Connection, command: ArchiveBadge, *, now: datetime) -> None:
    """End a badge: its awards stay, new ones are not made.

    Raises:
        NotAllowedError: Only an admin ends badges.
        UnknownBadgeError, WrongStateError: There is no such badge, or it is archived.
    """
    check_administers(command.by)
    await playbook.bump(connection)
    plays = await playbook.read(connection)
    check_live(badge_of(plays, command.badge_id))
    await definitions.archive(connection, command.badge_id, now=now)
    details = {"badge_id": str(command.badge_id)}
    await audit.append(connection, command.by, "badge.archive", details, now=now)
