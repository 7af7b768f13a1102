"""What organizations give for their KPIs, and set up on top of them."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    data,
    key,
    one_of,
    words,
)
from bellringer.words import KpiInputKind, KpiRuleKind


class KpiInput(TenantTable, table=True):
    """A value for the fiscal month that begins on `starts_on`, or from then on; the last version counts.

    `subject_id` is a member, a team or the organization itself. A null value takes back what was given.
    """

    __table_args__: ClassVar[Any] = (belongs_to_organization(), one_of("kind", KpiInputKind))
    subject_id: UUID = key()
    kind: str = words(primary_key=True)
    starts_on: date = key()
    version: int = key()
    value: int | None = big(default=None)
    given_at: datetime = Field()
    given_by: str = words()


class KpiRuleVersion(TenantTable, table=True):
    """One version of bands, a scorecard, a bonus or a target, in force from a fiscal month on; null retires it."""

    __table_args__: ClassVar[Any] = (belongs_to_organization(), one_of("kind", KpiRuleKind))
    kind: str = words(primary_key=True)
    rule_key: str = words(primary_key=True)
    version: int = key()
    effective_from: date
    terms: Any = data(default=None, nullable=True)
    published_at: datetime = Field()
    published_by: str = words()
