"""Members, their personal data (erasable, apart), and whose day it is for them."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    check,
    default,
    filled,
    key,
    one_of,
    refers,
    words,
)
from bellringer.words import Role


class Member(TenantTable, table=True):
    """A person of one organization, without anything personal.

    `next_seq` numbers the member's credits under this row's lock.
    `version` rises when role, activity or leadership changes. `level` is a high-water mark.
    After `erased_at` nothing tells any more whose numbers these are.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        one_of("role", Role),
        check("next_seq", "next_seq >= 1"),
        {"postgresql_with": {"fillfactor": "80"}},
    )
    member_id: UUID = key()
    role: str = words()
    is_active: bool = filled(True, "true")
    is_hidden: bool = filled(False, "false")
    sales_role: str | None = words(default=None)
    joined_on: date | None = None
    left_on: date | None = None
    level: int = filled(0, "0")
    next_seq: int = big(default=1, **default("1"))
    version: int = big(default=1, **default("1"))
    created_at: datetime
    erased_at: datetime | None = Field(default=None)


class Profile(TenantTable, table=True):
    """A member's personal data; erasure deletes this row.

    `email` is stored normalised; without a `locale` the member is spoken to in the organization's.
    """

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        UniqueConstraint("org_id", "email"),
    )
    member_id: UUID = key()
    display_name: str = words()
    email: str | None = words(default=None)
    locale: str | None = words(default=None)


class Identity(TenantTable, table=True):
    """The sign-in identity bound to a member: SHA-256 over issuer and subject."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        UniqueConstraint("org_id", "identity_sha256"),
    )
    member_id: UUID = key()
    identity_sha256: bytes = Field(sa_type=LargeBinary)
    bound_at: datetime


class MemberZone(TenantTable, table=True):
    """The IANA zone a member's days are counted in, from an instant on."""

    __table_args__: ClassVar[Any] = (refers("member_id", "member"),)
    member_id: UUID = key()
    effective_from: datetime = key()
    timezone: str = words()
