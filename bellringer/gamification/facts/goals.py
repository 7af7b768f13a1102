"""Goals as the rules see them, and all that is on record about one."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.words import GoalKind, GoalState, GoalStepKind, SubjectKind, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFacts:
    """A goal whose agreement is in force, under lock.

    It counts the organization's days [starts_on, ends_on). `progress` is what it gathered in them, on top
    of `baseline`. `crossed` are the milestones with a crossing row, `undone` those of them that a reversal
    holds back. One that is self-set counts for nothing that compares owners; one that is settled wins or
    loses no badge any more.
    """

    goal_id: UUID
    agreement_no: int
    owner_kind: SubjectKind
    owner_id: UUID
    metric_key: str
    starts_on: date
    ends_on: date
    target: int
    baseline: int
    milestones: tuple[int, ...]
    progress: int
    floor_metric_key: str | None = None
    floor_target: int | None = None
    floor_progress: int = 0
    crossed: frozenset[int] = frozenset()
    undone: frozenset[int] = frozenset()
    visibility: Visibility = Visibility.PRIVATE
    is_self_set: bool = False
    is_settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRecord:
    """One set of terms for a goal; in force once both sides agreed (`agreed_at`), off if one declined."""

    agreement_no: int
    terms: GoalTerms
    proposed_by: UUID | None
    proposed_at: datetime
    agreed_by: UUID | None = None
    agreed_at: datetime | None = None
    declined_by: UUID | None = None
    declined_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingRecord:
    """A milestone that was passed under an agreement; `undone_at` while a reversal holds it back."""

    agreement_no: int
    percent: int
    crossed_at: datetime
    told_percent: int | None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """What was said or decided about a goal, with the words that went with it, if they are still there."""

    step_no: int
    agreement_no: int
    kind: GoalStepKind
    taken_at: datetime
    taken_by: UUID | None = None
    progress: int | None = None
    floor_progress: int | None = None
    words: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRecord:
    """A goal with everything that is on record about it; `agreement_no` is in force, 0 for none yet.

    `state` holds what was decided, MET and MISSED once they are settled; before, they follow from dates and
    progress, as ACTIVE does.
    """

    goal_id: UUID
    owner_kind: SubjectKind
    owner_id: UUID
    kind: GoalKind
    title: str
    metric_key: str | None
    floor_metric_key: str | None
    parent_id: UUID | None
    visibility: Visibility
    state: GoalState
    is_self_set: bool
    agreement_no: int
    proposed_by: UUID | None
    created_at: datetime
    agreements: tuple[AgreementRecord, ...]
    progress: int = 0
    floor_progress: int = 0
    crossings: tuple[CrossingRecord, ...] = ()
