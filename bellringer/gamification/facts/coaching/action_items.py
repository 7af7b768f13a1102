"""Action items as they are on record."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.words import ActionItemState, ActionItemStepKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionItemRecord:
    """Something to do; `sides` are the two of the talk that it comes from, `text` is gone where it was erased.

    `owner_team_id` is the team that its owner scores for today, `meeting_team_id` that of the meeting it comes from.
    """

    action_item_id: UUID
    owner_id: UUID
    created_by: UUID | None
    created_at: datetime
    due_on: date
    state: ActionItemState
    one_on_one_id: UUID | None
    meeting_id: UUID | None
    hurdle_no: int | None
    meeting_team_id: UUID | None
    sides: frozenset[UUID]
    owner_team_id: UUID | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionItemStep:
    """What was done with an action item; `due_on` is the day it is due from then on, where that was set."""

    step_no: int
    kind: ActionItemStepKind
    taken_by: UUID | None
    taken_at: datetime
    due_on: date | None
