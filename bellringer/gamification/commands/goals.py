"""What may be done about goals."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import GoalKind, PeriodKind, SplitBy, SubjectKind, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalTerms:
    """What is agreed about a goal: reach `target` over the organization's days [starts_on, ends_on).

    Of a metric of which less is better, `target` is a ceiling: not to be passed. `milestones` are in percent
    of the way from `baseline` to `target`. `is_prorated` lets a member be judged by the share of the
    working days that the member had.
    """

    target: int
    starts_on: date
    ends_on: date
    baseline: int = 0
    floor_target: int | None = None
    milestones: tuple[int, ...] = (25, 50, 75, 100, 120)
    is_prorated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeGoal:
    """Propose a goal for a member, a team or the organization (`owner_id` is then its own id)."""

    by: Principal
    owner_kind: SubjectKind
    owner_id: UUID
    title: str
    metric_key: str | None
    terms: GoalTerms
    floor_metric_key: str | None = None
    parent_id: UUID | None = None
    kind: GoalKind = GoalKind.NUMBER
    visibility: Visibility = Visibility.TEAM


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGoal:
    """Propose other terms for a goal; those in force stay until both sides agree."""

    by: Principal
    goal_id: UUID
    terms: GoalTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeGoal:
    """Agree to the terms numbered `agreement_no`: exactly those that were read."""

    by: Principal
    goal_id: UUID
    agreement_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeGoals:
    """Agree to several terms, each as (goal, agreement number), all or none: the parts of a split, say."""

    by: Principal
    terms: tuple[tuple[UUID, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineGoal:
    """Decline the terms numbered `agreement_no`; what is in force stays in force."""

    by: Principal
    goal_id: UUID
    agreement_no: int
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelGoal:
    """Call a goal off; its crossings stay on record."""

    by: Principal
    goal_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitEvidence:
    """Show that a certification or skill was passed; the other side confirms it."""

    by: Principal
    goal_id: UUID
    evidence: str
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassGoal:
    """Say that a certification or skill is passed; without evidence of one's own, the submitted one stands."""

    by: Principal
    goal_id: UUID
    evidence: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailGoal:
    """Say that a certification or skill was not passed."""

    by: Principal
    goal_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPass:
    """Take back that a certification or skill is passed."""

    by: Principal
    goal_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitGoal:
    """Split a goal into parts of one period each, that add up to it exactly.

    `weights` are for WEIGHTS, one for each part in order. `milestones` None are the goal's own.
    """

    by: Principal
    goal_id: UUID
    into: PeriodKind
    shares: SplitBy
    weights: tuple[int, ...] = ()
    milestones: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceGoal:
    """Make a goal a part of another, or of none."""

    by: Principal
    goal_id: UUID
    parent_id: UUID | None
