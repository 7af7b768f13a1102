"""Time zones as people name them."""

from zoneinfo import ZoneInfo

from bellringer.gamification.errors import InvalidInputError


def checked_zone(timezone: str, *, field: str = "timezone") -> str:
    """Return an IANA zone's name as it was given.

    Raises:
        InvalidInputError: There is no such zone.
    """
    try:
        ZoneInfo(timezone)
    except (OSError, ValueError, LookupError) as error:  # a folder, a path, nothing at all
        raise InvalidInputError("There is no such IANA time zone.", path=(field,)) from error
    return timezone
