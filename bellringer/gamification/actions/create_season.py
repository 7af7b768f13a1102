"""Name seasons, and take back those that have not begun."""

from datetime import datetime

from bellringer.gamification.commands.leaderboards import CreateSeason, RemoveSeason
from bellringer.gamification.playbook.leaderboards import Season
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.leaderboards.seasons import (
    boards_of,
    new_season,
    removed_season,
)
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.leaderboards import seasons
from bellringer.gamification.store.leaderboards.filling import fill
from bellringer.models.database import Connection


async def create_season(connection: Connection, command: CreateSeason, *, now: datetime) -> Season:
    """Name a season; boards of its series add up what already lies in it.

    Raises:
        NotAllowedError: Only an admin names seasons.
        InvalidInputError, InvalidTextError: The key, title or dates can't be.
        WrongStateError: There are as many seasons as there may be.
    """
    # locks the organization's row first, so that two seasons never share dates
    await playbook.bump(connection)
    season = new_season(await playbook.read(connection), command)
    await seasons.insert(connection, season)
    plays = await playbook.read(connection)
    for board in boards_of(plays, season.series):
        await fill(connection, plays, board, starts_on=season.starts_on, now=now)
    await audit.append(connection, command.by, "season.create", _named(season), now=now)
    return season


async def remove_season(connection: Connection, command: RemoveSeason, *, now: datetime) -> None:
    """Take back a season that has not begun.

    Raises:
        NotAllowedError: Only an admin takes seasons back.
        NotFoundError: There is no such season.
        WrongStateError: It has begun.
    """
    await playbook.bump(connection)
    plays = await playbook.read(connection)
    season = removed_season(plays, command, today=organization_day(plays.calendars, now))
    await seasons.delete(connection, season.series, season.starts_on)
    await audit.append(connection, command.by, "season.remove", _named(season), now=now)


def _named(season: Season) -> dict[str, object]:
    return {
        "series": season.series,
        "starts_on": season.starts_on.isoformat(),
        "ends_on": season.ends_on.isoformat(),
    }
