"""Celebrations and the awards they honour as the rules see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CelebrationFacts:
    """A celebration of a team, or of all."""

    celebration_id: UUID
    team_id: UUID | None
    starts_at: datetime
    is_cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HonouredAward:
    """An award that counts; `team_id` is the holder's team today, or the team that holds it."""

    award_id: UUID
    team_id: UUID | None
    is_secret: bool
