"""The boards that Brightwater defined for itself, and the seasons of its league."""

from datetime import timedelta

from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.create_board import create_board
from bellringer.gamification.actions.create_season import create_season
from bellringer.gamification.actions.reopen_period import reopen_period
from bellringer.gamification.commands.leaderboards import CreateBoard, CreateSeason, ReopenPeriod
from bellringer.gamification.playbook.leaderboards import TeamScope
from bellringer.models.database import Connection
from bellringer.words import PeriodKind, ScoreKind, SubjectKind, TiePolicy

LEAGUE = "league"
_SEASONS = ("First half of the league", "Second half of the league")
_SEASON = timedelta(weeks=6)
_FINAL_BEFORE = timedelta(weeks=2)


async def boards(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Define one of a team, over seasons, with a top five only, by head, and of who improves."""
    by, member = found.as_admin(), SubjectKind.MEMBER
    for board in (
        CreateBoard(
            by=by,
            board_key="harbor-week",
            title="Harbor's week",
            subject_kind=member,
            metric_key="points",
            period=PeriodKind.WEEK,
            tie_policy=TiePolicy.ORDINAL,
            scope=TeamScope(found.teams["harbor"]),
        ),
        CreateBoard(
            by=by,
            board_key=LEAGUE,
            title="Brightwater league",
            subject_kind=member,
            metric_key="revenue",
            period=PeriodKind.SEASON,
            series=LEAGUE,
        ),
        CreateBoard(
            by=by,
            board_key="calls-top-five",
            title="Five on the phone",
            subject_kind=member,
            metric_key="calls",
            period=PeriodKind.WEEK,
            tie_policy=TiePolicy.DENSE,
            peers_see=5,
        ),
        CreateBoard(
            by=by,
            board_key="teams-per-head",
            title="Teams, by head",
            subject_kind=SubjectKind.TEAM,
            metric_key="points",
            score_kind=ScoreKind.PER_HEAD,
            period=PeriodKind.MONTH,
        ),
        CreateBoard(
            by=by,
            board_key="better-than-before",
            title="Better than before",
            subject_kind=member,
            metric_key="points",
            score_kind=ScoreKind.IMPROVEMENT,
            period=PeriodKind.WEEK,
        ),
    ):
        await create_board(connection, board, now=at.now)


async def seasons(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Name two seasons of the league that follow each other; today lies in the second."""
    for number, title in enumerate(_SEASONS):
        starts_on = at.on + number * _SEASON
        season = CreateSeason(
            by=found.as_admin(),
            series=LEAGUE,
            title=title,
            starts_on=starts_on,
            ends_on=starts_on + _SEASON,
        )
        await create_season(connection, season, now=at.now)


async def second_look(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Open a week again that was FINAL; its former standings stay readable, with the reason."""
    again = ReopenPeriod(
        by=found.as_admin(),
        board_key="points-week",
        on=at.on - _FINAL_BEFORE,
        reason="The telephone system had lost an afternoon of calls.",
    )
    await reopen_period(connection, again, now=at.now)
