"""Seasons: named dates that do not overlap within their series."""

from datetime import date, timedelta

from bellringer.gamification.commands.leaderboards import CreateSeason, RemoveSeason
from bellringer.gamification.errors import InvalidInputError, NotFoundError, WrongStateError
from bellringer.gamification.playbook.leaderboards import Board, Season
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.leaderboards.definitions import checked_board_key
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked

LONGEST = timedelta(days=3 * 366)
MOST_SEASONS = 1_000
_EARLIEST, _LATEST = date(1970, 1, 1), date(2200, 1, 1)


def new_season(playbook: Playbook, command: CreateSeason) -> Season:
    """Return the season that a command names.

    Raises:
        NotAllowedError: Only an admin names seasons.
        InvalidInputError: The dates can't be, or another season of the series has some of them.
        InvalidTextError: The title can't be stored.
        WrongStateError: There are as many seasons as there may be.
    """
    check_administers(command.by)
    starts_on, ends_on = command.starts_on, command.ends_on
    if not _EARLIEST <= starts_on < ends_on <= _LATEST or ends_on - starts_on > LONGEST:
        raise InvalidInputError(
            "A season ends after its start, at most three years later.", path=("endsOn",)
        )
    if len(playbook.seasons) >= MOST_SEASONS:
        raise WrongStateError(f"There are {MOST_SEASONS} seasons; no more can be kept.")
    season = Season(
        series=checked_board_key(command.series, field="series"),
        title=checked(command.title, limit=TITLE_LIMIT, field="title"),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    for other in playbook.seasons:
        if (
            other.series == season.series
            and other.starts_on < season.ends_on
            and season.starts_on < other.ends_on
        ):
            raise InvalidInputError(
                f"It shares dates with {other.title}, of the same series.", path=("startsOn",)
            )
    return season


def removed_season(playbook: Playbook, command: RemoveSeason, *, today: date) -> Season:
    """Return the season to take back.

    Raises:
        NotAllowedError: Only an admin takes seasons back.
        NotFoundError: There is no such season.
        WrongStateError: It has begun: what was counted in it stays.
    """
    check_administers(command.by)
    for season in playbook.seasons:
        if (season.series, season.starts_on) == (command.series, command.starts_on):
            # somewhere it may be tomorrow already
            if season.starts_on <= today + timedelta(days=1):
                raise WrongStateError(
                    "This season has begun, and what was counted stays; it ends by itself.",
                    path=("startsOn",),
                )
            return season
    raise NotFoundError(path=("startsOn",))


def boards_of(playbook: Playbook, series: str) -> tuple[Board, ...]:
    """Return the boards that add up over the seasons of a series."""
    return tuple(
        board for board in playbook.boards if board.series == series and board.sums_of is None
    )
