"""Remove a phone, as signing out on it does."""

from datetime import datetime

from bellringer.gamification.commands.devices import RemoveDevice
from bellringer.gamification.errors import UnknownDeviceError
from bellringer.gamification.store import devices
from bellringer.models.database import Connection


async def remove_device(connection: Connection, command: RemoveDevice, *, now: datetime) -> None:
    """Close a phone of the member's own and give up the claim on it; a closed one stays closed.

    Raises:
        UnknownDeviceError: The member has no such phone.
    """
    member_id = command.by.member_id
    if member_id is None:
        raise UnknownDeviceError(path=("id",))
    found = await devices.lock_own(
        connection, command.device_id, member_id=member_id, reason="SIGNED_OUT"
    )
    if found is None:
        raise UnknownDeviceError(path=("id",))
    device, is_open = found
    if is_open:
        await devices.close(connection, [device], now=now)
