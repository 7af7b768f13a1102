"""Thanks between peers."""

from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveKudos:
    """Thank a colleague in public."""

    by: Principal
    to_member_id: UUID
    text: str
