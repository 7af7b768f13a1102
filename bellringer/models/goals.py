"""Goals, what was agreed about them, how far they are, and which milestones were crossed."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    check,
    default,
    filled,
    key,
    many,
    one_of,
    partial_index,
    refers,
    words,
)
from bellringer.words import GoalKind, GoalState, GoalStepKind, SubjectKind, Visibility


class Goal(TenantTable, table=True):
    """An aim of a member, a team or the organization.

    `state` holds what was decided, MET and MISSED once they are settled; until then they follow, like ACTIVE,
    from the dates of the agreement in force and from progress.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("metric_key", "metric"),
        refers("floor_metric_key", "metric", "metric_key"),
        refers("parent_id", "goal", "goal_id"),
        one_of("owner_kind", SubjectKind),
        one_of("kind", GoalKind),
        one_of("state", GoalState),
        one_of("visibility", Visibility),
        Index(None, "org_id", "owner_id"),
        partial_index("ix_goal_children", "org_id", "parent_id", where="parent_id IS NOT NULL"),
        partial_index("ix_goal_unsettled", "org_id", "goal_id", where="state = 'AGREED'"),
    )
    goal_id: UUID = key()
    owner_kind: str = words()
    owner_id: UUID
    kind: str = words(default=GoalKind.NUMBER)
    title: str = words()
    metric_key: str | None = words(default=None)
    floor_metric_key: str | None = words(default=None)
    parent_id: UUID | None = None
    visibility: str = words(default=Visibility.TEAM)
    state: str = words()
    is_self_set: bool = filled(False, "false")
    agreement_no: int = filled(0, "0")
    proposed_by: UUID | None = None
    created_at: datetime


class GoalAgreement(TenantTable, table=True):
    """One set of terms for a goal; in force once both sides agreed (`agreed_at`), off if one declined.

    A target that `is_prorated` is judged by the share of its working days that the member had.
    """

    __table_args__: ClassVar[Any] = (
        refers("goal_id", "goal"),
        check("target", "target > 0"),
        check("dates", "ends_on > starts_on"),
    )
    goal_id: UUID = key()
    agreement_no: int = key()
    target: int = big()
    baseline: int = big(default=0, **default("0"))
    floor_target: int | None = big(default=None)
    starts_on: date
    ends_on: date
    milestones: list[int] = many(Integer)
    proposed_by: UUID | None = None
    proposed_at: datetime
    agreed_by: UUID | None = None
    agreed_at: datetime | None = Field(default=None)
    is_prorated: bool = filled(False, "false")
    declined_by: UUID | None = None
    declined_at: datetime | None = Field(default=None)


class GoalProgress(TenantTable, table=True):
    """How much of its metric (and floor metric) the goal in force has gathered."""

    __table_args__: ClassVar[Any] = (
        refers("goal_id", "goal"),
        {"postgresql_with": {"fillfactor": "80"}},
    )
    goal_id: UUID = key()
    progress: int = big(default=0, **default("0"))
    floor_progress: int = big(default=0, **default("0"))


class Crossing(TenantTable, table=True):
    """The first time a milestone was passed, for ever; `undone_at` while a reversal holds it back.

    `told_percent` is the higher milestone whose notification told this one; null when it was silent.
    """

    __table_args__: ClassVar[Any] = (
        refers("goal_id agreement_no", "goal_agreement"),
        refers("activity_id", "activity"),
    )
    goal_id: UUID = key()
    agreement_no: int = key()
    percent: int = key()
    crossed_at: datetime
    recorded_at: datetime
    activity_id: UUID | None = None
    told_percent: int | None = None
    undone_at: datetime | None = Field(default=None)


class GoalStep(TenantTable, table=True):
    """What was said or decided about a goal under an agreement, in order; what its end settled, with progress."""

    __table_args__: ClassVar[Any] = (
        refers("goal_id agreement_no", "goal_agreement"),
        one_of("kind", GoalStepKind),
    )
    goal_id: UUID = key()
    step_no: int = key()
    agreement_no: int
    kind: str = words()
    taken_at: datetime
    taken_by: UUID | None = None
    progress: int | None = big(default=None)
    floor_progress: int | None = big(default=None)


class GoalNote(TenantTable, table=True):
    """The words of a step (evidence, a reason), apart so that they can be erased."""

    __table_args__: ClassVar[Any] = (refers("goal_id step_no", "goal_step"),)
    goal_id: UUID = key()
    step_no: int = key()
    body: str = words()
    link: str | None = words(default=None)
