"""Activities: what happened, who is credited, and which outside record it stands for."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Numeric, Text, UniqueConstraint, Uuid
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    big,
    check,
    data,
    default,
    key,
    many,
    one_of,
    partial_index,
    refers,
    small,
    words,
)
from bellringer.words import ApprovalState


class Activity(TenantTable, table=True):
    """One fact, never updated but for its approval; a reversal is an activity with `reverses_id`.

    `source` is the authenticated principal that sent it; (org_id, source, idempotency_key) is unique for ever.
    `amount_minor` is in the organization's currency, the original amount stands beside it.
    What the first answer said (`points_earned` … `award_ids`) is stored, so a replay says the same.
    """

    __table_args__: ClassVar[Any] = (
        refers("kind", "activity_kind"),
        refers("member_id", "member"),
        refers("reverses_id", "activity", "activity_id"),
        UniqueConstraint("org_id", "source", "idempotency_key"),
        partial_index(
            "uq_activity_reverses_id",
            "org_id",
            "reverses_id",
            where="reverses_id IS NOT NULL",
            unique=True,
        ),
        partial_index(
            "ix_activity_customer",
            "org_id",
            "customer_external_id",
            "occurred_at",
            where="customer_external_id IS NOT NULL",
        ),
        check("quantity", "quantity > 0"),
        check("duration", "duration_seconds IS NULL OR duration_seconds >= 0"),
    )
    activity_id: UUID = key()
    source: str = words()
    idempotency_key: str = words()
    body_sha256: bytes = Field(sa_type=LargeBinary)
    kind: str = words()
    member_id: UUID
    recorded_by: UUID | None = None
    occurred_at: datetime
    recorded_at: datetime
    scored_at: datetime | None = Field(default=None)
    member_on: date
    org_on: date
    quantity: int = big(default=1)
    amount_minor: int | None = big(default=None)
    original_amount_minor: int | None = big(default=None)
    original_currency: str | None = words(default=None)
    rate: Decimal | None = Field(default=None, sa_type=Numeric)
    started_at: datetime | None = Field(default=None)
    duration_seconds: int | None = big(default=None)
    customer_external_id: str | None = words(default=None)
    deal_external_id: str | None = words(default=None)
    external_id: str | None = words(default=None)
    tags: list[str] = many(Text, default_factory=list, **default("'{}'"))
    measured: Any = data(default_factory=dict, **default("'{}'"))
    reverses_id: UUID | None = None
    points_earned: int | None = big(default=None)
    total_after: int | None = big(default=None)
    crossing_keys: list[str] = many(Text, default_factory=list, **default("'{}'"))
    award_ids: list[UUID] = many(Uuid, default_factory=list, **default("'{}'"))


class Credit(TenantTable, table=True):
    """A member's share of an activity; most activities have one, a split deal several.

    `member_seq` is the one order in which a member's activities were scored; a reversal's numbers are negative.
    The count of a split activity goes whole to its largest share, money and points are split.
    `sales_role` is the member's when it was recorded; `share_no` is the place among the shares given.
    """

    __table_args__: ClassVar[Any] = (
        refers("activity_id", "activity"),
        refers("member_id", "member"),
        refers("team_id", "team"),
        UniqueConstraint("org_id", "member_id", "member_seq"),
        Index(None, "org_id", "member_id", "org_on"),
        check("share", "share_bp BETWEEN 1 AND 10000"),
        Index(None, "org_id", "member_id", "member_on"),
    )
    activity_id: UUID = key()
    member_id: UUID = key()
    member_seq: int = big()
    team_id: UUID | None = None
    share_bp: int = small(default=10000)
    quantity: int = big()
    amount_minor: int = big()
    duration_seconds: int = big()
    member_on: date
    org_on: date
    occurred_at: datetime
    sales_role: str | None = words(default=None)
    share_no: int = small(default=0, **default("0"))


class ActivityNote(TenantTable, table=True):
    """Free text about an activity (note, reason of a reversal), apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (refers("activity_id", "activity"),)
    activity_id: UUID = key()
    body: str = words()


class PendingCredit(TenantTable, table=True):
    """A member's share of an activity that waits for approval; approved, it becomes a credit.

    Apart from the credits, because all of those count.
    """

    __table_args__: ClassVar[Any] = (
        refers("activity_id", "activity"),
        refers("member_id", "member"),
        refers("team_id", "team"),
        check("share", "share_bp BETWEEN 1 AND 10000"),
        Index(None, "org_id", "member_id"),
    )
    activity_id: UUID = key()
    member_id: UUID = key()
    team_id: UUID | None = None
    share_bp: int = small()
    quantity: int = big()
    amount_minor: int = big()
    duration_seconds: int = big()
    member_on: date
    org_on: date
    sales_role: str | None = words(default=None)
    share_no: int = small()


class ActivityApproval(TenantTable, table=True):
    """The decision on a self-reported activity; until APPROVED it does not score.

    What the activity earned then stands here: what its recording answered stays as it was.
    """

    __table_args__: ClassVar[Any] = (
        refers("activity_id", "activity"),
        one_of("state", ApprovalState),
        partial_index(
            "ix_activity_approval_pending", "org_id", "activity_id", where="state = 'PENDING'"
        ),
    )
    activity_id: UUID = key()
    state: str = words()
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None)
    points_earned: int | None = big(default=None)


class ApprovalNote(TenantTable, table=True):
    """The reason given for a rejection, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (refers("activity_id", "activity"),)
    activity_id: UUID = key()
    body: str = words()


class ExternalClaim(TenantTable, table=True):
    """The one unreversed activity that stands for a record of another system."""

    __table_args__: ClassVar[Any] = (refers("activity_id", "activity"),)
    system: str = words(primary_key=True)
    record_id: str = words(primary_key=True)
    kind: str = words(primary_key=True)
    activity_id: UUID
