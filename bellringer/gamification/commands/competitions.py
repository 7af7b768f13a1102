"""What managers and admins do about competitions."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import CompetitionKind, Recurrence, ScoreKind, SubjectKind, TiePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitionTerms:
    """What a competition is about: whose score, of which metric, over the days [starts_on, ends_on).

    `target` is what a race is to and what a mission has to gather. `ends_when_reached` ends a race with the
    day on which somebody is seen to have reached it. `prize` is text. `subject_kind` None follows from the kind.
    """

    kind: CompetitionKind
    title: str
    metric_key: str
    starts_on: date
    ends_on: date
    subject_kind: SubjectKind | None = None
    score_kind: ScoreKind = ScoreKind.TOTAL
    tie_policy: TiePolicy = TiePolicy.COMPETITION
    target: int | None = None
    ends_when_reached: bool = False
    prize: str | None = None
    recurrence: Recurrence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCompetition:
    """Draft a competition."""

    by: Principal
    terms: CompetitionTerms
    participant_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCompetition:
    """Give a competition that has not begun other terms."""

    by: Principal
    competition_id: UUID
    terms: CompetitionTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeParticipants:
    """Let others take part in a competition that has not begun, or some no more."""

    by: Principal
    competition_id: UUID
    add_ids: tuple[UUID, ...] = ()
    remove_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleCompetition:
    """Let a draft take place; dates that have begun count from their first day."""

    by: Principal
    competition_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelCompetition:
    """Call a competition off before it is FINAL."""

    by: Principal
    competition_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveCompetition:
    """Let a participant leave a LIVE competition with the end of today; a stand-in counts from tomorrow on."""

    by: Principal
    competition_id: UUID
    participant_id: UUID
    stand_in_id: UUID | None = None
