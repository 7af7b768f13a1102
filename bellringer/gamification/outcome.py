"""What follows from one command: the rows to write and the events to tell, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands import Command
from bellringer.gamification.events import Event
from bellringer.gamification.facts import RecordedCredit, StreakRun
from bellringer.words import EntryReason, FeedKind, NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A command put into time and teams: which day it is, who is credited with what, in which team.

    For a reversal the numbers of the credits are negative and everything else is the original's.
    The credits get their `member_seq` when the command is decided; until then it is 0.
    """

    activity_id: UUID
    command: Command
    kind: str
    member_id: UUID
    recorded_at: datetime
    occurred_at: datetime
    member_on: date
    org_on: date
    credits: tuple[RecordedCredit, ...]
    values: Mapping[str, int] = field(default_factory=dict)
    reverses_id: UUID | None = None
    is_pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A ledger entry to append."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMove:
    """Add `delta` to a subject's total of a metric on one of the organization's days."""

    subject_id: UUID
    metric_key: str
    on: date
    delta: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreMove:
    """Add `delta` to a subject's score on a board; for a ratio board, to its numerator.

    `reached_at` is when the score was raised; None leaves it. `taken_at` is when what is now taken back had
    raised it: where that is the stored `reached_at`, it has to be found again from the facts.
    """

    board_id: int
    starts_on: date
    subject_id: UUID
    delta: int
    reached_at: datetime | None = None
    is_ratio: bool = False
    is_correction: bool = False
    taken_at: datetime | None = None


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
    """A badge granted; `is_again` re-activates the award that a reversal had revoked."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRevoked:
    """An award that no longer holds, or was taken back by hand."""

    award_id: UUID
    revoked_at: datetime
    revoked_by: UUID | None = None


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
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One command decided: the activity as placed, and what follows from it."""

    placed: Placed
    consequences: Consequences
    points_earned: int
    total_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the caller is told; a replay of the same key tells the same, `replayed` aside.

    `crossing_keys` are `<goal id>:<agreement no>:<percent>`.
    """

    activity_id: UUID
    points_earned: int
    total_after: int
    crossing_keys: tuple[str, ...]
    award_ids: tuple[UUID, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who is told: named members, the members and leads of teams, or everyone of the organization."""

    member_ids: tuple[UUID, ...] = ()
    team_ids: tuple[UUID, ...] = ()
    is_everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One cause to tell of, once, however often it is seen (`dedupe_key`).

    `params` are ids (as text) and numbers only; words are made in the reader's language.
    """

    announcement_id: UUID
    kind: NotificationKind
    dedupe_key: str
    params: Mapping[str, str | int]
    audience: Audience
    occurred_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPost:
    """A celebration for one audience: a team, or the organization by its own id.

    `params` are ids (as text) and numbers only.
    """

    post_id: UUID
    audience_id: UUID
    kind: FeedKind
    dedupe_key: str
    member_id: UUID | None
    params: Mapping[str, str | int]
    occurred_at: datetime
