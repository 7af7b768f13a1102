"""What is celebrated together, and what is to be mentioned in the next meeting."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import CelebrationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CelebrationTerms:
    """What, when, and which awards it honours."""

    kind: CelebrationKind
    title: str
    starts_at: datetime
    text: str | None = None
    award_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCelebration:
    """Invite a team, or everybody where no team is named."""

    by: Principal
    terms: CelebrationTerms
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCelebration:
    """Put other terms in the place of what there is."""

    by: Principal
    celebration_id: UUID
    terms: CelebrationTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelCelebration:
    """Call it off."""

    by: Principal
    celebration_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionAward:
    """Put an award on the list of what to mention in the next meeting, or tick it off."""

    by: Principal
    award_id: UUID
