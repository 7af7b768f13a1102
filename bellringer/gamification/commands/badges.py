"""Badges: what there is to have, and what is given by hand."""

from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.playbook.badges import Criteria
from bellringer.words import PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateBadge:
    """Define a badge; the one it replaces is archived at the same moment."""

    by: Principal
    badge_key: str
    title: str
    description: str
    symbol: str = "★"
    criteria: Criteria | None = None
    cap_period: PeriodKind | None = None
    bonus_points: int = 0
    is_secret: bool = False
    replaces_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateBadge:
    """Change what people read of a badge, and what comes with awards from now on; None leaves a part."""

    by: Principal
    badge_id: UUID
    title: str | None = None
    description: str | None = None
    symbol: str | None = None
    bonus_points: int | None = None
    is_secret: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveBadge:
    """End a badge: awards stay, new ones are not made."""

    by: Principal
    badge_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewBadge:
    """Ask whom history would give a badge."""

    by: Principal
    badge_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantBadge:
    """Grant an automatic badge for what was done before it; `is_told`: one notification for each member."""

    by: Principal
    badge_id: UUID
    is_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardBadge:
    """Give a member or a team a badge by hand, with a reason."""

    by: Principal
    badge_id: UUID
    reason: str
    member_id: UUID | None = None
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeBadge:
    """Take an award back, with a reason; it stays on record."""

    by: Principal
    award_id: UUID
    reason: str
