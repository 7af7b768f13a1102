"""Check-ins as they are on record."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.coaching.check_ins import PlannedItem


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInRecord:
    """A member's check-in of a day; its words are gone where they were erased."""

    check_in_id: UUID
    member_id: UUID
    on: date
    team_id: UUID
    is_shared: bool
    items: tuple[PlannedItem, ...] = ()
    planned_at: datetime | None = None
    is_plan_late: bool = False
    done_at: datetime | None = None
    is_done_late: bool = False
    answered_by: UUID | None = None
    answered_at: datetime | None = None
    plan_text: str | None = None
    done_text: str | None = None
    answer_text: str | None = None
