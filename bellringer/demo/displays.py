"""The TV of Brightwater's sales floor, with a link of its own at each start."""

from datetime import datetime

from bellringer.demo.brightwater import Brightwater
from bellringer.gamification.actions.create_display import create_display
from bellringer.gamification.actions.revoke_display import revoke_display
from bellringer.gamification.commands.displays import CreateDisplay, RevokeDisplay
from bellringer.gamification.store import displays
from bellringer.gamification.store.window import Window
from bellringer.models.database import Connection

_TITLE = "Sales floor"
_BOARDS = ("points-month", "teams-points-month", "revenue-month", "points-week", "points-day")


async def hang_up_tv(connection: Connection, found: Brightwater, *, now: datetime) -> str:
    """Return the token of the TV; the one before is ended, since nobody can read a token again."""
    by = found.as_admin()
    for before in (await displays.page(connection, Window(limit=10))).rows:
        if before.title == _TITLE and before.revoked_at is None:
            ended = RevokeDisplay(by=by, display_id=before.display_id)
            await revoke_display(connection, ended, now=now)
    wanted = CreateDisplay(
        by=by, title=_TITLE, board_keys=_BOARDS, team_ids=sorted(found.teams.values())
    )
    return (await create_display(connection, wanted, now=now)).token
