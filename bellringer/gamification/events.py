"""What has happened, in the past tense, worth telling someone."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.words import SubjectKind, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestonePassed:
    """One activity carried a goal past one or more milestones; `percent` is the highest, `also` the lower ones.

    `team_id` is the owner's team then, where the owner is a member.
    """

    goal_id: UUID
    agreement_no: int
    owner_kind: SubjectKind
    owner_id: UUID
    percent: int
    also: tuple[int, ...]
    ends_on: date
    occurred_at: datetime
    team_id: UUID | None = None
    visibility: Visibility = Visibility.PRIVATE


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeEarned:
    """A member, then of the team, was given a badge, by the rules or by hand (`awarded_by`).

    Without a member it is the team's own. What is granted for the past is told, and no news for the feed.
    """

    award_id: UUID
    badge_id: UUID
    member_id: UUID | None
    occurred_at: datetime
    awarded_by: UUID | None = None
    team_id: UUID | None = None
    is_retroactive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeTakenBack:
    """A badge award of a member, or else of a team, was revoked by hand."""

    award_id: UUID
    badge_id: UUID
    member_id: UUID | None
    occurred_at: datetime
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReached:
    """A member reached a level for the first time."""

    member_id: UUID
    level: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakLengthened:
    """A run of a member, begun on `started_on`, reached a length that is told."""

    streak_id: UUID
    member_id: UUID
    started_on: date
    length: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DealWon:
    """A member won a deal; posted to the team's feed."""

    activity_id: UUID
    member_id: UUID
    team_id: UUID | None
    amount_minor: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityApproved:
    """What a member had reported was approved, and counts."""

    activity_id: UUID
    member_id: UUID
    approved_by: UUID | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRejected:
    """What a member had reported was not approved."""

    activity_id: UUID
    member_id: UUID
    rejected_by: UUID | None
    occurred_at: datetime


Event = (
    MilestonePassed
    | BadgeEarned
    | BadgeTakenBack
    | LevelReached
    | StreakLengthened
    | DealWon
    | ActivityApproved
    | ActivityRejected
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A hint for open subscriptions: what of an organization to read again; the tables are the truth."""

    org_id: UUID
    board_ids: frozenset[int] = frozenset()
    member_ids: frozenset[UUID] = frozenset()
    inbox_member_ids: frozenset[UUID] = frozenset()
    feed_audience_ids: frozenset[UUID] = frozenset()
