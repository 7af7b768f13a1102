"""One-to-ones as they are on record."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.words import MetricUnit, OneOnOneKind, OneOnOneNoteKind, OneOnOneState


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOnOneRecord:
    """A talk of a lead and a member; `version` rises with every change of what both sides see."""

    one_on_one_id: UUID
    kind: OneOnOneKind
    lead_id: UUID
    member_id: UUID
    planned_at: datetime
    created_by: UUID | None
    created_at: datetime
    held_at: datetime | None = None
    review_on: date | None = None
    version: int = 1
    acknowledged_at: datetime | None = None
    lead_signed_at: datetime | None = None
    member_signed_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def sides(self) -> frozenset[UUID]:
        """Return the two."""
        return frozenset({self.lead_id, self.member_id})

    @property
    def signed_at(self) -> datetime | None:
        """Return when the second of the two signed; None before."""
        if self.lead_signed_at is None or self.member_signed_at is None:
            return None
        return max(self.lead_signed_at, self.member_signed_at)

    @property
    def state(self) -> OneOnOneState:
        """Return where it stands."""
        if self.cancelled_at is not None:
            return OneOnOneState.CANCELLED
        if self.signed_at is not None:
            return OneOnOneState.SIGNED
        return OneOnOneState.PLANNED if self.held_at is None else OneOnOneState.HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRecord:
    """Something to talk about; `carried_from` is the talk in which it was not covered."""

    topic_no: int
    raised_by: UUID
    is_covered: bool
    carried_from: UUID | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRecord:
    """What one side has noted."""

    author_id: UUID
    kind: OneOnOneNoteKind
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of the member as it was when the talk began; what does not apply is None.

    `attained` and `expected` are parts of a goal's way, in ten-thousandths; `rank` is that of `listed` members.
    """

    key: str
    title: str
    unit: MetricUnit | None = None
    value: int | None = None
    before: int | None = None
    target: int | None = None
    attained: int | None = None
    expected: int | None = None
    rank: int | None = None
    listed: int | None = None
