"""What admins write about teams, and who leads them."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.change_team import archive_team, create_team, update_team
from bellringer.gamification.actions.lead_team import end_team_lead, set_team_lead
from bellringer.gamification.commands.teams import (
    ArchiveTeam,
    CreateTeam,
    EndTeamLead,
    SetTeamLead,
    UpdateTeam,
)
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.teams import Team, team_of
from bellringer.graphql.writing import mutation, write


@describing.entry
class TeamCreateInput:
    """A new team."""

    team_key: str = said("What imports call it, 1 to 200 signs; unique, and never changed.")
    name: str = said("What people call it, 1 to 120 signs.")
    region: str | None = said("The region, in the organization's own words.", default=None)


@describing.output
class TeamCreatePayload(Payload):
    """The team."""

    team: Team | None = said("The team; null where it was refused.", default=None)


@describing.entry
class TeamUpdateInput:
    """What to change of a team; what is left out or null stays."""

    team_id: strawberry.ID = said("The team.")
    name: str | None = said("What people call it, 1 to 120 signs.", default=None)
    region: str | None = said("The region. Empty: none.", default=None)


@describing.output
class TeamUpdatePayload(Payload):
    """The team."""

    team: Team | None = said("The team; null where it was refused.", default=None)


@describing.entry
class TeamArchiveInput:
    """Which team is to be no more."""

    team_id: strawberry.ID = said("The team; nobody may score for it today or later.")


@describing.output
class TeamArchivePayload(Payload):
    """The team."""

    team: Team | None = said("The team; null where it was refused.", default=None)


@describing.entry
class TeamLeadSetInput:
    """Who leads a team, from when to when."""

    team_id: strawberry.ID = said("The team.")
    member_id: strawberry.ID = said("Who leads it: a manager or an admin.")
    starts_on: date | None = said("The first day; today without it.", default=None)
    ends_on: date | None = said("The first day no longer; open without it.", default=None)


@describing.output
class TeamLeadSetPayload(Payload):
    """The team."""

    team: Team | None = said("The team; null where it was refused.", default=None)


@describing.entry
class TeamLeadEndInput:
    """Who leads a team no longer."""

    team_id: strawberry.ID = said("The team.")
    member_id: strawberry.ID = said("Who leads it.")
    ends_on: date | None = said("The first day no longer; today without it.", default=None)


@describing.output
class TeamLeadEndPayload(Payload):
    """The team."""

    team: Team | None = said("The team; null where it was refused.", default=None)


@strawberry.type
class TeamMutation:
    """The writes about teams."""

    @mutation
    async def team_create(
        self,
        info: Info,
        sent: Annotated[
            TeamCreateInput, strawberry.argument(name="input", description="The team.")
        ],
    ) -> TeamCreatePayload:
        """Make a team; admins only."""
        command = CreateTeam(
            by=info.context.principal,
            team_key=sent.team_key,
            name=sent.name,
            region=sent.region,
        )
        team_id: UUID = await write(info, create_team, command)
        return TeamCreatePayload(team=await team_of(info, team_id))

    @mutation
    async def team_update(
        self,
        info: Info,
        sent: Annotated[
            TeamUpdateInput, strawberry.argument(name="input", description="The changes.")
        ],
    ) -> TeamUpdatePayload:
        """Change a team's name and region; admins only."""
        team_id = wanted("Team", sent.team_id)
        command = UpdateTeam(
            by=info.context.principal, team_id=team_id, name=sent.name, region=sent.region
        )
        await write(info, update_team, command)
        return TeamUpdatePayload(team=await team_of(info, team_id))

    @mutation
    async def team_archive(
        self,
        info: Info,
        sent: Annotated[
            TeamArchiveInput, strawberry.argument(name="input", description="The team.")
        ],
    ) -> TeamArchivePayload:
        """Let a team be no more: its history stays, boards forget it; admins only."""
        team_id = wanted("Team", sent.team_id)
        await write(info, archive_team, ArchiveTeam(by=info.context.principal, team_id=team_id))
        return TeamArchivePayload(team=await team_of(info, team_id))

    @mutation
    async def team_lead_set(
        self,
        info: Info,
        sent: Annotated[
            TeamLeadSetInput, strawberry.argument(name="input", description="Who leads.")
        ],
    ) -> TeamLeadSetPayload:
        """Let a manager or an admin lead a team for some dates; admins only. Leading is apart from scoring."""
        command = SetTeamLead(
            by=info.context.principal,
            team_id=wanted("Team", sent.team_id),
            member_id=wanted("Member", sent.member_id),
            starts_on=sent.starts_on,
            ends_on=sent.ends_on,
        )
        await write(info, set_team_lead, command)
        return TeamLeadSetPayload(team=await team_of(info, command.team_id))

    @mutation
    async def team_lead_end(
        self,
        info: Info,
        sent: Annotated[
            TeamLeadEndInput, strawberry.argument(name="input", description="Who leads no longer.")
        ],
    ) -> TeamLeadEndPayload:
        """Let a member lead a team no longer; admins only. What was planned after that date is dropped."""
        command = EndTeamLead(
            by=info.context.principal,
            team_id=wanted("Team", sent.team_id),
            member_id=wanted("Member", sent.member_id),
            ends_on=sent.ends_on,
        )
        await write(info, end_team_lead, command)
        return TeamLeadEndPayload(team=await team_of(info, command.team_id))
