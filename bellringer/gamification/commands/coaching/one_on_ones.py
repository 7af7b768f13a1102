"""One-to-ones: planned, prepared, held, noted and signed by two people."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import OneOnOneKind, OneOnOneNoteKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOneOnOne:
    """Plan a talk with a member whom the caller leads, or with somebody who leads the caller."""

    by: Principal
    with_id: UUID
    planned_at: datetime
    kind: OneOnOneKind = OneOnOneKind.REGULAR


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOneOnOne:
    """Move a talk, or set the day on which what was agreed is looked at again; None leaves what is there."""

    by: Principal
    one_on_one_id: UUID
    planned_at: datetime | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOneOnOne:
    """Call a talk off that was not held."""

    by: Principal
    one_on_one_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTopic:
    """Put something on the agenda."""

    by: Principal
    one_on_one_id: UUID
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverTopic:
    """Tick a topic off, or put it back."""

    by: Principal
    one_on_one_id: UUID
    topic_no: int
    is_covered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote:
    """Put words in the place of one's own note of a kind; None takes it away."""

    by: Principal
    one_on_one_id: UUID
    kind: OneOnOneNoteKind
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOneOnOne:
    """Begin to talk: the member's numbers are kept as they are now."""

    by: Principal
    one_on_one_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOneOnOne:
    """Sign what stands there as of `version`, which is what the caller has seen."""

    by: Principal
    one_on_one_id: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeOneOnOne:
    """Say as the member that facts and what was agreed, as of `version`, are known."""

    by: Principal
    one_on_one_id: UUID
    version: int
