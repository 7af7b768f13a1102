"""Looks at a member's detail, to be put on the log that the member reads."""

from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import Surface


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Look:
    """What of whom is looked at."""

    member_id: UUID
    surface: Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAccess:
    """Put what the caller looks at on the log."""

    by: Principal
    looks: frozenset[Look]
