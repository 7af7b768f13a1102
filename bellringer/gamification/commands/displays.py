"""What is done about displays."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateDisplay:
    """Let a screen show some boards, the organization's feed and those of some teams."""

    by: Principal
    title: str
    board_keys: Sequence[str]
    team_ids: Sequence[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeDisplay:
    """End what a screen's token opens."""

    by: Principal
    display_id: UUID
