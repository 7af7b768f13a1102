"""The one answer to which period of a board holds a day."""

from datetime import date

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import Period, period_of, starts_at
from bellringer.words import PeriodKind


def period_for(playbook: Playbook, board: Board, on: date) -> Period | None:
    """Return the period of a board that holds a date of its zone; None between seasons: it does not move."""
    if board.period is not PeriodKind.SEASON:
        return period_of(board.period, on, playbook.calendars, board.timezone)
    for starts_on, ends_on in dates_of(playbook, board):
        if starts_on <= on < ends_on:
            return Period(
                kind=PeriodKind.SEASON,
                starts_on=starts_on,
                ends_on=ends_on,
                starts_at=starts_at(starts_on, board.timezone),
                ends_at=starts_at(ends_on, board.timezone),
            )
    return None


def dates_of(playbook: Playbook, board: Board) -> tuple[tuple[date, date], ...]:
    """Return the dates of a board of period SEASON: those of its series, or its own."""
    if board.span is not None:
        return (board.span,)
    return tuple(
        (season.starts_on, season.ends_on)
        for season in playbook.seasons
        if season.series == board.series
    )
