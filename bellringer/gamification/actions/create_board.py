"""Define a board, and give it the past that it would have."""

from datetime import datetime

from bellringer.gamification.commands.leaderboards import CreateBoard
from bellringer.gamification.errors import UnknownTeamError
from bellringer.gamification.events import Changed
from bellringer.gamification.playbook.leaderboards import Board, TeamScope
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.leaderboards.definitions import check_key_is_free, new_board
from bellringer.gamification.store import audit, outbox, playbook
from bellringer.gamification.store.leaderboards import definitions
from bellringer.gamification.store.leaderboards.filling import fill
from bellringer.gamification.store.views import teams
from bellringer.models.database import Connection


async def create_board(connection: Connection, command: CreateBoard, *, now: datetime) -> None:
    """Define a board; one that adds up what another does reads the sums of that one.

    Raises:
        NotAllowedError: Only an admin defines boards.
        InvalidInputError, InvalidTextError, UnknownMetricError: A part of it can't be.
        UnknownTeamError: There is no such team to narrow it to.
        NameTakenError: A board has this key, or had it.
        WrongStateError: There are as many boards as there may be.
    """
    # locks the organization's row first: whatever is recorded from here on knows the board
    await playbook.bump(connection)
    plays = await playbook.read(connection)
    board = new_board(plays, command, board_id=await definitions.next_id(connection), now=now)
    check_key_is_free(await definitions.is_taken(connection, board.board_key))
    if isinstance(board.scope, TeamScope):
        today = organization_day(plays.calendars, now)
        if not await teams.read(connection, [board.scope.team_id], on=today):
            raise UnknownTeamError(path=("scope", "teamId"))
    await add_board(connection, board, now=now)
    details = {"board_id": board.board_id, "key": board.board_key, "sums_of": board.sums_of}
    await audit.append(connection, command.by, "board.create", details, now=now)


async def add_board(connection: Connection, board: Board, *, now: datetime) -> None:
    """Put a board in force, whoever defines it, and add up what it would have by now.

    The caller has raised the playbook's version in this transaction.
    """
    await definitions.insert(connection, board, now=now)
    plays = await playbook.read(connection)
    if board.sums_of is None:
        await fill(connection, plays, board, now=now)
    await outbox.ring(
        connection, Changed(org_id=plays.org_id, board_ids=frozenset({board.board_id}))
    )
