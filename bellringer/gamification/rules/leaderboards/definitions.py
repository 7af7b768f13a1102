"""What a board may be, and whose sums it can read instead of adding up the same again."""

import re
from dataclasses import replace
from datetime import datetime

from bellringer.gamification.commands.leaderboards import ArchiveBoard, CreateBoard, UpdateBoard
from bellringer.gamification.errors import (
    InvalidInputError,
    NameTakenError,
    UnknownBoardError,
    UnknownMetricError,
    WrongStateError,
)
from bellringer.gamification.playbook.leaderboards import (
    LIFETIME_BOARD,
    Board,
    RegionScope,
    SalesRoleScope,
    TeamScope,
    TenureScope,
)
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_zone
from bellringer.gamification.rules.calendars.zones import checked_zone
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked
from bellringer.words import MetricUnit, PeriodKind, ScoreKind, SubjectKind

MOST_BOARDS = 100
MOST_ROWS_SHOWN = 100
LONGEST_TENURE = 1_200  # months

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEY_LIMIT = 63

# what has no period of three full ones before it, and what has no period to agree a goal for
_UNFIT = {
    ScoreKind.IMPROVEMENT: (PeriodKind.SEASON, PeriodKind.ALL),
    ScoreKind.PERCENT_TO_GOAL: (PeriodKind.ALL,),
    ScoreKind.PER_HEAD: (PeriodKind.ALL,),
}


def checked_board_key(key: str, *, field: str) -> str:
    """Return the key of a board or a series.

    Raises:
        InvalidInputError: It can't be one.
    """
    if len(key) > _KEY_LIMIT or not _KEY.fullmatch(key):
        raise InvalidInputError(
            "A key has small letters, digits and single dashes, at most 63.", path=(field,)
        )
    return key


def new_board(playbook: Playbook, command: CreateBoard, *, board_id: int, now: datetime) -> Board:
    """Return the board that a command defines.

    Raises:
        NotAllowedError: Only an admin defines boards.
        InvalidInputError: A part of it can't be, or parts don't go together.
        InvalidTextError: The title can't be stored.
        UnknownMetricError: There is no such metric.
        WrongStateError: There are as many boards as there may be.
    """
    check_administers(command.by)
    metric = playbook.metrics.get(command.metric_key)
    if metric is None:
        raise UnknownMetricError(path=("metricKey",))
    if metric.unit is MetricUnit.RATIO:
        raise InvalidInputError("A ratio can't be added up.", path=("metricKey",))
    listed = [each for each in playbook.boards if not each.is_archived and each.span is None]
    if len(listed) >= MOST_BOARDS:
        raise WrongStateError(f"There are {MOST_BOARDS} boards; archive one first.")
    home = organization_zone(playbook.calendars, now)
    zone = home
    if command.timezone is not None:
        zone = checked_zone(command.timezone, field="timeZone")
    board = Board(
        board_id=board_id,
        board_key=checked_board_key(command.board_key, field="key"),
        title=checked(command.title, limit=TITLE_LIMIT, field="title"),
        subject_kind=command.subject_kind,
        metric_key=command.metric_key,
        score_kind=command.score_kind,
        period=command.period,
        tie_policy=command.tie_policy,
        timezone=zone,
        direction=command.direction or metric.direction,
        series=command.series,
        scope=command.scope,
        peers_see=_checked_rows(command.peers_see),
        allows_hiding=command.allows_hiding,
    )
    check_board(playbook, board)
    if board.score_kind is ScoreKind.PERCENT_TO_GOAL and zone != home:
        raise InvalidInputError(
            "Goals are counted in the organization's time zone.", path=("timeZone",)
        )
    return replace(board, sums_of=lender_of(playbook, board))


def check_board(playbook: Playbook, board: Board) -> None:
    """Pass a board whose parts go together.

    Raises:
        InvalidInputError: They don't.
    """
    if board.subject_kind is SubjectKind.ORGANIZATION:
        raise InvalidInputError("A board ranks members or teams.", path=("subjectKind",))
    if board.score_kind is ScoreKind.PER_HEAD and board.subject_kind is not SubjectKind.TEAM:
        raise InvalidInputError("Only teams have a score per head.", path=("scoreKind",))
    if board.period in _UNFIT.get(board.score_kind, ()):
        raise InvalidInputError("This score can't be had for such a period.", path=("period",))
    if board.span is None and (board.period is PeriodKind.SEASON) != (board.series is not None):
        raise InvalidInputError("A series goes with the period SEASON.", path=("series",))
    if board.series is not None and all(
        season.series != board.series for season in playbook.seasons
    ):
        raise InvalidInputError("There is no season of this series yet.", path=("series",))
    _check_scope(board)


def lender_of(playbook: Playbook, board: Board) -> int | None:
    """Return the board that adds up exactly what this one shows; its sums are read, none are added."""
    if board.participants is not None:
        return None
    for each in playbook.boards:
        if each.sums_of is None and each.participants is None and _sums(each) == _sums(board):
            return each.board_id
    return None


def changed_board(playbook: Playbook, command: UpdateBoard) -> Board:
    """Return a board as it is to be shown from now on.

    Raises:
        NotAllowedError: Only an admin changes boards.
        UnknownBoardError: There is no such board.
        InvalidInputError, InvalidTextError: The title or the number of rows can't be.
    """
    check_administers(command.by)
    board = known_board(playbook, command.board_key)
    if command.title is not None:
        board = replace(board, title=checked(command.title, limit=TITLE_LIMIT, field="title"))
    if command.peers_see is not None:
        board = replace(board, peers_see=_checked_rows(command.peers_see or None))
    if command.allows_hiding is not None:
        board = replace(board, allows_hiding=command.allows_hiding)
    return board


def archived_board(playbook: Playbook, command: ArchiveBoard) -> Board:
    """Return the board to archive.

    Raises:
        NotAllowedError: Only an admin archives boards.
        UnknownBoardError: There is no such board.
        WrongStateError: It holds the members' lifetime points.
    """
    check_administers(command.by)
    board = known_board(playbook, command.board_key)
    if board.board_key == LIFETIME_BOARD:
        raise WrongStateError(
            "This board holds the lifetime points that levels are made of; it can't be archived.",
            path=("key",),
        )
    return board


def known_board(playbook: Playbook, key: str) -> Board:
    """Return the board of a key.

    Raises:
        UnknownBoardError: There is none, or it is archived.
    """
    for board in playbook.boards:
        if board.board_key == key and not board.is_archived:
            return board
    raise UnknownBoardError(path=("key",))


def check_key_is_free(is_taken: bool) -> None:
    """Pass a key that no board ever had.

    Raises:
        NameTakenError: One has it, or had it before it was archived.
    """
    if is_taken:
        raise NameTakenError(path=("key",))


def _sums(board: Board) -> tuple[object, ...]:
    """Return what a board's sums hang on; its order, its population and what it shows don't matter."""
    return (
        board.subject_kind,
        board.metric_key,
        board.score_kind,
        board.period,
        board.series,
        board.span,
        board.timezone,
    )


def _checked_rows(peers_see: int | None) -> int | None:
    if peers_see is not None and not 1 <= peers_see <= MOST_ROWS_SHOWN:
        raise InvalidInputError(
            f"Peers see 1 to {MOST_ROWS_SHOWN} rows, or all of them.", path=("peersSee",)
        )
    return peers_see


def _check_scope(board: Board) -> None:
    match board.scope:
        case None:
            return
        case TeamScope() | SalesRoleScope() | TenureScope() if (
            board.subject_kind is SubjectKind.TEAM
        ):
            raise InvalidInputError("Teams have no such scope but a region.", path=("scope",))
        case RegionScope(text) | SalesRoleScope(text):
            checked(text, limit=TITLE_LIMIT, field="scope")
        case TenureScope(least, most):
            if not 0 <= least < (LONGEST_TENURE if most is None else most) <= LONGEST_TENURE:
                raise InvalidInputError("A tenure is from fewer to more months.", path=("scope",))
        case TeamScope():
            return
