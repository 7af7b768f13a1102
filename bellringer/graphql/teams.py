"""Teams."""

from typing import Annotated, cast
from uuid import UUID

import strawberry

from bellringer.gamification.store.views.teams import TeamView
from bellringer.graphql import describing, goals, members
from bellringer.graphql.connections import After, Before, Connection, First, Last, OnlyCurrent
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import StandingSubject, key_of, pack
from bellringer.graphql.references import AGoal, AMember, ATeam


@describing.output
class Team(StandingSubject):
    """A group with shared goals."""

    key: strawberry.Private[UUID]
    view: strawberry.Private[TeamView]
    team_key: str = said("What imports call the team; unique in the organization.")
    region: str | None = said("The region, in the organization's own words.")
    is_archived: bool = said("True for a team that is no more; it is on no board.")

    @classmethod
    def of(cls, view: TeamView) -> "Team":
        """Show what a store read."""
        return cls(
            id=pack("Team", view.team_id),
            key=view.team_id,
            view=view,
            name=view.name,
            team_key=view.team_key,
            region=view.region,
            is_archived=view.is_archived,
        )

    @resolved
    async def leads(self, info: Info) -> list[AMember]:
        """Who leads the team today."""
        found = await info.context.loaders.members.load_many(list(self.view.lead_ids))
        return [members.Member.of(view) for view in found if view]

    @resolved
    async def members(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AMember]:
        """Who scores for the team today, by name."""
        return await members.members_of_team(info, self.key, first, after, last, before)

    @resolved
    async def goals(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        only_current: OnlyCurrent = False,
    ) -> Connection[AGoal]:
        """The team's own goals that you may see, the newest first."""
        return await goals.goals_of(info, [self.key], first, after, last, before, only_current)


async def team_of(info: Info, team_id: UUID | None) -> Team | None:
    """Show the team of an id, if there is one."""
    view = team_id and await info.context.loaders.teams.load(team_id)
    return Team.of(view) if view else None


async def certain_team(info: Info, team_id: UUID) -> Team:
    """Show the team of an id that stands in a foreign key."""
    return cast("Team", await team_of(info, team_id))


@strawberry.type
class TeamQuery:
    """The reads of teams."""

    @resolved
    async def team(
        self,
        info: Info,
        node_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="A team's id.")
        ],
    ) -> ATeam | None:
        """A team of the organization; null if there is none of this id."""
        return await team_of(info, key_of("Team", node_id))
