"""What a board is about: its scope, and the seasons it counts over."""

from datetime import date

import strawberry

from bellringer.gamification.errors import InvalidInputError, UnknownTeamError
from bellringer.gamification.playbook import leaderboards as playbook
from bellringer.gamification.playbook.leaderboards import (
    RegionScope,
    SalesRoleScope,
    Scope,
    TeamScope,
    TenureScope,
)
from bellringer.graphql import describing, teams
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.nodes import key_of
from bellringer.graphql.references import ATeam


@describing.output
class Season:
    """Named dates that boards may count over."""

    series: str = said("The key that seasons of one kind share, e.g. quarter-race.")
    title: str = said("What people call it.")
    starts_on: date = said("Its first day, in the board's time zone.")
    ends_on: date = said("The day after its last.")

    @classmethod
    def of(cls, season: playbook.Season) -> "Season":
        """Show a season of the playbook."""
        return cls(
            series=season.series,
            title=season.title,
            starts_on=season.starts_on,
            ends_on=season.ends_on,
        )


@describing.output
class BoardScope:
    """Whom a board's list is narrowed to; one of these is given."""

    team: ATeam | None = said("Who scores for this team.", default=None)
    region: str | None = said("The teams of this region, or who scores for them.", default=None)
    sales_role: str | None = said("Who has this sales role.", default=None)
    min_months: int | None = said("Who joined at least so many months ago.", default=None)
    max_months: int | None = said(
        "Who joined less than so many months ago; null is open.", default=None
    )

    @classmethod
    async def of(cls, info: Info, scope: Scope | None) -> "BoardScope | None":
        """Show a board's scope."""
        match scope:
            case TeamScope(team_id):
                return cls(team=await teams.certain_team(info, team_id))
            case RegionScope(region):
                return cls(region=region)
            case SalesRoleScope(sales_role):
                return cls(sales_role=sales_role)
            case TenureScope(least, most):
                return cls(min_months=least, max_months=most)
            case None:
                return None


@describing.entry
class TenureInput:
    """How long ago somebody joined."""

    min_months: int = said("At least so many months ago.", default=0)
    max_months: int | None = said("Less than so many months ago; null is open.", default=None)


@describing.entry
class BoardScopeInput:
    """Whom a board's list is narrowed to, as of the day of reading; give exactly one."""

    team_id: strawberry.ID | None = said("Who scores for this team.", default=None)
    region: str | None = said("The teams of a region, or who scores for them.", default=None)
    sales_role: str | None = said("Who has this sales role.", default=None)
    tenure: TenureInput | None = said("Who joined within this time.", default=None)


def scope_of(sent: BoardScopeInput | None) -> Scope | None:
    """Read a scope; raise DomainError where it is none or several."""
    if sent is None:
        return None
    found: list[Scope] = []
    if sent.team_id is not None:
        team_id = key_of("Team", sent.team_id)
        if team_id is None:
            raise UnknownTeamError(path=("scope", "teamId"))
        found.append(TeamScope(team_id))
    if sent.region is not None:
        found.append(RegionScope(sent.region))
    if sent.sales_role is not None:
        found.append(SalesRoleScope(sent.sales_role))
    if sent.tenure is not None:
        found.append(TenureScope(sent.tenure.min_months, sent.tenure.max_months))
    if len(found) != 1:
        raise InvalidInputError("Give exactly one scope, or leave it out.", path=("scope",))
    return found[0]
