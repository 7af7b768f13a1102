"""Off-days: how they are looked for, those that were found, what members say of their days, and nudges."""

from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    check,
    filled,
    key,
    refers,
    small,
    words,
)


class OffDaySetting(TenantTable, table=True):
    """How off-days are looked for in a team, or by its own id (`scope_id`) in the organization."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        check("window_days", "window_days BETWEEN 1 AND 20"),
        check("pattern_days", "pattern_days BETWEEN 1 AND window_days"),
        check("ramp_days", "ramp_days BETWEEN 0 AND 366"),
    )
    scope_id: UUID = key()
    is_on: bool
    looks_at: time
    window_days: int = small()
    pattern_days: int = small()
    ramp_days: int = small()


class OffDayFlag(TenantTable, table=True):
    """A day on which a member had done far less than usual by `until`; withdrawn once that does not hold any more."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        UniqueConstraint("org_id", "member_id", "on_date"),
    )
    flag_id: UUID = key()
    member_id: UUID
    on_date: date
    until: datetime
    count: int = big()
    own_norm: int = big()
    own_spread: int = big()
    team_norm: int = big()
    team_spread: int = big()
    is_pattern: bool = filled(False, "false")
    flagged_at: datetime
    withdrawn_at: datetime | None = None


class DayNote(TenantTable, table=True):
    """What a member says of a day of the member's own, before or after it."""

    __table_args__: ClassVar[Any] = (refers("member_id", "member"),)
    member_id: UUID = key()
    on_date: date = key()
    body: str = words()
    excuses: bool
    written_at: datetime


class Nudge(TenantTable, table=True):
    """That somebody who leads a member nudged the member; one a day of the member's own."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        refers("given_by", "member", "member_id"),
    )
    member_id: UUID = key()
    on_date: date = key()
    given_by: UUID
    given_at: datetime
