"""Mentors, and trainings: what a member does more of for some weeks."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index

from bellringer.models.tables import TenantTable, big, check, key, refers, words


class Mentoring(TenantTable, table=True):
    """Who is whose mentor over [starts_on, ends_on); a mentee has one at a time."""

    __table_args__: ClassVar[Any] = (
        refers("mentee_id", "member", "member_id"),
        refers("mentor_id", "member", "member_id"),
        check("pair", "mentee_id <> mentor_id"),
        check("dates", "ends_on > starts_on"),
        Index(None, "org_id", "mentor_id"),
    )
    mentee_id: UUID = key()
    starts_on: date = key()
    mentor_id: UUID
    ends_on: date | None = None


class Training(TenantTable, table=True):
    """A target of behaviour: so much of a metric each week, for some weeks."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        refers("metric_key", "metric"),
        refers("created_by", "member", "member_id"),
        check("per_week", "per_week > 0"),
        check("weeks", "weeks BETWEEN 1 AND 26"),
        Index(None, "org_id", "member_id", "training_id"),
    )
    training_id: UUID = key()
    member_id: UUID
    metric_key: str = words()
    per_week: int = big()
    starts_on: date
    weeks: int
    created_by: UUID | None = None
    created_at: datetime


class TrainingNote(TenantTable, table=True):
    """What a training is about, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (refers("training_id", "training"),)
    training_id: UUID = key()
    title: str = words()
