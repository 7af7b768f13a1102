"""Action items: who does what until when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import ActionItemState


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateActionItem:
    """Put something down that a member is to do, out of a talk, a meeting (against a hurdle of it) or by itself."""

    by: Principal
    owner_id: UUID
    text: str
    due_on: date
    one_on_one_id: UUID | None = None
    meeting_id: UUID | None = None
    hurdle_no: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateActionItem:
    """Say what became of it, or until when it is due now; None leaves what is there."""

    by: Principal
    action_item_id: UUID
    state: ActionItemState | None = None
    due_on: date | None = None
