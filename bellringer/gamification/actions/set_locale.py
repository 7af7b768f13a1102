"""Choose the language that one is spoken to in."""

from datetime import datetime

from bellringer.gamification.commands.members import SetLocale
from bellringer.gamification.errors import NotAllowedError
from bellringer.gamification.rules.texts import checked_locale
from bellringer.gamification.store import members
from bellringer.models.database import Connection


async def set_locale(connection: Connection, command: SetLocale, *, now: datetime) -> None:
    """Set the caller's own language; one that is not spoken falls back to the organization's.

    Raises:
        NotAllowedError: It is no member who asks.
        InvalidTextError: It can't be a language.
    """
    if command.by.member_id is None:
        raise NotAllowedError("Only members are spoken to.")
    if command.locale is not None:
        checked_locale(command.locale)
    await members.set_locale(connection, command.by.member_id, command.locale)
