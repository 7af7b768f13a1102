"""Remove a phone, as signing out on it does."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands import Principal
from bellringer.gamification.errors import UnknownDeviceError
from bellringer.gamification.store import devices
from bellringer.models.database import Connection


async def remove_device(
    connection: Connection, by: Principal, device_id: UUID, *, now: datetime
) -> None:
    """Close a phone of the member's own and give up the claim on it; a closed one stays closed.

    Raises:
        UnknownDeviceError: The member has no such phone.
    """
    if by.member_id is None:
        raise UnknownDeviceError(path=("id",))
    found = await devices.lock_own(
        connection, device_id, member_id=by.member_id, reason="SIGNED_OUT"
    )
    if found is None:
        raise UnknownDeviceError(path=("id",))
    device, is_open = found
    if is_open:
        await devices.close(connection, [device], now=now)
