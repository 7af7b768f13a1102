"""Pulses: short anonymous surveys. Who was asked and what was answered stand in two tables that nothing joins."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Integer, SmallInteger
from sqlmodel import Field

from bellringer.models.tables import TenantTable, belongs_to_organization, check, key, many, refers
from bellringer.models.tables import words as text


class Pulse(TenantTable, table=True):
    """A survey; opened and closed by the timetable, which notes when it did."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("created_by", "member", "member_id"),
        check("dates", "closes_at > opens_at"),
        check("closed", "closed_at IS NULL OR opened_at IS NOT NULL"),
    )
    pulse_id: UUID = key()
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime | None = Field(default=None)
    closed_at: datetime | None = Field(default=None)
    created_by: UUID | None = None
    created_at: datetime


class PulseQuestion(TenantTable, table=True):
    """A statement that members agree with, from 1 (not at all) to 5 (fully)."""

    __table_args__: ClassVar[Any] = (
        refers("pulse_id", "pulse"),
        check("question_no", "question_no BETWEEN 1 AND 10"),
    )
    pulse_id: UUID = key()
    question_no: int = key()
    statement: str = text()


class PulseMember(TenantTable, table=True):
    """Who was asked, and in which team, as it was when the pulse opened; `answered_on` says whether, never what."""

    __table_args__: ClassVar[Any] = (
        refers("pulse_id", "pulse"),
        refers("member_id", "member"),
        refers("team_id", "team"),
    )
    pulse_id: UUID = key()
    member_id: UUID = key()
    team_id: UUID | None = None
    answered_on: date | None = None


class PulseAnswer(TenantTable, table=True):
    """What somebody answered, until the pulse is closed; `answer_id` is random and no instant is kept.

    `team_id` is null for those whose team is too small to be told apart.
    """

    __table_args__: ClassVar[Any] = (refers("pulse_id", "pulse"), refers("team_id", "team"))
    pulse_id: UUID = key()
    answer_id: UUID = key()
    team_id: UUID | None = None
    scores: list[int] = many(SmallInteger)


class PulseResult(TenantTable, table=True):
    """What was computed of a team (`group_id`), or of all (the organization's id), once, when the pulse closed.

    `answers` and `figures` (tenths, one a question) are null where they are withheld.
    """

    __table_args__: ClassVar[Any] = (
        refers("pulse_id", "pulse"),
        check("withheld", "(answers IS NULL) = (figures IS NULL)"),
        check("answers", "answers >= 5"),
    )
    pulse_id: UUID = key()
    group_id: UUID = key()
    asked: int
    answers: int | None = None
    figures: list[int] | None = many(Integer, default=None)
