"""Displays: what they may be, and the tokens that they are known by."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.displays import CreateDisplay, RevokeDisplay
from bellringer.gamification.errors import (
    InvalidInputError,
    NotFoundError,
    UnknownBoardError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.facts.displays import Display
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked

MOST_BOARDS = 20
MOST_TEAMS = 50
MOST_DISPLAYS = 200
_TOKEN = re.compile(r"blr_([0-9a-f]{32})_([0-9a-f]{32})_([\w-]{20,100})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayToken:
    """What a display's token says: where to look, for which display, and the secret that proves it."""

    org_id: UUID
    display_id: UUID
    secret: str

    def written(self) -> str:
        """Return the token as a link carries it."""
        return f"blr_{self.org_id.hex}_{self.display_id.hex}_{self.secret}"


def token_in(text: str) -> DisplayToken | None:
    """Read a token; None: it is none of a display."""
    found = _TOKEN.fullmatch(text)
    if found is None:
        return None
    return DisplayToken(org_id=UUID(found[1]), display_id=UUID(found[2]), secret=found[3])


def new_display(
    playbook: Playbook,
    command: CreateDisplay,
    display_id: UUID,
    *,
    teams: Collection[UUID],
    held: int,
    now: datetime,
) -> Display:
    """Return the display that a command makes; `teams` are those that there are, `held` displays work already.

    Raises:
        NotAllowedError: Only an admin makes displays.
        InvalidTextError: The title can't be stored.
        InvalidInputError: It names no board, or too many boards or teams.
        UnknownBoardError, UnknownTeamError: There is none of this name, or it is archived.
        WrongStateError: As many displays work as may.
    """
    check_administers(command.by)
    title = checked(command.title, limit=TITLE_LIMIT, field="title")
    board_keys = tuple(dict.fromkeys(command.board_keys))
    team_ids = tuple(dict.fromkeys(command.team_ids))
    if not 1 <= len(board_keys) <= MOST_BOARDS:
        raise InvalidInputError(f"Name 1 to {MOST_BOARDS} boards.", path=("boardKeys",))
    if len(team_ids) > MOST_TEAMS:
        raise InvalidInputError(f"Name at most {MOST_TEAMS} teams.", path=("teamIds",))
    known = {board.board_key for board in playbook.boards if not board.is_archived}
    if any(key not in known for key in board_keys):
        raise UnknownBoardError(path=("boardKeys",))
    if any(team_id not in teams for team_id in team_ids):
        raise UnknownTeamError(path=("teamIds",))
    if held >= MOST_DISPLAYS:
        raise WrongStateError(f"{MOST_DISPLAYS} displays work already; revoke one first.")
    return Display(
        display_id=display_id,
        title=title,
        board_keys=board_keys,
        team_ids=team_ids,
        created_by=command.by.member_id,
        created_at=now,
    )


def revoked(display: Display | None, command: RevokeDisplay) -> Display:
    """Return the display to end; one that has ended stays ended.

    Raises:
        NotAllowedError: Only an admin ends displays.
        NotFoundError: There is no such display.
    """
    check_administers(command.by)
    if display is None:
        raise NotFoundError(path=("displayId",))
    return display
