"""Check-ins: when a team checks in, and what its members say of a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCheckIns:
    """Let a team check in like this from a date on; None: from tomorrow."""

    by: Principal
    team_id: UUID
    starts_on: date | None = None
    weekdays: Collection[int] = (1, 2, 3, 4, 5)
    plan_at: time = time(8)
    done_at: time = time(17)
    grace_minutes: int = 60
    is_shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedItem:
    """So many of a kind of activity, or so much in a metric's unit."""

    planned: int
    kind: str | None = None
    metric_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDay:
    """Say what you are going to do on a day of your own, which is the present one; None: today."""

    by: Principal
    on: date | None = None
    items: tuple[PlannedItem, ...] = ()
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDay:
    """Say how the day went, which is the present one; None: today."""

    by: Principal
    on: date | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCheckIn:
    """Answer a check-in as who leads its team; without words: seen."""

    by: Principal
    check_in_id: UUID
    text: str | None = None
