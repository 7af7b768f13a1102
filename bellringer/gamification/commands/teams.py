"""Teams, and who leads them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTeam:
    """Make a team; `team_key` is what imports call it."""

    by: Principal
    team_key: str
    name: str
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTeam:
    """Change a team; None leaves what is there, an empty region takes it away."""

    by: Principal
    team_id: UUID
    name: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTeam:
    """Let a team be no more."""

    by: Principal
    team_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTeamLead:
    """Let a member lead a team over [starts_on, ends_on); from today on if no start is given."""

    by: Principal
    team_id: UUID
    member_id: UUID
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndTeamLead:
    """Let a member lead a team no longer, from `ends_on` on; today if None."""

    by: Principal
    team_id: UUID
    member_id: UUID
    ends_on: date | None = None
