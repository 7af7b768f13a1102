"""The organization and how it plays."""

from typing import Annotated

import strawberry

from bellringer.gamification.rules.calendars.periods import organization_zone
from bellringer.gamification.rules.permissions import manages
from bellringer.gamification.store.views import teams as views
from bellringer.graphql import badges, describing, leaderboards, metrics, preferences, rules, teams
from bellringer.graphql.badges import BadgeDefinition
from bellringer.graphql.boards import Season
from bellringer.graphql.calendars import Calendar, calendar_of
from bellringer.graphql.connections import After, Before, Connection, First, Last
from bellringer.graphql.context import Context, Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.kpis import giving, reviews, series
from bellringer.graphql.kpis import rules as kpi_rules
from bellringer.graphql.leaderboards import Leaderboard
from bellringer.graphql.metrics import ActivityKind, Metric
from bellringer.graphql.nodes import Node, pack
from bellringer.graphql.preferences import NotificationPreferences
from bellringer.graphql.recognition_settings import RecognitionSettings, settings_shown
from bellringer.graphql.references import ATeam
from bellringer.graphql.rules import LevelStep, PointBoost, PointRule
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.streaks import StreakDefinition
from bellringer.words import PeriodKind, SubjectKind


@describing.output
class Organization(Node):
    """Your organization and how it plays."""

    name: str = said("What people call it.")
    currency: str = said("The reporting currency, ISO 4217; it never changes.")
    time_zone: str = said("The IANA zone its days are counted in today.")
    backdate_days: int = said("How many days back members may log their own activities.")
    grace_hours: int = said("How many hours after a period's end late data still counts.")
    badge_allowance: int = said("How many badges a manager may give by hand in a month.")
    owner_kinds: list[str] = said(
        "The kinds of activity whose credit follows the customer's owner."
    )
    activity_kinds: list[ActivityKind] = said("What can be recorded.")
    metrics: list[Metric] = said("What is measured.")
    seasons: list[Season] = said("The seasons that boards may count over, by series and start.")
    locale: str = said("The language of members who have chosen none, like de or de-AT.")
    kudos_a_day: int = said("How many kudos a member may give on one of the own days.")
    kudos_pause_hours: int = said(
        "How many hours a member waits before thanking the same colleague again."
    )
    medium_deal_minor: BigInt = said(
        "From which amount on, in minor units, a deal is medium; 0 where deals have no sizes."
    )
    large_deal_minor: BigInt = said(
        "From which amount on, in minor units, a deal is large; 0 where deals have no sizes."
    )
    allows_hiding: bool = said("Members may hide from boards; a board can forbid it by itself.")

    @classmethod
    def of(cls, context: Context) -> "Organization":
        """Show the playbook."""
        playbook = context.playbook
        return cls(
            id=pack("Organization", playbook.org_id),
            name=context.authority.organization,
            currency=playbook.currency,
            time_zone=organization_zone(playbook.calendars, context.now),
            backdate_days=playbook.rep_backdate_days,
            grace_hours=playbook.grace_hours,
            badge_allowance=playbook.badge_allowance,
            owner_kinds=sorted(playbook.owner_kinds),
            activity_kinds=[metrics.kind_of(kind) for kind in playbook.kinds.values()],
            metrics=[
                metrics.metric_of(metric, playbook.currency) for metric in playbook.metrics.values()
            ],
            seasons=[Season.of(season) for season in playbook.seasons],
            allows_hiding=playbook.allows_hiding,
            locale=playbook.locale,
            kudos_a_day=playbook.feed.kudos_a_day,
            kudos_pause_hours=playbook.feed.kudos_pause_hours,
            medium_deal_minor=BigInt(playbook.feed.medium_deal_minor),
            large_deal_minor=BigInt(playbook.feed.large_deal_minor),
        )

    @resolved
    def point_rules(self, info: Info) -> list[PointRule]:
        """The rules that say what pays what, retired ones too, by kind and title."""
        return rules.rules_of(info.context)

    @resolved
    def point_boosts(self, info: Info) -> list[PointBoost]:
        """The boosts there are and have been, the latest to begin first."""
        boosts = sorted(info.context.playbook.boosts, key=lambda each: each.starts_at, reverse=True)
        return [PointBoost.of(boost) for boost in boosts]

    @resolved
    def levels(self, info: Info) -> list[LevelStep]:
        """The levels that lifetime points reach, the lowest first."""
        return [LevelStep.of(level) for level in info.context.playbook.levels]

    @resolved
    async def badges(
        self,
        info: Info,
        with_archived: Annotated[
            bool, strawberry.argument(description="Those too that are awarded no more.")
        ] = False,
    ) -> list[BadgeDefinition]:
        """The badges there are; secret ones for admins, and for those who have them."""
        return await badges.definitions_of(info, with_archived=with_archived)

    @resolved
    async def leaderboards(self, info: Info) -> list[Leaderboard]:
        """The boards there are, each in its present period."""
        return await leaderboards.present(info)

    @resolved
    async def notification_defaults(self, info: Info) -> NotificationPreferences:
        """What rings the phones of members who have set nothing themselves."""
        return await preferences.preferences_of(info, info.context.playbook.org_id)

    @resolved
    def streaks(self, info: Info) -> list[StreakDefinition]:
        """The streaks there are."""
        return [StreakDefinition.of(each) for each in info.context.playbook.streaks]

    @resolved
    def calendar(self, info: Info) -> Calendar:
        """How days are counted: working days, public holidays, days off."""
        return calendar_of(info)

    @resolved
    async def teams(self, info: Info) -> list[ATeam]:
        """The teams there are, by name."""
        on = info.context.today
        found = await info.context.read(lambda c: views.read(c, None, on=on))
        return [teams.Team.of(view) for view in found.values()]

    @resolved
    def kpi_catalogue(self) -> list[series.KpiDefinition]:
        """The KPIs there are, with their formulas."""
        return series.catalogue()

    @resolved
    async def kpis(
        self,
        info: Info,
        only: series.Only = None,
        by: series.By = PeriodKind.MONTH,
        last: series.LastPeriods = 1,
        until: series.Until = None,
    ) -> list[series.KpiSeries] | None:
        """The organization's KPIs over consecutive periods; for managers and admins, null for others."""
        if not manages(info.context.principal):
            return None
        org_id = info.context.playbook.org_id
        return await series.kpis_of(info, SubjectKind.ORGANIZATION, org_id, only, by, last, until)

    @resolved
    async def kpi_review(
        self, info: Info, by: series.By = PeriodKind.MONTH, until: series.Until = None
    ) -> reviews.KpiReview | None:
        """The organization's grade and scores of a period; for managers and admins, null for others."""
        if not manages(info.context.principal):
            return None
        org_id = info.context.playbook.org_id
        return await reviews.review_of(info, SubjectKind.ORGANIZATION, org_id, by, until)

    @resolved
    async def kpi_rules(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[kpi_rules.KpiRuleVersion]:
        """All versions of profit bands, scorecards and bonuses, by kind and key."""
        return await kpi_rules.rules_of(info, first, after, last, before)

    @resolved
    async def kpi_inputs(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[giving.KpiGiven] | None:
        """All that was given for the organization's KPIs, by month; for managers and admins, null for others."""
        if not manages(info.context.principal):
            return None
        org_id = info.context.playbook.org_id
        return await giving.given_for(info, org_id, first, after, last, before)

    @resolved
    def recognition_settings(self, info: Info) -> list[RecognitionSettings]:
        """How the team and the member of the month are found."""
        return [settings_shown(info, kind) for kind in (SubjectKind.TEAM, SubjectKind.MEMBER)]
