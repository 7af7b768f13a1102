"""Badge awards on record."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts.activities import RecordedEntry
from bellringer.words import AwardState


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
class MetGoal:
    """A member's goal that was met without counting: a certification or skill passed, or judged at its end."""

    goal_id: UUID
    owner_id: UUID
    starts_on: date
    ends_on: date
    met_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RankFacts:
    """A FINAL standing of a member or a team that counts for a badge; `won_at` is when it became FINAL."""

    subject_id: UUID
    starts_on: date
    rank: int
    won_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAward:
    """A badge award of a team on record."""

    award_id: UUID
    badge_id: UUID
    team_id: UUID
    period_starts_on: date
    number: int
    state: AwardState
    is_automatic: bool
    revoked_by: UUID | None = None
