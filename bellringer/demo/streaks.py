"""What Brightwater counts in a row besides days with points."""

from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.define_streak import create_streak
from bellringer.gamification.commands.streaks import CreateStreak
from bellringer.models.database import Connection
from bellringer.words import Cadence

DEAL_WEEKS = "deal-weeks"


async def streaks(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Count weeks with a deal; every third week earns a freeze, two are kept at most."""
    weekly = CreateStreak(
        by=found.as_admin(),
        streak_key=DEAL_WEEKS,
        title="A deal every week",
        metric_key="deals",
        cadence=Cadence.WEEK,
        threshold=1,
        freeze_every=3,
        freeze_cap=2,
    )
    await create_streak(connection, weekly, now=at.now)
