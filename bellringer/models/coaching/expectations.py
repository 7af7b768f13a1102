"""What is expected of each role: versions, their text, and who has acknowledged which."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    check,
    key,
    one_of,
    refers,
    words,
)
from bellringer.words import Role


class Expectation(TenantTable, table=True):
    """A version of what is expected of a role; the latest holds."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("published_by", "member", "member_id"),
        one_of("role", Role),
        check("version_no", "version_no >= 1"),
    )
    role: str = words(primary_key=True)
    version_no: int = key()
    published_at: datetime
    published_by: UUID | None = None


class ExpectationText(TenantTable, table=True):
    """What a version says."""

    __table_args__: ClassVar[Any] = (refers("role version_no", "expectation"),)
    role: str = words(primary_key=True)
    version_no: int = key()
    body: str = words()


class ExpectationAcknowledgement(TenantTable, table=True):
    """That a member has read a version and said so."""

    __table_args__: ClassVar[Any] = (
        refers("role version_no", "expectation"),
        refers("member_id", "member"),
    )
    role: str = words(primary_key=True)
    version_no: int = key()
    member_id: UUID = key()
    acknowledged_at: datetime
