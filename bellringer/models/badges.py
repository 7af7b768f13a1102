"""Badges and who has them."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    check,
    data,
    default,
    filled,
    key,
    one_of,
    partial_index,
    refers,
    words,
)
from bellringer.words import AwardState, PeriodKind, Revocation


class BadgeDefinition(TenantTable, table=True):
    """A badge; without `criteria` only a manager or an admin awards it.

    `cap_period` is the period in which it can be had once: ALL for once in a lifetime, null for no cap.
    `criteria` and `cap_period` never change; `replaces_id` is the badge whose place this one took.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        UniqueConstraint("org_id", "badge_key"),
        one_of("cap_period", PeriodKind),
        check("bonus_points", "bonus_points >= 0"),
        refers("replaces_id", "badge_definition", "badge_id"),
    )
    badge_id: UUID = key()
    badge_key: str = words()
    title: str = words()
    description: str = words()
    symbol: str = words(default="★", **default("'★'"))
    criteria: Any = data(default=None, nullable=True)
    cap_period: str | None = words(default=None)
    bonus_points: int = big(default=0, **default("0"))
    is_secret: bool = filled(False, "false")
    created_at: datetime
    archived_at: datetime | None = Field(default=None)
    replaces_id: UUID | None = None


class BadgeAward(TenantTable, table=True):
    """One grant, to a member or to a team.

    Unique per badge, member or team, period and number, so that two grants can't race past a cap.
    `competition_id` is the competition that was won.
    """

    __table_args__: ClassVar[Any] = (
        refers("badge_id", "badge_definition"),
        refers("member_id", "member"),
        refers("team_id", "team"),
        refers("activity_id", "activity"),
        refers("goal_id", "goal"),
        refers("grant_id", "badge_grant"),
        UniqueConstraint("org_id", "badge_id", "member_id", "period_starts_on", "number"),
        UniqueConstraint("org_id", "badge_id", "team_id", "period_starts_on", "number"),
        one_of("state", AwardState),
        one_of("revoked_for", Revocation),
        check("subject", "num_nonnulls(member_id, team_id) = 1"),
        check("bonus", "team_id IS NULL OR bonus_entry_id IS NULL"),
        Index(None, "org_id", "member_id"),
        Index(None, "org_id", "team_id"),
    )
    award_id: UUID = key()
    badge_id: UUID
    member_id: UUID | None = None
    period_starts_on: date
    number: int = filled(1, "1")
    state: str = words(default=AwardState.GRANTED)
    is_automatic: bool
    awarded_at: datetime
    awarded_by: UUID | None = None
    activity_id: UUID | None = None
    bonus_entry_id: UUID | None = None
    revoked_at: datetime | None = Field(default=None)
    revoked_by: UUID | None = None
    team_id: UUID | None = None
    goal_id: UUID | None = None
    competition_id: UUID | None = None
    grant_id: UUID | None = None
    revoked_for: str | None = words(default=None)


class BadgeRank(TenantTable, table=True):
    """A FINAL standing that counts for a badge, of a member or a team; written anew whenever a period closes."""

    __table_args__: ClassVar[Any] = (
        refers("badge_id", "badge_definition"),
        check("rank", "rank > 0"),
    )
    badge_id: UUID = key()
    subject_id: UUID = key()
    starts_on: date = key()
    rank: int
    won_at: datetime


class BadgeGrant(TenantTable, table=True):
    """A badge granted for what was done before it, some members at a time; `last_member_id` is where it stands."""

    __table_args__: ClassVar[Any] = (
        refers("badge_id", "badge_definition"),
        partial_index(
            "uq_badge_grant_running", "org_id", "badge_id", where="finished_at IS NULL", unique=True
        ),
    )
    grant_id: UUID = key()
    badge_id: UUID
    is_told: bool
    started_at: datetime
    members_total: int
    members_done: int = filled(0, "0")
    awards_made: int = filled(0, "0")
    last_member_id: UUID | None = None
    finished_at: datetime | None = Field(default=None)


class AwardNote(TenantTable, table=True):
    """The words of an award or its revocation, apart so that they can be erased."""

    __table_args__: ClassVar[Any] = (refers("award_id", "badge_award"),)
    award_id: UUID = key()
    reason: str | None = words(default=None)
    revoke_reason: str | None = words(default=None)
