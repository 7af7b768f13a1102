"""Team and member of the month: how they are found, who stood for it, and what was decided."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

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
    words,
)
from bellringer.words import DecisionMode, LeftOut, ScoreKind, SubjectKind, TiePolicy


class RecognitionSetting(TenantTable, table=True):
    """How the team or the member of the month is found; without a row it goes as built in.

    `board_key` is the board that measures, null for the built-in measure.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        one_of("subject_kind", SubjectKind),
        one_of("decision", DecisionMode),
        check("tenure", "minimum_tenure_days BETWEEN 0 AND 3660"),
        check("open_hours", "open_hours BETWEEN 1 AND 720"),
    )
    subject_kind: str = words(primary_key=True)
    decision: str = words()
    board_key: str | None = words(default=None)
    minimum_tenure_days: int = filled(0, "0")
    allows_repeat: bool = filled(True, "true")
    takes_nominations: bool = filled(False, "false")
    takes_votes: bool = filled(False, "false")
    open_hours: int = filled(72, "72")


class MonthNote(TenantTable, table=True):
    """What a member wrote for a nomination or a decision, apart so that it can be erased: then it is empty."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("by_member_id", "member", "member_id"),
    )
    note_id: UUID = key()
    by_member_id: UUID | None = None
    body: str = words()


class MonthRecognition(TenantTable, table=True):
    """A month whose standings are FINAL, as it is or was to be decided; re-opened boards make a new edition.

    `closes_at` ends nominations and votes, null where there are none. `is_news` says whether its decision
    is told.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("decided_by", "member", "member_id"),
        refers("note_id", "month_note"),
        one_of("subject_kind", SubjectKind),
        one_of("decision", DecisionMode),
        one_of("tie_policy", TiePolicy),
        check("dates", "ends_on > month_on"),
    )
    subject_kind: str = words(primary_key=True)
    month_on: date = key()
    edition: int = key()
    ends_on: date
    decision: str = words()
    tie_policy: str | None = words(default=None)
    takes_nominations: bool = filled(False, "false")
    takes_votes: bool = filled(False, "false")
    is_news: bool = filled(True, "true")
    ended_at: datetime
    opened_at: datetime
    closes_at: datetime | None = Field(default=None)
    decided_at: datetime | None = Field(default=None)
    decided_by: UUID | None = None
    note_id: UUID | None = None


class MonthCandidate(TenantTable, table=True):
    """Who stood for a month: on the shortlist at a `place`, left out of it for a reason, or nominated."""

    __table_args__: ClassVar[Any] = (
        refers("subject_kind month_on edition", "month_recognition"),
        one_of("score_kind", ScoreKind),
        one_of("left_out", LeftOut),
        check("place", "place >= 1"),
    )
    subject_kind: str = words(primary_key=True)
    month_on: date = key()
    edition: int = key()
    subject_id: UUID = key()
    board_key: str = words()
    score_kind: str = words()
    score: int = big()
    tie_break: int = big()
    reached_at: datetime | None = Field(default=None)
    place: int | None = None
    left_out: str | None = words(default=None)
    is_winner: bool = filled(False, "false")


class MonthNomination(TenantTable, table=True):
    """One member's nomination of one colleague or team."""

    __table_args__: ClassVar[Any] = (
        refers("subject_kind month_on edition subject_id", "month_candidate"),
        refers("by_member_id", "member", "member_id"),
        refers("note_id", "month_note"),
    )
    subject_kind: str = words(primary_key=True)
    month_on: date = key()
    edition: int = key()
    subject_id: UUID = key()
    by_member_id: UUID = key()
    nominated_at: datetime
    note_id: UUID


class MonthVote(TenantTable, table=True):
    """One member's vote; changed, it stays one."""

    __table_args__: ClassVar[Any] = (
        refers("subject_kind month_on edition subject_id", "month_candidate"),
        refers("by_member_id", "member", "member_id"),
    )
    subject_kind: str = words(primary_key=True)
    month_on: date = key()
    edition: int = key()
    by_member_id: UUID = key()
    subject_id: UUID
    voted_at: datetime
