"""Streaks: the days that count, and the run that follows from them."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    check,
    default,
    filled,
    key,
    one_of,
    partial_index,
    refers,
    small,
    words,
)
from bellringer.words import Cadence, StreakCondition


class Streak(TenantTable, table=True):
    """A condition to hold on consecutive working days or weeks: at least `threshold` of a metric, or a goal met.

    A freeze is earned every `freeze_every` days or weeks of a run, at most `freeze_cap` are kept; 0 switches
    them off. Only the title ever changes.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("metric_key", "metric"),
        UniqueConstraint("org_id", "streak_key"),
        one_of("cadence", Cadence),
        one_of("condition", StreakCondition),
        check("threshold", "threshold > 0"),
        check("freezes", "freeze_every >= 0 AND freeze_cap >= 0"),
    )
    streak_id: UUID = key()
    streak_key: str = words()
    title: str = words()
    metric_key: str = words()
    threshold: int = big(default=1)
    cadence: str = words(default=Cadence.DAY)
    condition: str = words(default=StreakCondition.AT_LEAST, **default("'AT_LEAST'"))
    freeze_every: int = small(default=0, **default("0"))
    freeze_cap: int = small(default=0, **default("0"))
    archived_at: datetime | None = None


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

    Of a weekly streak `started_on` and `last_on` are the first days of their weeks.
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


class StreakRewalk(TenantTable, table=True):
    """Runs that have to be walked anew, of members in the order of their ids, some in each transaction.

    `streak_id` None means all streaks; one that is new is filled from the facts first (`fills`).
    `team_id` None means all members; else those who ever scored for the team.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("streak_id", "streak"),
        refers("team_id", "team"),
        partial_index(
            "ix_streak_rewalk_unfinished", "org_id", "requested_at", where="finished_at IS NULL"
        ),
    )
    rewalk_id: UUID = key()
    streak_id: UUID | None = None
    team_id: UUID | None = None
    fills: bool
    requested_by: str = words()
    requested_at: datetime
    after_member_id: UUID | None = None
    members_done: int = filled(0, "0")
    members_total: int
    finished_at: datetime | None = None
