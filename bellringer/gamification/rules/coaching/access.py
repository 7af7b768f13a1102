"""Whose looks at whom are on the access log, and under which hour."""

from datetime import datetime
from uuid import UUID

from bellringer.words import Role


def is_logged(role: Role, viewer_id: UUID, member_id: UUID) -> bool:
    """Tell whether a look at a member's detail goes on the log: by managers and admins, at others.

    What a rep sees of a colleague's detail is a deal that both worked on, or what the rep recorded for the colleague.
    """
    return role is not Role.REP and viewer_id != member_id


def hour_of(at: datetime) -> datetime:
    """Return the beginning of the hour of UTC that a look is logged under."""
    return at.replace(minute=0, second=0, microsecond=0)
