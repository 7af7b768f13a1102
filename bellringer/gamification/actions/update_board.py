"""Change how a board is shown, or let it be no more; what it adds up never changes."""

from datetime import datetime

from bellringer.gamification.commands.leaderboards import ArchiveBoard, UpdateBoard
from bellringer.gamification.rules.leaderboards.definitions import archived_board, changed_board
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.leaderboards import definitions
from bellringer.models.database import Connection


async def update_board(connection: Connection, command: UpdateBoard, *, now: datetime) -> None:
    """Change a board's title, how much of it peers see, and whether members may hide from it.

    Raises:
        NotAllowedError: Only an admin changes boards.
        UnknownBoardError: There is no such board.
        InvalidInputError, InvalidTextError: The title or the number of rows can't be.
    """
    await playbook.bump(connection)
    board = changed_board(await playbook.read(connection), command)
    await definitions.update(connection, board, allows_hiding=command.allows_hiding)
    # a title is no typed value
    details = {
        "board_id": board.board_id,
        "renamed": command.title is not None,
        "peers_see": board.peers_see,
        "allows_hiding": command.allows_hiding,
    }
    await audit.append(connection, command.by, "board.update", details, now=now)


async def archive_board(connection: Connection, command: ArchiveBoard, *, now: datetime) -> None:
    """Let a board be no more; its sums go on while other boards read them.

    Raises:
        NotAllowedError: Only an admin archives boards.
        UnknownBoardError: There is no such board.
        WrongStateError: It holds the members' lifetime points.
    """
    await playbook.bump(connection)
    board = archived_board(await playbook.read(connection), command)
    await definitions.archive(connection, board.board_id, now=now)
    await audit.append(
        connection, command.by, "board.archive", {"board_id": board.board_id}, now=now
    )
