"""The stat board of a team, and its live events."""

from collections import Counter
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.events import Changed
from bellringer.graphql import describing, member_lists
from bellringer.graphql.coaching.today import KindCount, counted
from bellringer.graphql.connections import After, Before, Connection, First, Last
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import BadRequestError
from bellringer.graphql.nodes import wanted
from bellringer.graphql.references import AMember
from bellringer.graphql.ringing import rings


@describing.output
class TeamToday:
    """The stat board of a team: what its members have done today, each by the own clock."""

    team_id: strawberry.Private[UUID]
    as_of: datetime = said("The moment this was read at.")

    @resolved
    async def counts(self, info: Info) -> list[KindCount]:
        """What all of them have done, of each kind."""
        loaders = info.context.loaders
        member_ids = await loaders.in_teams.load(self.team_id) or ()
        total: Counter[str] = Counter()
        for done in await loaders.counts_today.load_many(list(member_ids)):
            total.update(done.counts if done else {})
        return counted(info, total)

    @resolved
    async def members(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AMember]:
        """Who scores for the team today, by name: `countsToday` of each, and `today` for those who may see it."""
        return await member_lists.members_of_team(info, self.team_id, first, after, last, before)


@strawberry.type
class TodaySubscription:
    """The stat board, live."""

    @strawberry.subscription(
        description="The stat board of a team whenever a member of it may have done something, has checked in, "
        "or has a flag, a note or a nudge."
    )
    async def team_today_changed(
        self,
        info: Info,
        team_id: Annotated[strawberry.ID, strawberry.argument(description="Which team.")],
    ) -> AsyncGenerator[TeamToday, None]:
        """Send the stat board."""
        context, team = info.context, wanted("Team", team_id)
        if await context.loaders.teams.load(team) is None:
            raise BadRequestError("NOT_FOUND", "There is no team of this id.")
        watched: set[UUID] = set(await context.loaders.in_teams.load(team) or ())

        def concerns(changed: Changed) -> bool:
            return not watched.isdisjoint(changed.member_ids)

        async for _ in rings(context, concerns):
            # who joins or leaves the team is seen with the next change
            watched.clear()
            watched.update(await context.loaders.in_teams.load(team) or ())
            yield TeamToday(team_id=team, as_of=context.now)
