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
    data,
    default,
    filled,
    key,
    one_of,
    refers,
    small,
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


class Season(TenantTable, table=True):
    """Named dates [starts_on, ends_on); those of one series do not overlap, a board names the series."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        check("dates", "ends_on > starts_on"),
    )
    series: str = words(primary_key=True)
    starts_on: date = key()
    ends_on: date
    title: str = words()


class Board(TenantTable, table=True):
    """A ranking definition; what its sums mean, its zone included, is fixed at creation.

    `board_id` numbers the boards of one organization: a small number, because it stands in every key of the
    hottest table (docs/adr has the measurement). A board that adds up what another one does reads the sums
    of that one, `sums_of`. A board of period SEASON has a series of seasons or one span
    [first_on, until_on) of its own.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("metric_key", "metric"),
        refers("sums_of", "board", "board_id"),
        UniqueConstraint("org_id", "board_key"),
        one_of("subject_kind", SubjectKind),
        one_of("score_kind", ScoreKind),
        one_of("period", PeriodKind),
        one_of("tie_policy", TiePolicy),
        one_of("direction", MetricDirection),
        check(
            "season",
            "CASE WHEN period = 'SEASON' THEN (series IS NULL) = (until_on IS NOT NULL)"
            " ELSE series IS NULL AND until_on IS NULL END",
        ),
        check("dates", "(first_on IS NULL) = (until_on IS NULL) AND until_on > first_on"),
        check("peers_see", "peers_see > 0"),
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
    sums_of: int | None = small(default=None)
    series: str | None = words(default=None)
    first_on: date | None = Field(default=None)
    until_on: date | None = Field(default=None)
    scope: Any = data(default=None, nullable=True)
    has_participants: bool = filled(False, "false")
    peers_see: int | None = Field(default=None)
    allows_hiding: bool = filled(True, "true")
    created_at: datetime
    archived_at: datetime | None = Field(default=None)


class BoardParticipant(TenantTable, table=True):
    """A member or team that a board with participants is only about."""

    __table_args__: ClassVar[Any] = (refers("board_id", "board"),)
    board_id: int = key(sa_type=SmallInteger)
    subject_id: UUID = key()


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

    A derived score follows from `numerator`, what was done. On ratio boards it is the floor of numerator x factor /
    denominator (the agreed target; or, per head, days of members, with a factor of 100 x days of the period so
    far). On boards of improvement it is numerator - baseline, and the baseline is frozen when the row is first
    written. Without a denominator or baseline the score, and so the rank, is null.
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
    factor: int | None = big(default=None)
    baseline: int | None = big(default=None)
    reached_at: datetime | None = Field(default=None)
    correction: int = big(default=0, **default("0"))


class BoardEdition(TenantTable, table=True):
    """Standings that were FINAL until an admin opened their period again, for all boards with the same sums."""

    __table_args__: ClassVar[Any] = (
        refers("board_id starts_on", "board_period"),
        refers("reopened_by", "member", "member_id"),
    )
    board_id: int = key(sa_type=SmallInteger)
    starts_on: date = key()
    edition: int = key()
    final_at: datetime | None = Field(default=None)
    reopened_at: datetime
    reopened_by: UUID | None = None


class BoardEditionNote(TenantTable, table=True):
    """Why a period was opened again, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (refers("board_id starts_on edition", "board_edition"),)
    board_id: int = key(sa_type=SmallInteger)
    starts_on: date = key()
    edition: int = key()
    body: str = words()


class FormerStanding(TenantTable, table=True):
    """A subject's score and rank in a former edition, and its place in the list, which no other has.

    `board_id` is the board that shows it, whose sums may be another's.
    """

    __table_args__: ClassVar[Any] = (
        refers("board_id", "board"),
        UniqueConstraint("org_id", "board_id", "starts_on", "edition", "place"),
        check("place", "rank >= 1 AND place >= rank"),
    )
    board_id: int = key(sa_type=SmallInteger)
    starts_on: date = key()
    edition: int = key()
    subject_id: UUID = key()
    place: int
    rank: int
    score: int = big()
    reached_at: datetime | None = Field(default=None)
    correction: int = big(default=0, **default("0"))
