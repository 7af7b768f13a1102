"""What Brightwater's people compete in: a duel each week, a mission each month, teams against each other."""

from datetime import timedelta
from uuid import UUID

from bellringer.demo import cast, story
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.create_competition import create_competition
from bellringer.gamification.actions.schedule_competition import schedule_competition
from bellringer.gamification.commands.competitions import (
    CompetitionTerms,
    CreateCompetition,
    ScheduleCompetition,
)
from bellringer.models.database import Connection
from bellringer.words import CompetitionKind, Recurrence, ScoreKind

_MISSION_PERCENT = 90  # of what all have as their goals


async def duel(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let two reps of a team duel from this Monday on, week by week."""
    monday = at.on - timedelta(days=at.on.isoweekday() - 1)
    terms = CompetitionTerms(
        kind=CompetitionKind.HEAD_TO_HEAD,
        title="Duel of the week",
        metric_key="points",
        starts_on=monday,
        ends_on=monday + timedelta(weeks=1),
        prize="The loser brings cake on Monday.",
        recurrence=Recurrence.WEEKLY,
    )
    await _hold(connection, found, terms, [found.id_of(who) for who in cast.DUEL], at)


async def teams(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let the teams race for two weeks, per head because they differ in size."""
    terms = CompetitionTerms(
        kind=CompetitionKind.TEAM_VS_TEAM,
        title="Regatta",
        metric_key="points",
        score_kind=ScoreKind.PER_HEAD,
        starts_on=at.on,
        ends_on=at.on + timedelta(weeks=2),
        prize="Dinner at the pier",
    )
    await _hold(connection, found, terms, list(found.teams.values()), at)


async def mission(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Give all reps one target for the month, won together or not at all."""
    starts_on = at.on.replace(day=1)
    taking_part = [rep for rep in cast.REPS if rep != cast.SHY]  # who takes part is seen
    everybody = sum(story.month_target(rep) for rep in taking_part)
    terms = CompetitionTerms(
        kind=CompetitionKind.MISSION,
        title=f"All hands in {starts_on:%B}",
        metric_key="revenue",
        target=everybody * _MISSION_PERCENT,  # percent of dollars are cents
        starts_on=starts_on,
        ends_on=(starts_on + timedelta(days=31)).replace(day=1),
        prize="A day off for everyone",
    )
    await _hold(connection, found, terms, [found.id_of(rep) for rep in taking_part], at)


async def _hold(
    connection: Connection,
    found: Brightwater,
    terms: CompetitionTerms,
    participants: list[UUID],
    at: Moment,
) -> None:
    by = found.as_admin()
    drafted = CreateCompetition(by=by, terms=terms, participant_ids=tuple(participants))
    competition_id = await create_competition(connection, drafted, now=at.now)
    scheduled = ScheduleCompetition(by=by, competition_id=competition_id)
    await schedule_competition(connection, scheduled, now=at.now)
