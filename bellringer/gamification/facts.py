"""What the rules may look at: the state of the members, goals, streaks and awards that a batch touches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands import GoalTerms
from bellringer.gamification.playbook import Playbook
from bellringer.words import (
    AwardState,
    EntryReason,
    GoalKind,
    GoalState,
    Role,
    SubjectKind,
    Visibility,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSpan:
    """The IANA zone a member's days are counted in, from an instant on."""

    effective_from: datetime
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSpan:
    """A member's scoring team over [starts_on, ends_on)."""

    team_id: UUID
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSpan:
    """A member's absence over [starts_on, ends_on)."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """A member under lock. `total_points` is the lifetime sum of the POINTS account."""

    member_id: UUID
    role: Role
    is_active: bool
    next_seq: int
    level: int
    total_points: int
    zones: tuple[ZoneSpan, ...] = ()
    teams: tuple[TeamSpan, ...] = ()
    leave: tuple[LeaveSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFacts:
    """A goal whose agreement is in force, under lock.

    It counts the organization's days [starts_on, ends_on). `progress` is what it gathered in them, on top
    of `baseline`. `crossed` are the milestones with a crossing row, `undone` those of them that a reversal
    holds back. One that is self-set counts for nothing that compares owners.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakRun:
    """A streak as of its last counted day: the run `current` long from `started_on` to `last_on`.

    `longest` is over all time. All dates are the member's own.
    """

    current: int = 0
    started_on: date | None = None
    last_on: date | None = None
    longest: int = 0
    freezes_left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakFacts:
    """One member's streak: the cached run, and the day totals that a decision may need.

    `days` holds the touched dates always, and the whole history when the batch touches a date before
    `run.last_on` or takes something back (`is_complete`), so that the walk can be done again.
    `base` is the run before the batch, once an outcome of the batch has moved it.
    """

    run: StreakRun
    days: Mapping[date, int] = field(default_factory=dict)
    is_complete: bool = False
    base: StreakRun | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardFacts:
    """A badge award on record, granted or revoked; `revoked_by` is None where a reversal revoked it."""

    award_id: UUID
    badge_id: UUID
    member_id: UUID
    period_starts_on: date
    number: int
    state: AwardState
    is_automatic: bool
    bonus_entry: "RecordedEntry | None" = None
    revoked_by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCredit:
    """A member's share of a recorded activity, as it was written."""

    member_id: UUID
    member_seq: int
    team_id: UUID | None
    share_bp: int
    quantity: int
    amount_minor: int
    duration_seconds: int
    member_on: date
    org_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEntry:
    """A ledger entry, as it was written."""

    entry_id: UUID
    member_id: UUID
    team_id: UUID | None
    points: int
    reason: EntryReason
    rule_id: UUID | None
    rule_version: int | None
    occurred_at: datetime
    member_on: date
    org_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedActivity:
    """An activity that a reversal may take back, with its credits and its unreversed entries.

    `values` are its further measures by value key, for the whole activity.
    """

    activity_id: UUID
    kind: str
    member_id: UUID
    recorded_by: UUID | None
    occurred_at: datetime
    member_on: date
    org_on: date
    is_scored: bool
    is_reversed: bool
    is_reversal: bool
    external_id: str | None
    values: Mapping[str, int]
    credits: tuple[RecordedCredit, ...]
    entries: tuple[RecordedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalKey:
    """A member's total of a metric over the organization's days [starts_on, ends_on); None is open."""

    member_id: UUID
    metric_key: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything decide() may look at; `rules/after.py` carries it past each outcome of a batch.

    `goals` are all agreed, uncancelled goals of the touched members, their teams and the organization whose
    dates hold a touched day. `finals` are the touched board periods that are FINAL: what moves them is a
    correction. `claims` maps (system, record id, kind) to the live activity that stands for it.
    `awards` are by (badge, member). `histories` are the day totals of (member, metric), all of them, that a
    reversal needs.
    `unopened` are the touched board periods that have no row yet. `goals_of` are the ids of an owner's goals.
    """

    playbook: Playbook
    members: Mapping[UUID, MemberFacts]
    goals: Mapping[UUID, GoalFacts] = field(default_factory=dict)
    streaks: Mapping[tuple[UUID, UUID], StreakFacts] = field(default_factory=dict)
    awards: Mapping[tuple[UUID, UUID], tuple[AwardFacts, ...]] = field(default_factory=dict)
    totals: Mapping[TotalKey, int] = field(default_factory=dict)
    finals: frozenset[tuple[int, date]] = frozenset()
    originals: Mapping[UUID, RecordedActivity] = field(default_factory=dict)
    claims: Mapping[tuple[str, str, str], UUID] = field(default_factory=dict)
    histories: Mapping[tuple[UUID, str], Mapping[date, int]] = field(default_factory=dict)
    unopened: "frozenset[TouchedPeriod]" = frozenset()
    goals_of: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # which goals there are does not change as facts are carried on: found once for a whole batch
        if self.goals and not self.goals_of:
            found: dict[UUID, tuple[UUID, ...]] = {}
            for goal in self.goals.values():
                found[goal.owner_id] = (*found.get(goal.owner_id, ()), goal.goal_id)
            object.__setattr__(self, "goals_of", found)


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedPeriod:
    """A period of a board that a batch moves; its row is made when it is the first to do so."""

    board_id: int
    starts_on: date
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """All that a batch can touch, worked out before reading: store/facts.py reads and locks exactly this.

    `goals` are (owner, organization's day), `streaks` (streak, member, member's day), `awards` (badge, member).
    `takes_back` are the (streak, member) that a reversal touches: their whole history is needed, as are
    all days of the (member, metric) in `histories`.
    """

    goals: frozenset[tuple[UUID, date]] = frozenset()
    streaks: frozenset[tuple[UUID, UUID, date]] = frozenset()
    takes_back: frozenset[tuple[UUID, UUID]] = frozenset()
    periods: frozenset[TouchedPeriod] = frozenset()
    totals: frozenset[TotalKey] = frozenset()
    awards: frozenset[tuple[UUID, UUID]] = frozenset()
    histories: frozenset[tuple[UUID, str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRecord:
    """One set of terms for a goal; in force once both sides agreed (`agreed_at`)."""

    agreement_no: int
    terms: GoalTerms
    proposed_by: UUID | None
    proposed_at: datetime
    agreed_by: UUID | None = None
    agreed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingRecord:
    """A milestone that was passed under an agreement; `undone_at` while a reversal holds it back."""

    agreement_no: int
    percent: int
    crossed_at: datetime
    told_percent: int | None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRecord:
    """A goal with everything that is on record about it; `agreement_no` is in force, 0 for none yet.

    `state` holds what was decided; SCHEDULED, ACTIVE, MET and MISSED follow from dates and progress.
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
