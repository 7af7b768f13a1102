"""Register a phone, so that it rings for the member who is signed in on it."""

import re
from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.devices import RegisterDevice
from bellringer.gamification.errors import InvalidTextError, NotAllowedError
from bellringer.gamification.rules.texts import checked
from bellringer.gamification.store import devices
from bellringer.ids import new_id
from bellringer.models.database import Connection

TARGET_LIMIT = 4096
VERSION_LIMIT = 40
DEVICE_LIMIT = 10
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")


async def register_device(
    connection: Connection, command: RegisterDevice, *, now: datetime
) -> UUID:
    """Make the phone the member's, whoever used it before, and return its device id.

    Registering again refreshes it, in two statements: an app does so whenever it starts. Of more than 10 open
    phones of one member the one not seen for longest is closed.

    Raises:
        NotAllowedError: The principal is no member.
        InvalidTextError: The address, the version or the locale can't be right.
    """
    member_id = command.by.member_id
    if member_id is None:
        raise NotAllowedError("Only a member has phones.")
    target = checked(command.target, limit=TARGET_LIMIT, field="target")
    if not target.isascii() or any(sign.isspace() for sign in target):
        raise InvalidTextError("This is no FCM address.", path=("target",))
    device_id, is_new = await devices.register(
        connection,
        device_id=new_id(),
        member_id=member_id,
        target_kind=command.target_kind,
        target=target,
        platform=command.platform,
        app_version=command.app_version
        and checked(command.app_version, limit=VERSION_LIMIT, field="appVersion"),
        locale=_checked_locale(command.locale),
        now=now,
    )
    if is_new:
        surplus = await devices.lock_surplus(
            connection, member_id=member_id, keep=DEVICE_LIMIT, reason="TOO_MANY"
        )
        if surplus:
            await devices.close(connection, surplus, now=now)
    return device_id


def _checked_locale(locale: str | None) -> str | None:
    if locale is None:
        return None
    if not _LOCALE.fullmatch(locale):
        raise InvalidTextError("A locale looks like de, or de-AT.", path=("locale",))
    return locale.replace("_", "-")
