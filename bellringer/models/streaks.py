"""Streaks: the days that count, and the run that follows from them."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint

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
    small,
    words,
)
from bellringer.words import PeriodKind


class Streak(TenantTable, table=True):
    """A condition to hold on consecutive working days or weeks: at least `threshold` of a metric.

    A freeze is earned every `freeze_every` days of a run, at most `freeze_cap` are kept; 0 switches them off.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("metric_key", "metric"),
        UniqueConstraint("org_id", "streak_key"),
        one_of("cadence", PeriodKind),
        check("threshold", "threshold > 0"),
    )
    streak_id: UUID = key()
    streak_key: str = words()
    title: str = words()
    metric_key: str = words()
    threshold: int = big(default=1)
    cadence: str = words(default=PeriodKind.DAY)
    freeze_every: int = small(default=0, **default("0"))
    freeze_cap: int = small(default=0, **default("0"))


class StreakDay(TenantTable, table=True):
    """The fact: what a member added to the streak's metric on one of the member's own days."""

    __table_args__: ClassVar[Any] = (
        refers("streak_id", "streak"),
        refers("member_id", "member"),
        {"postgresql_with": {"fillfactor": "80"}},
    )
    streak_id: UUID = key()
    member_id: UUID = key()
    on_date: date = key()
    total: int = big()


class StreakState(TenantTable, table=True):
    """The cache: the run that ends on `last_on`, as the pure walk over the days gives it.

    `checkpoints` are the states at the start of earlier runs, where a replay may begin.
    """

    __table_args__: ClassVar[Any] = (
        refers("streak_id", "streak"),
        refers("member_id", "member"),
        {"postgresql_with": {"fillfactor": "80"}},
    )
    streak_id: UUID = key()
    member_id: UUID = key()
    current: int = filled(0, "0")
    started_on: date | None = None
    last_on: date | None = None
    longest: int = filled(0, "0")
    freezes_left: int = small(default=0, **default("0"))
    checkpoints: Any = data(default_factory=list, **default("'[]'"))
