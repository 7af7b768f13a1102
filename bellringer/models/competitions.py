"""Competitions: their terms, who takes part, who stands in for whom, and who won."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, SmallInteger, text
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    check,
    filled,
    key,
    one_of,
    refers,
    small,
    words,
)
from bellringer.words import (
    CompetitionKind,
    CompetitionState,
    Recurrence,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)


class Competition(TenantTable, table=True):
    """A time-boxed contest over the days [starts_on, ends_on) of its zone.

    It owns a board from when it is LIVE. `next_at` is when the timetable has to look at it, null when it never has
    to again; `leader_id` who led alone at the last look. Those that come again share a `series_id` and are numbered
    in it.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("metric_key", "metric"),
        refers("board_id", "board"),
        refers("created_by", "member", "member_id"),
        one_of("kind", CompetitionKind),
        one_of("state", CompetitionState),
        one_of("subject_kind", SubjectKind),
        one_of("score_kind", ScoreKind),
        one_of("tie_policy", TiePolicy),
        one_of("recurrence", Recurrence),
        check("dates", "ends_on > starts_on"),
        check("target", "target > 0"),
        Index("ix_competition_listed", "org_id", "starts_on", "competition_id"),
        Index("ix_competition_board", "org_id", "board_id"),
        Index(
            "ix_competition_due",
            "org_id",
            "next_at",
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )
    competition_id: UUID = key()
    series_id: UUID
    number: int = filled(1, "1")
    kind: str = words()
    state: str = words()
    title: str = words()
    prize: str | None = words(default=None)
    subject_kind: str = words()
    metric_key: str = words()
    score_kind: str = words()
    tie_policy: str = words()
    timezone: str = words()
    starts_on: date
    ends_on: date
    target: int | None = big(default=None)
    ends_when_reached: bool = filled(False, "false")
    recurrence: str | None = words(default=None)
    board_id: int | None = small(default=None)
    edition: int = filled(0, "0")
    total: int | None = big(default=None)
    is_won: bool = filled(False, "false")
    created_by: UUID | None = None
    created_at: datetime
    next_at: datetime | None = Field(default=None)
    leader_id: UUID | None = None
    final_at: datetime | None = Field(default=None)


class CompetitionParticipant(TenantTable, table=True):
    """A member or team that takes part; one who has left counts before `left_on`, a stand-in from `stand_in_on`."""

    __table_args__: ClassVar[Any] = (
        refers("competition_id", "competition"),
        refers("stand_in_id", "member", "member_id"),
        check(
            "stand_in", "(stand_in_id IS NULL) = (stand_in_on IS NULL) AND left_on <= stand_in_on"
        ),
    )
    competition_id: UUID = key()
    subject_id: UUID = key()
    left_on: date | None = None
    stand_in_id: UUID | None = None
    stand_in_on: date | None = None


class CompetitionWinner(TenantTable, table=True):
    """Who won a competition that is FINAL; a board that was re-opened makes a new edition."""

    __table_args__: ClassVar[Any] = (refers("competition_id", "competition"),)
    competition_id: UUID = key()
    edition: int = key()
    subject_id: UUID = key()
    score: int = big()
    reached_at: datetime | None = Field(default=None)


class BoardStint(TenantTable, table=True):
    """From when to when somebody counts for a place on a board, where that is not all the time or another's place."""

    __table_args__: ClassVar[Any] = (
        refers("board_id", "board"),
        check("dates", "since_on IS NULL OR until_on IS NULL OR until_on > since_on"),
    )
    board_id: int = key(sa_type=SmallInteger)
    subject_id: UUID = key()
    place_id: UUID = key()
    since_on: date | None = None
    until_on: date | None = None
