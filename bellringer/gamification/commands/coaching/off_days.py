"""What members say of their days, nudges, and how off-days are looked for."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.facts.coaching.off_days import OffDaySettings


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteDayNote:
    """Say something of an own day, or for None take back what was said; it may excuse the day."""

    by: Principal
    on: date
    text: str | None
    excuses: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveNudge:
    """Nudge a member on the member's present day."""

    by: Principal
    member_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOffDays:
    """Say how off-days are looked for in a team, or for None in the organization."""

    by: Principal
    team_id: UUID | None
    settings: OffDaySettings
