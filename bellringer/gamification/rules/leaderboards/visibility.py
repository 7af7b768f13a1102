"""How much of a board's list somebody is shown.

A board may show peers only the top of its list. Who leads somebody it ranks, and admins, are shown all of it;
everybody always their own row.
"""

from uuid import UUID

from bellringer.gamification.commands.leaderboards import HideFromBoards
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import NotAllowedError
from bellringer.gamification.playbook.leaderboards import Board, RegionScope, TeamScope
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.permissions import may_administer
from bellringer.words import Role


def depth_for(board: Board, reader: Principal) -> int | None:
    """Return how many rows from the top of a board's list somebody is shown; None is all of them."""
    if board.peers_see is None or may_administer(reader) or _leads_on(board, reader):
        return None
    return board.peers_see


def hider(playbook: Playbook, command: HideFromBoards) -> UUID:
    """Return the member who hides from boards, or comes back, which everybody may.

    Raises:
        NotAllowedError: It is nobody who could stand on a board, or the organization lets nobody hide.
    """
    if command.by.member_id is None:
        raise NotAllowedError
    if command.hide and not playbook.allows_hiding:
        raise NotAllowedError("Your organization lets nobody hide from boards.", path=("hide",))
    return command.by.member_id


def _leads_on(board: Board, reader: Principal) -> bool:
    """Tell whether somebody leads a team that the board ranks, or that has members on it."""
    if reader.role is not Role.MANAGER:
        return False
    match board.scope:
        case TeamScope(team_id):
            return team_id in reader.leads
        case RegionScope(region):
            return region in reader.regions
        case _:
            return bool(reader.leads)
