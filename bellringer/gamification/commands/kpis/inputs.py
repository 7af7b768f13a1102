"""What only the organization knows, given for its KPIs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import KpiInputKind


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveKpiInput:
    """Give a value for a month, or from it on; None takes back what was given for it.

    It is the organization's unless it names a member or a team. Units are those of facts/kpis/measured.py.
    """

    by: Principal
    kind: KpiInputKind
    starts_on: date
    value: int | None
    member_id: UUID | None = None
    team_id: UUID | None = None
