"""The organization and how it plays."""

from bellringer.gamification.rules.periods import organization_zone
from bellringer.gamification.store.views import teams as views
from bellringer.graphql import describing, leaderboards, metrics, teams
from bellringer.graphql.badges import BadgeDefinition
from bellringer.graphql.context import Context, Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.leaderboards import Leaderboard
from bellringer.graphql.metrics import ActivityKind, Metric
from bellringer.graphql.nodes import Node, pack
from bellringer.graphql.references import ATeam


@describing.output
class Organization(Node):
    """Your organization and how it plays."""

    name: str = said("What people call it.")
    currency: str = said("The reporting currency, ISO 4217; it never changes.")
    time_zone: str = said("The IANA zone its days are counted in today.")
    backdate_days: int = said("How many days back members may log their own activities.")
    activity_kinds: list[ActivityKind] = said("What can be recorded.")
    metrics: list[Metric] = said("What is measured.")

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
            activity_kinds=[
                ActivityKind(
                    key=kind.kind,
                    title=kind.title or kind.kind,
                    takes_amount=kind.takes_amount,
                    needs_approval=kind.needs_approval,
                )
                for kind in playbook.kinds.values()
            ],
            metrics=[
                metrics.metric_of(metric, playbook.currency) for metric in playbook.metrics.values()
            ],
        )

    @resolved
    def badges(self, info: Info) -> list[BadgeDefinition]:
        """The badges there are; secret ones show only when they are awarded."""
        return [
            BadgeDefinition.known(badge)
            for badge in info.context.playbook.badges
            if not badge.is_secret
        ]

    @resolved
    async def leaderboards(self, info: Info) -> list[Leaderboard]:
        """The boards there are, each in its present period."""
        found = [
            await leaderboards.leaderboard_of(info, board) for board in info.context.playbook.boards
        ]
        return [board for board in found if board]

    @resolved
    async def teams(self, info: Info) -> list[ATeam]:
        """The teams there are, by name."""
        on = info.context.today
        found = await info.context.read(lambda c: views.read(c, None, on=on))
        return [teams.Team.of(view) for view in found.values()]
