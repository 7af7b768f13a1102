"""The badges that Brightwater defined for itself."""

from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.demo.streaks import DEAL_WEEKS
from bellringer.gamification.actions.create_badge import create_badge
from bellringer.gamification.actions.grant_badge import start_badge_grant
from bellringer.gamification.commands.badges import CreateBadge, GrantBadge
from bellringer.gamification.playbook.badges import (
    CompetitionWon,
    FinalRank,
    MetricTotal,
    StreakLength,
)
from bellringer.models.database import Connection
from bellringer.words import PeriodKind


async def badges(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Define badges for a final rank, a streak, a competition, and a secret one."""
    by = found.as_admin()
    for badge in (
        CreateBadge(
            by=by,
            badge_key="week-champion",
            title="Champion of the week",
            symbol="👑",
            description="First when a week's standings were final.",
            criteria=FinalRank(board_key="points-week", rank=1),
            bonus_points=50,
        ),
        CreateBadge(
            by=by,
            badge_key="four-deal-weeks",
            title="Four weeks with a deal",
            symbol="🧭",
            description="A deal in each of four weeks in a row.",
            criteria=StreakLength(streak_key=DEAL_WEEKS, length=4),
            cap_period=PeriodKind.QUARTER,
        ),
        CreateBadge(
            by=by,
            badge_key="contest-winner",
            title="Contest won",
            symbol="🥇",
            description="A competition won, alone or together.",
            criteria=CompetitionWon(),
        ),
        CreateBadge(
            by=by,
            badge_key="two-in-a-day",
            title="Double bell",
            symbol="🛎",
            description="Two deals on one day. Nobody knows of it before.",
            criteria=MetricTotal(metric_key="deals", threshold=2, period=PeriodKind.DAY),
            is_secret=True,
        ),
    ):
        await create_badge(connection, badge, now=at.now)


async def for_the_past(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Define a badge late, and grant it for what was done before, silently."""
    visited = CreateBadge(
        by=found.as_admin(),
        badge_key="forty-visits",
        title="Forty doors",
        symbol="🚪",
        description="Forty visits in all.",
        criteria=MetricTotal(metric_key="visits", threshold=40, period=PeriodKind.ALL),
        cap_period=PeriodKind.ALL,
    )
    badge_id = await create_badge(connection, visited, now=at.now)
    grant = GrantBadge(by=found.as_admin(), badge_id=badge_id, is_told=False)
    await start_badge_grant(connection, grant, now=at.now)
