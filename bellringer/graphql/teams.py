"""Teams."""

from typing import Annotated, cast
from uuid import UUID

import strawberry

from bellringer.gamification.rules import permissions
from bellringer.gamification.store.views.memberships import Spans
from bellringer.gamification.store.views.teams import TeamView
from bellringer.graphql import badges, describing, goals, member_lists, members, memberships
from bellringer.graphql.coaching import (
    check_ins,
    lead_accounts,
    meetings,
    off_days,
    outlooks,
    team_today,
)
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    OnlyCurrent,
    WithRevoked,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.kpis import reviews, series
from bellringer.graphql.leaderboard_streaks import (
    LeaderboardStreak,
    OnBoard,
    Within,
    leaderboard_streaks_of,
)
from bellringer.graphql.nodes import StandingSubject, key_of, pack
from bellringer.graphql.references import (
    ACheckInCadence,
    ACheckInDay,
    AGoal,
    ALeadAccount,
    AMeeting,
    AMember,
    AMembership,
    AnAward,
    AnOffDayFlag,
    AnOffDaySetting,
    ATeam,
    ATeamOutlook,
    ATeamToday,
)
from bellringer.words import PeriodKind, SubjectKind


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
    async def flags(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AnOffDayFlag] | None:
        """Days of who scores for the team that were flagged, the latest first; null for who doesn't lead it."""
        return await off_days.flags_of_team(info, self.key, first, after, last, before)

    @resolved
    async def off_days(self, info: Info) -> AnOffDaySetting:
        """How off-days are looked for in the team."""
        return await off_days.settings_of(info, self.key)

    @resolved
    async def today(self, info: Info) -> ATeamToday:
        """What the team has done today: its stat board."""
        return team_today.TeamToday(team_id=self.key, as_of=info.context.now)

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
        return await member_lists.members_of_team(info, self.key, first, after, last, before)

    def _is_own(self, info: Info) -> bool:
        context = info.context
        return (
            permissions.leads(context.principal, self.key) or context.authority.team_id == self.key
        )

    @resolved
    async def kpi_review(
        self, info: Info, by: series.By = PeriodKind.MONTH, until: series.Until = None
    ) -> reviews.KpiReview | None:
        """Grade and scores of a period; for who scores for the team today, its leads and admins, null for others."""
        if not self._is_own(info):
            return None
        return await reviews.review_of(info, SubjectKind.TEAM, self.key, by, until)

    @resolved
    async def kpis(
        self,
        info: Info,
        only: series.Only = None,
        by: series.By = PeriodKind.MONTH,
        last: series.LastPeriods = 1,
        until: series.Until = None,
    ) -> list[series.KpiSeries] | None:
        """KPIs over consecutive periods; for who scores for the team today, its leads and admins, null for others."""
        if not self._is_own(info):
            return None
        return await series.kpis_of(info, SubjectKind.TEAM, self.key, only, by, last, until)

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

    @resolved
    async def badges(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        with_revoked: WithRevoked = False,
    ) -> Connection[AnAward]:
        """Badges awarded to the team, the newest first."""
        return await badges.badges_of(info, self.key, first, after, last, before, with_revoked)

    @resolved
    async def leaderboard_streaks(
        self, info: Info, within: Within = 3, board: OnBoard = None
    ) -> list[LeaderboardStreak]:
        """How many periods in a row the team stood within a rank, by FINAL standings: one for each board."""
        return await leaderboard_streaks_of(
            info, SubjectKind.TEAM, self.key, within=within, board_key=board
        )

    @resolved
    async def check_in_cadences(self, info: Info) -> list[ACheckInCadence]:
        """When the team checks in: the cadence in force today, if there is one, and those to come."""
        return check_ins.cadences_of(info, self.key)

    @resolved
    async def check_ins(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        on: check_ins.OnDay = None,
    ) -> Connection[ACheckInDay] | None:
        """The day of everybody who scores for the team then, by name, with the check-in where there is one.

        For who leads the team and for admins; for its members where that day's check-ins are shared; else null.
        """
        return await check_ins.team_days(info, self.key, first, after, last, before, on=on)

    @resolved
    async def meetings(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AMeeting] | None:
        """The team's meetings, the latest first; for the team, who leads it, and admins; null for others."""
        return await meetings.meetings_of(info, self.key, first, after, last, before)

    @resolved
    async def outlook(self, info: Info) -> list[ATeamOutlook] | None:
        """What the team's goals ask of each working day from now on; for whom `meetings` is."""
        if not meetings.is_shown(info, self.key):
            return None
        return await outlooks.outlook_shown(info, self.key)

    @resolved
    async def lead_accounts(self, info: Info) -> list[ALeadAccount] | None:
        """What those who lead the team today have done for it; for whom `meetings` is."""
        return await lead_accounts.accounts_of(info, self.key)

    @resolved
    async def memberships(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        leads: Annotated[
            bool,
            strawberry.argument(description="Who led the team instead of who scored for it."),
        ] = False,
    ) -> Connection[AMembership]:
        """Who scored for the team, or led it, from when to when; those who came last first."""
        which = Spans(team_id=self.key, is_lead=leads)
        return await memberships.spans_of(info, which, first, after, last, before)


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
