"""Points: the rules that price activities and the ledger that only grows."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Text, Uuid
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    check,
    data,
    default,
    key,
    many,
    one_of,
    partial_index,
    refers,
    words,
)
from bellringer.words import Account, CutBy, EntryReason, PeriodKind


class PointRule(TenantTable, table=True):
    """A named rule; what it pays stands in its versions."""

    __table_args__: ClassVar[Any] = (
        refers("kind", "activity_kind"),
        Index(None, "org_id", "kind"),
    )
    rule_id: UUID = key()
    kind: str = words()
    title: str = words()


class PointRuleVersion(TenantTable, table=True):
    """One version of a rule, in force from `effective_from` until the next version's.

    A first version holds from the beginning of time; a later one never before it was published.
    """

    __table_args__: ClassVar[Any] = (refers("rule_id", "point_rule"),)
    rule_id: UUID = key()
    version: int = key()
    terms: Any = data()
    effective_from: datetime | None = Field(default=None)
    published_at: datetime
    published_by: str = words()


class LedgerEntry(TenantTable, table=True):
    """One immutable signed movement of points; a correction names the entry it reverses."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        refers("team_id", "team"),
        refers("activity_id", "activity"),
        refers("reverses_id", "ledger_entry", "entry_id"),
        refers("rule_id rule_version", "point_rule_version", "rule_id version"),
        one_of("account", Account),
        one_of("reason", EntryReason),
        Index(None, "org_id", "member_id", "org_on"),
        partial_index(
            "uq_ledger_entry_reverses_id",
            "org_id",
            "reverses_id",
            where="reverses_id IS NOT NULL",
            unique=True,
        ),
    )
    entry_id: UUID = key()
    member_id: UUID
    team_id: UUID | None = None
    account: str = words(default=Account.POINTS)
    points: int = big()
    reason: str = words()
    activity_id: UUID | None = None
    award_id: UUID | None = None
    rule_id: UUID | None = None
    rule_version: int | None = None
    reverses_id: UUID | None = None
    occurred_at: datetime
    member_on: date
    org_on: date
    recorded_at: datetime
    recorded_by: str = words()


class LedgerNote(TenantTable, table=True):
    """The reason given for a manual adjustment, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (refers("entry_id", "ledger_entry"),)
    entry_id: UUID = key()
    body: str = words()


class EntryPricing(TenantTable, table=True):
    """Why an entry's points are not what the rule's terms alone say: boosts that raised, and what cut.

    It stands apart because few entries have it.
    """

    __table_args__: ClassVar[Any] = (
        refers("entry_id", "ledger_entry"),
        one_of("cut_by", CutBy),
    )
    entry_id: UUID = key()
    worth: int = big()
    cut_by: str | None = words(default=None)
    boost_ids: list[UUID] = many(Uuid, default_factory=list, **default("'{}'"))


class PointBoost(TenantTable, table=True):
    """A window in which rules pay more; without kinds it is for all. It can be ended early, never moved."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        check("percent", "percent BETWEEN 101 AND 1000"),
        check("window", "starts_at < ends_at AND published_at <= starts_at"),
    )
    boost_id: UUID = key()
    title: str = words()
    kinds: list[str] = many(Text, default_factory=list, **default("'{}'"))
    percent: int
    starts_at: datetime
    ends_at: datetime
    published_at: datetime
    published_by: str = words()
    ended_at: datetime | None = Field(default=None)


class CapUse(TenantTable, table=True):
    """How many points of a capped rule a member has earned in one day or week."""

    __table_args__: ClassVar[Any] = (
        refers("rule_id", "point_rule"),
        refers("member_id", "member"),
        one_of("period", PeriodKind),
    )
    rule_id: UUID = key()
    member_id: UUID = key()
    period: str = words(primary_key=True)
    starts_on: date = key()
    points: int = big()


class LevelNote(TenantTable, table=True):
    """The reason an admin gave for lowering a member's level, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        Index(None, "org_id", "member_id"),
    )
    note_id: UUID = key()
    member_id: UUID
    level_before: int
    level: int
    body: str = words()
    written_at: datetime
    written_by: UUID | None = None


class Level(TenantTable, table=True):
    """A step on lifetime points; thresholds rise strictly with the number."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        check("number", "number >= 1 AND threshold > 0"),
    )
    number: int = key()
    threshold: int = big()
    title: str = words()
