"""Organizations, the sign-in directory that finds them, and what they record about themselves."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, SmallInteger, UniqueConstraint
from sqlmodel import Field

from bellringer.models.tables import (
    Table,
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
from bellringer.words import EntryKind


class Organization(TenantTable, table=True):
    """The tenant; `version` rises with every change of rules, boards, goals' metrics or calendar."""

    __table_args__: ClassVar[Any] = (
        UniqueConstraint("org_id", "slug"),
        check("currency", "currency ~ '^[A-Z]{3}$'"),
        check("backdate_days", "rep_backdate_days >= 0"),
        check("grace_hours", "grace_hours BETWEEN 0 AND 168"),
        check("badge_allowance", "badge_allowance >= 0"),
        check("kudos_a_day", "kudos_a_day BETWEEN 0 AND 100"),
        check("kudos_pause_hours", "kudos_pause_hours BETWEEN 0 AND 720"),
        check(
            "deal_sizes",
            "medium_deal_minor = 0 AND large_deal_minor = 0"
            " OR 0 < medium_deal_minor AND medium_deal_minor < large_deal_minor",
        ),
    )
    slug: str = words()
    name: str = words()
    currency: str = words()
    rep_backdate_days: int = filled(31, "31")
    grace_hours: int = filled(24, "24")
    badge_allowance: int = filled(10, "10")
    allows_hiding: bool = filled(True, "true")
    locale: str = words(default="en", **default("'en'"))
    kudos_a_day: int = filled(5, "5")
    kudos_pause_hours: int = filled(24, "24")
    medium_deal_minor: int = big(default=0, **default("0"))
    large_deal_minor: int = big(default=0, **default("0"))
    version: int = big(default=1, **default("1"))
    created_at: datetime


class DoorOrganization(Table, table=True):
    """The slug of each organization, readable before the tenant is known."""

    __tablename__: ClassVar[Any] = "organization"
    __table_args__: ClassVar[Any] = (UniqueConstraint("slug"), {"schema": "door"})
    org_id: UUID = key()
    slug: str = words()


class DoorEntry(Table, table=True):
    """Which organizations know an identity, an invited e-mail or a device, by keyed hash only.

    `holder_sha256` is the identity that registered a device; `claim_no` rises with each claim.
    """

    __tablename__: ClassVar[Any] = "entry"
    __table_args__: ClassVar[Any] = (one_of("kind", EntryKind), {"schema": "door"})
    kind: str = words(primary_key=True)
    lookup_sha256: bytes = key(sa_type=LargeBinary)
    org_id: UUID = key()
    subject_id: UUID
    holder_sha256: bytes | None = Field(default=None, sa_type=LargeBinary)
    claim_no: int = big(default=0, **default("0"))


class DoorHashKey(Table, table=True):
    """The one key of the hashes of invited e-mails, made at random by the migration."""

    __tablename__: ClassVar[Any] = "hash_key"
    __table_args__: ClassVar[Any] = (check("one_row", "number = 1"), {"schema": "door"})
    number: int = key(sa_type=SmallInteger, sa_column_kwargs={"autoincrement": False})
    hash_key: bytes = Field(sa_type=LargeBinary)


class Receipt(TenantTable, table=True):
    """The answer that a write gave, returned again to the same key for 30 days."""

    __table_args__: ClassVar[Any] = (belongs_to_organization(),)
    principal: str = words(primary_key=True)
    idempotency_key: str = words(primary_key=True)
    body_sha256: bytes = Field(sa_type=LargeBinary)
    answer: Any = data()
    created_at: datetime = Field(index=False)


class AuditLog(TenantTable, table=True):
    """One administrative change: ids and typed values only, never personal text."""

    __table_args__: ClassVar[Any] = (belongs_to_organization(),)
    audit_id: UUID = key()
    at: datetime
    principal: str = words()
    action: str = words()
    details: Any = data()


class AccessLog(TenantTable, table=True):
    """One look of a manager at a member's detail, at most one row an hour and surface."""

    __table_args__: ClassVar[Any] = (
        refers("viewer_id", "member", "member_id"),
        refers("member_id", "member"),
        # the order in which the member reads it
        Index("ix_access_log_read", "org_id", "member_id", "hour_at", "viewer_id", "surface"),
    )
    viewer_id: UUID = key()
    member_id: UUID = key()
    surface: str = words(primary_key=True)
    hour_at: datetime = key()


class JobRun(TenantTable, table=True):
    """One piece of timed work that was done: unique per job, organization and period."""

    __table_args__: ClassVar[Any] = (belongs_to_organization(),)
    job: str = words(primary_key=True)
    period: str = words(primary_key=True)
    finished_at: datetime
