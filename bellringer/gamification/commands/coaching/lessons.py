"""Lessons of the library."""

from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLesson:
    """Tell a team, or all where none is named, what went well."""

    by: Principal
    title: str
    text: str
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveLesson:
    """Take a lesson out of the library."""

    by: Principal
    lesson_id: UUID
