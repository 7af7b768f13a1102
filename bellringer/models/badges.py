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
    refers,
    words,
)
from bellringer.words import AwardState, PeriodKind


class BadgeDefinition(TenantTable, table=True):
    """A badge; without `criteria` only a manager or an admin awards it.

    `cap_period` is the period in which it can be had once: ALL for once in a lifetime, null for no cap.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        UniqueConstraint("org_id", "badge_key"),
        one_of("cap_period", PeriodKind),
        check("bonus_points", "bonus_points >= 0"),
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


class BadgeAward(TenantTable, table=True):
    """One grant. Unique per badge, member, period and number, so that two grants can't race past a cap."""

    __table_args__: ClassVar[Any] = (
        refers("badge_id", "badge_definition"),
        refers("member_id", "member"),
        refers("activity_id", "activity"),
        UniqueConstraint("org_id", "badge_id", "member_id", "period_starts_on", "number"),
        one_of("state", AwardState),
        Index(None, "org_id", "member_id"),
    )
    award_id: UUID = key()
    badge_id: UUID
    member_id: UUID
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


class AwardNote(TenantTable, table=True):
    """The words of an award or its revocation, apart so that they can be erased."""

    __table_args__: ClassVar[Any] = (refers("award_id", "badge_award"),)
    award_id: UUID = key()
    reason: str | None = words(default=None)
    revoke_reason: str | None = words(default=None)
