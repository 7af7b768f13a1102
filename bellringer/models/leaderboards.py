"""Leaderboards, their periods, and the two kinds of sums that are stored."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, SmallInteger, UniqueConstraint, text
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
from bellringer.words import (
    MetricDirection,
    PeriodKind,
    PeriodState,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)


class SubjectDay(TenantTable, table=True):
    """The additive grain: what a member, team or the organization added to a metric on one day.

    Days are the organization's; `subject_id` is a member, a team or the organization itself.
    """

    __table_args__: ClassVar[Any] = (
        refers("metric_key", "metric"),
        {"postgresql_with": {"fillfactor": "80"}},
    )
    subject_id: UUID = key()
    metric_key: str = words(primary_key=True)
    on_date: date = key()
    total: int = big()


class Board(TenantTable, table=True):
    """A ranking definition; its zone is fixed at creation.

    `board_id` numbers the boards of one organization: a small number, because it stands in every key of the
    hottest table (docs/adr has the measurement).
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("metric_key", "metric"),
        UniqueConstraint("org_id", "board_key"),
        one_of("subject_kind", SubjectKind),
        one_of("score_kind", ScoreKind),
        one_of("period", PeriodKind),
        one_of("tie_policy", TiePolicy),
        one_of("direction", MetricDirection),
    )
    board_id: int = key(sa_type=SmallInteger)
    board_key: str = words()
    title: str = words()
    subject_kind: str = words()
    metric_key: str = words()
    score_kind: str = words()
    period: str = words()
    tie_policy: str = words()
    direction: str = words(default=MetricDirection.HIGHER_IS_BETTER)
    timezone: str = words()
    created_at: datetime
    archived_at: datetime | None = Field(default=None)


class BoardPeriod(TenantTable, table=True):
    """One period of a board. Intake holds it FOR SHARE, closing FOR UPDATE.

    An ended period gets its grace from `opened_at` too, so an import of old years can finish before FINAL.
    """

    __table_args__: ClassVar[Any] = (
        refers("board_id", "board"),
        one_of("state", PeriodState),
        check("instants", "ends_at IS NULL OR ends_at > starts_at"),
        Index(
            "ix_board_period_unsettled",
            "org_id",
            "ends_at",
            postgresql_where=text("state <> 'FINAL'"),
        ),
    )
    board_id: int = key(sa_type=SmallInteger)
    starts_on: date = key()
    starts_at: datetime | None = Field(default=None)
    ends_at: datetime | None = Field(default=None)
    state: str = words(default=PeriodState.OPEN, **default("'OPEN'"))
    opened_at: datetime
    final_at: datetime | None = Field(default=None)
    edition: int = filled(1, "1")


class BoardScore(TenantTable, table=True):
    """One subject's score on a board in one period; what arrives after FINAL goes to `correction`.

    A ratio board keeps its two sums in `numerator` and `denominator` and derives `score` from them;
    without a denominator the score, and so the rank, is null.
    """

    __table_args__: ClassVar[Any] = (
        refers("board_id", "board"),
        Index(
            "ix_board_score_rank",
            "org_id",
            "board_id",
            "starts_on",
            text("score DESC NULLS LAST"),
            "reached_at",
            "subject_id",
        ),
        {"postgresql_with": {"fillfactor": "80"}},
    )
    board_id: int = key(sa_type=SmallInteger)
    starts_on: date = key()
    subject_id: UUID = key()
    score: int | None = big(default=None)
    numerator: int | None = big(default=None)
    denominator: int | None = big(default=None)
    reached_at: datetime | None = Field(default=None)
    correction: int = big(default=0, **default("0"))
