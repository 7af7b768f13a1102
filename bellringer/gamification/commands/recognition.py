"""What members and admins do about the team and the member of the month."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.playbook.recognition import RecognitionSettings
from bellringer.words import SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NominateForMonth:
    """Nominate a colleague or a team for the month that holds `on`."""

    by: Principal
    subject_kind: SubjectKind
    on: date
    subject_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteForMonth:
    """Vote for someone who stands for the month that holds `on`, or change the vote."""

    by: Principal
    subject_kind: SubjectKind
    on: date
    subject_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideMonth:
    """Decide who won the month that holds `on`, with a reason; several win together."""

    by: Principal
    subject_kind: SubjectKind
    on: date
    winner_ids: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRecognition:
    """Set how the team or the member of the month is found, from the next month that becomes FINAL on."""

    by: Principal
    subject_kind: SubjectKind
    settings: RecognitionSettings
