"""Action items: who does what until when, out of a talk or by itself."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    check,
    key,
    one_of,
    partial_index,
    refers,
    small,
    words,
)
from bellringer.words import ActionItemState, ActionItemStepKind


class ActionItem(TenantTable, table=True):
    """Something to do; what it says and who does it never change."""

    __table_args__: ClassVar[Any] = (
        refers("owner_id", "member", "member_id"),
        refers("created_by", "member", "member_id"),
        refers("one_on_one_id", "one_on_one"),
        refers("meeting_id", "meeting"),
        refers("meeting_id hurdle_no", "meeting_hurdle"),
        check(
            "source",
            "(one_on_one_id IS NULL OR meeting_id IS NULL)"
            " AND (hurdle_no IS NULL OR meeting_id IS NOT NULL)",
        ),
        one_of("state", ActionItemState),
        partial_index(
            "ix_action_item_open", "org_id", "owner_id", "due_on", where="state = 'OPEN'"
        ),
        partial_index(
            "ix_action_item_one_on_one",
            *("org_id", "one_on_one_id"),
            where="one_on_one_id IS NOT NULL",
        ),
        partial_index(
            "ix_action_item_meeting", "org_id", "meeting_id", where="meeting_id IS NOT NULL"
        ),
    )
    action_item_id: UUID = key()
    owner_id: UUID
    created_by: UUID | None = None
    created_at: datetime
    due_on: date
    state: str = words(default=ActionItemState.OPEN)
    one_on_one_id: UUID | None = None
    meeting_id: UUID | None = None
    hurdle_no: int | None = small(default=None)


class ActionItemNote(TenantTable, table=True):
    """What is to be done, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (refers("action_item_id", "action_item"),)
    action_item_id: UUID = key()
    body: str = words()


class ActionItemStep(TenantTable, table=True):
    """What became of an action item, step by step; it only grows."""

    __table_args__: ClassVar[Any] = (
        refers("action_item_id", "action_item"),
        refers("taken_by", "member", "member_id"),
        one_of("kind", ActionItemStepKind),
    )
    action_item_id: UUID = key()
    step_no: int = small(primary_key=True)
    kind: str = words()
    taken_by: UUID | None = None
    taken_at: datetime
    due_on: date | None = Field(default=None)
