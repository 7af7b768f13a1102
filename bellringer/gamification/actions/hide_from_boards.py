"""Hide oneself from boards, and come back."""

from datetime import datetime

from bellringer.gamification.commands.leaderboards import HideFromBoards
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.leaderboards.visibility import hider
from bellringer.gamification.store import audit, members, outbox, playbook
from bellringer.models.database import Connection
from bellringer.words import SubjectKind


async def hide_from_boards(
    connection: Connection, command: HideFromBoards, *, now: datetime
) -> None:
    """Take oneself off the lists of all boards that allow it, or put oneself back; scores go on either way.

    Raises:
        NotAllowedError: It is nobody who could stand on a board, or the organization lets nobody hide.
    """
    plays = await playbook.read(connection)
    member_id = hider(plays, command)
    await members.lock(connection, member_id)
    if not await members.hide(connection, member_id, is_hidden=command.hide):
        return
    await audit.append(connection, command.by, "boards.hide", {"hide": command.hide}, now=now)
    boards = {each.sums_id for each in plays.boards if each.subject_kind is SubjectKind.MEMBER}
    changed = Changed(
        org_id=plays.org_id, board_ids=frozenset(boards), member_ids=frozenset({member_id})
    )
    await outbox.ring(connection, changed)
