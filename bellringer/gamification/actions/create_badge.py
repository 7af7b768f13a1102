"""Define a badge."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.badges import CreateBadge
from bellringer.gamification.rules.badges.defining import created
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.badges import definitions
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def create_badge(connection: Connection, command: CreateBadge, *, now: datetime) -> UUID:
    """Define a badge, and archive the one that it replaces; returns its id.

    Raises:
        NotAllowedError: Only an admin defines badges.
        NameTakenError: Another badge has the key.
        UnknownBadgeError, WrongStateError: What it replaces is not there, or archived before.
        InvalidTextError, InvalidInputError, UnknownMetricError: A part can't be right.
    """
    # locks the organization's row first, so that two at once don't take one key or replace one badge
    await playbook.bump(connection)
    plays = await playbook.read(connection)
    badge = created(plays, command, badge_id=new_id())
    await definitions.insert(connection, badge, replaces_id=command.replaces_id, now=now)
    details = {"badge_id": str(badge.badge_id), "badge_key": badge.badge_key}
    if command.replaces_id is not None:
        await definitions.archive(connection, command.replaces_id, now=now)
        details["replaces_id"] = str(command.replaces_id)
    await audit.append(connection, command.by, "badge.create", details, now=now)
    return badge.badge_id
