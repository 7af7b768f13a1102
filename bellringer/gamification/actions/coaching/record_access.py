"""Put on the log at what of whom a manager looks, before the answer is given."""

from datetime import datetime

from bellringer.gamification.commands.coaching.access import RecordAccess
from bellringer.gamification.errors import NotAllowedError
from bellringer.gamification.rules.coaching.access import hour_of, is_logged
from bellringer.gamification.store.coaching import access
from bellringer.models.database import Connection


async def record_access(connection: Connection, command: RecordAccess, *, now: datetime) -> None:
    """Write a row for each member and surface, one an hour; looking again in the hour changes nothing.

    Raises:
        NotAllowedError: The principal is no member, and looks at nobody.
    """
    viewer_id, role = command.by.member_id, command.by.role
    if viewer_id is None:
        raise NotAllowedError("Only a member looks at others.")
    looks = [each for each in command.looks if is_logged(role, viewer_id, each.member_id)]
    if looks:
        await access.record(connection, viewer_id, looks, hour_at=hour_of(now))
