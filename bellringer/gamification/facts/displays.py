"""Displays as they are kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """A screen on a wall: the boards that it may show, in the order given, and whose feeds."""

    display_id: UUID
    title: str
    board_keys: tuple[str, ...]
    team_ids: tuple[UUID, ...]
    created_by: UUID | None
    created_at: datetime
    revoked_at: datetime | None = None
