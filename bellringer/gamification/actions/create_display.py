"""Make displays."""

from dataclasses import dataclass
from datetime import datetime

from bellringer.gamification.commands.displays import CreateDisplay
from bellringer.gamification.facts.displays import Display
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.displays import DisplayToken, new_display
from bellringer.gamification.store import audit, displays, playbook
from bellringer.gamification.store.views import teams
from bellringer.ids import new_id, new_secret
from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedDisplay:
    """A display, and the token that nobody can read again."""

    display: Display
    token: str


async def create_display(
    connection: Connection, command: CreateDisplay, *, now: datetime
) -> CreatedDisplay:
    """Let a screen show boards and feeds by a token of its own.

    Raises:
        NotAllowedError: Only an admin makes displays.
        InvalidTextError, InvalidInputError: The title, or how many boards or teams, can't be.
        UnknownBoardError, UnknownTeamError: There is none of this name.
        WrongStateError: As many displays work as may.
    """
    plays = await playbook.read(connection)
    display = new_display(
        plays,
        command,
        new_id(),
        teams=await teams.read(connection, None, on=organization_day(plays.calendars, now)),
        held=await displays.held(connection),
        now=now,
    )
    token = DisplayToken(org_id=plays.org_id, display_id=display.display_id, secret=new_secret())
    hashed = displays.secret_sha256(await displays.hash_key(connection), token.secret)
    await displays.insert(connection, display, hashed)
    details = {"display_id": str(display.display_id), "board_keys": list(display.board_keys)}
    await audit.append(connection, command.by, "display.create", details, now=now)
    return CreatedDisplay(display=display, token=token.written())
