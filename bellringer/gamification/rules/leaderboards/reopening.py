"""Opening a FINAL period of a board again: which one is meant, and whether it can be."""

from bellringer.gamification.commands.leaderboards import ReopenPeriod
from bellringer.gamification.errors import UnknownPeriodError, WrongStateError
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import Period
from bellringer.gamification.rules.leaderboards.definitions import known_board
from bellringer.gamification.rules.leaderboards.periods import period_for
from bellringer.gamification.rules.permissions import check_administers
from bellringer.words import PeriodState


def period_to_reopen(playbook: Playbook, command: ReopenPeriod) -> tuple[Board, Period]:
    """Return the board and the period of it that a command names.

    Raises:
        NotAllowedError: Only an admin opens periods again.
        UnknownBoardError: There is no such board, or it is archived.
        UnknownPeriodError: No period of the board holds the date.
        WrongStateError: It counts for all time.
    """
    check_administers(command.by)
    board = known_board(playbook, command.board_key)
    try:
        period = period_for(playbook, board, command.on)
    except (OverflowError, ValueError):  # where the calendar ends
        period = None
    if period is None:
        raise UnknownPeriodError("No period of this board holds this date.", path=("on",))
    if period.ends_at is None:
        raise WrongStateError("All time never ends, so it is never FINAL.", path=("key",))
    return board, period


def check_is_final(state: PeriodState) -> None:
    """Pass a period whose standings are FINAL.

    Raises:
        WrongStateError: They are not, or the period was opened again already.
    """
    if state is not PeriodState.FINAL:
        raise WrongStateError(
            f"This period is {state}: what comes now still counts, so there is nothing to open.",
            path=("on",),
        )


def readers_of(playbook: Playbook, board: Board) -> tuple[Board, ...]:
    """Return the boards with the same sums: they share the period, and are opened again together."""
    return tuple(
        each for each in playbook.boards if each.sums_id == board.sums_id and not each.is_archived
    )
