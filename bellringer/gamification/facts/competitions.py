"""Competitions as they stand."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.competitions import CompetitionTerms
from bellringer.words import CompetitionState, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A member or team that takes part; one who has left counts before `left_on`, a stand-in from `stand_in_on`."""

    subject_id: UUID
    left_on: date | None = None
    stand_in_id: UUID | None = None
    stand_in_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Won:
    """Who won, with the score, and when a race's target was reached."""

    subject_id: UUID
    score: int
    reached_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Competition:
    """A competition as it stands; `terms.subject_kind` is never None here.

    `board_id` is None before it is LIVE. `edition` 0 is not judged yet; `total` and `winners` are those of the
    newest edition. Those that come again share `series_id` and are numbered in it.
    """

    competition_id: UUID
    series_id: UUID
    number: int
    terms: CompetitionTerms
    timezone: str
    state: CompetitionState
    participants: tuple[Participant, ...]
    created_by: UUID | None
    created_at: datetime
    board_id: int | None = None
    edition: int = 0
    total: int | None = None
    is_won: bool = False
    winners: tuple[Won, ...] = ()
    final_at: datetime | None = None

    @property
    def subject_kind(self) -> SubjectKind:
        """Return whether members or teams take part."""
        return self.terms.subject_kind or SubjectKind.MEMBER

    @property
    def participant_ids(self) -> frozenset[UUID]:
        """Return who takes part, those who have left included."""
        return frozenset(each.subject_id for each in self.participants)
