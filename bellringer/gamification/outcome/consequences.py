"""What follows when points and metrics move: rows to write, as values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.events import Event
from bellringer.gamification.facts.points import CapKey
from bellringer.gamification.facts.streaks import StreakRun
from bellringer.words import CutBy, EntryReason, Revocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Pricing:
    """Why an entry's points are not what the rule's terms alone say: boosts that raised, and what cut.

    `worth` is what it would have paid the member, boosts included, had nothing cut it.
    """

    worth: int
    cut_by: CutBy | None = None
    boost_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A ledger entry to append; `pricing` is there only where a boost or a cut is to be told."""

    entry_id: UUID
    member_id: UUID
    team_id: UUID | None
    points: int
    reason: EntryReason
    occurred_at: datetime
    member_on: date
    org_on: date
    activity_id: UUID | None = None
    award_id: UUID | None = None
    rule_id: UUID | None = None
    rule_version: int | None = None
    reverses_id: UUID | None = None
    pricing: Pricing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMove:
    """Add `delta` to a subject's total of a metric on one of the organization's days."""

    subject_id: UUID
    metric_key: str
    on: date
    delta: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreMove:
    """Add `delta` to a subject's score on a board, or to the numerator that the score is derived from.

    `reached_at` is when the score was raised; None leaves it. `taken_at` is when what is now taken back had
    raised it: where that is the stored `reached_at`, it has to be found again from the facts. `earlier` are the
    starts of the periods whose mean the score has to beat, the latest first. Where the period begins with this
    move, heads of teams are counted in it before `heads_until`.
    """

    board_id: int
    starts_on: date
    subject_id: UUID
    delta: int
    reached_at: datetime | None = None
    is_derived: bool = False
    is_correction: bool = False
    taken_at: datetime | None = None
    earlier: tuple[date, ...] = ()
    heads_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalMove:
    """Add to a goal's progress and to that of its floor metric."""

    goal_id: UUID
    delta: int
    floor_delta: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingMade:
    """A milestone passed, first or again; `told_percent` None means silently."""

    goal_id: UUID
    agreement_no: int
    percent: int
    crossed_at: datetime
    told_percent: int | None
    is_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingUndone:
    """A reversal took the goal back under the milestone."""

    goal_id: UUID
    agreement_no: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakMove:
    """Add `delta` to the day, and keep `run` as the streak's new cached state; None leaves that as it is."""

    streak_id: UUID
    member_id: UUID
    on: date
    delta: int
    run: StreakRun | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardMade:
    """A badge granted; `is_again` re-activates the award that a reversal had revoked.

    `goal_id` is the goal that met the criterion, `competition_id` the competition that was won, `grant_id`
    the retroactive grant that made it.
    """

    award_id: UUID
    badge_id: UUID
    member_id: UUID
    period_starts_on: date
    number: int
    awarded_at: datetime
    is_automatic: bool
    awarded_by: UUID | None = None
    activity_id: UUID | None = None
    bonus_entry_id: UUID | None = None
    is_again: bool = False
    goal_id: UUID | None = None
    competition_id: UUID | None = None
    grant_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAwardMade:
    """A badge granted to a team; it carries no bonus. `is_again` as for members."""

    award_id: UUID
    badge_id: UUID
    team_id: UUID
    period_starts_on: date
    number: int
    awarded_at: datetime
    is_automatic: bool
    awarded_by: UUID | None = None
    competition_id: UUID | None = None
    is_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRevoked:
    """An award that no longer holds, or was taken back by hand."""

    award_id: UUID
    revoked_at: datetime
    revoked_by: UUID | None = None
    reason: Revocation = Revocation.REVERSAL


@dataclass(frozen=True, slots=True, kw_only=True)
class CapMove:
    """Add `delta` to what a capped rule has paid a member in a day or week."""

    key: CapKey
    delta: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberMove:
    """The member's numbers after the command."""

    member_id: UUID
    next_seq: int
    level: int
    total_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What follows when points and metrics move, whatever moved them (activity, reversal, bonus, adjustment)."""

    entries: tuple[Entry, ...] = ()
    days: tuple[DayMove, ...] = ()
    scores: tuple[ScoreMove, ...] = ()
    goals: tuple[GoalMove, ...] = ()
    crossings: tuple[CrossingMade, ...] = ()
    uncrossings: tuple[CrossingUndone, ...] = ()
    streaks: tuple[StreakMove, ...] = ()
    awards: tuple[AwardMade, ...] = ()
    revocations: tuple[AwardRevoked, ...] = ()
    members: tuple[MemberMove, ...] = ()
    caps: tuple[CapMove, ...] = ()
    events: tuple[Event, ...] = ()
