"""Open a FINAL period of a board again: what came late counts, and its standings are settled anew."""

from datetime import datetime

from bellringer.gamification.actions.carry_competitions import KEPT_FOR
from bellringer.gamification.commands.leaderboards import ReopenPeriod
from bellringer.gamification.errors import UnknownPeriodError
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.leaderboards.reopening import (
    check_is_final,
    period_to_reopen,
    readers_of,
)
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import audit, leaderboards, outbox, playbook
from bellringer.gamification.store.competitions import reading, writing
from bellringer.gamification.store.leaderboards import editions
from bellringer.gamification.store.leaderboards.filling import refill
from bellringer.gamification.store.populations import Listing
from bellringer.models.database import Connection


async def reopen_period(connection: Connection, command: ReopenPeriod, *, now: datetime) -> None:
    """Open a FINAL period of a board again, and of all boards that read the same sums.

    The standings as they were stay readable as an edition. What came late counts in the scores, and whatever
    comes within a new grace. Month, badges for final ranks and competition are settled by the next FINAL
    standings; the number of statements does not depend on how many are ranked.

    Raises:
        NotAllowedError: Only an admin opens periods again.
        InvalidTextError: The reason is missing or too long.
        UnknownBoardError: There is no such board, or it is archived.
        UnknownPeriodError: No period of the board holds the date, or nothing was ever counted in it.
        WrongStateError: The period is not FINAL.
    """
    plays = await playbook.read(connection)
    board, period = period_to_reopen(plays, command)
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    held = await leaderboards.lock(connection, board.sums_id, period.starts_on)
    if held is None:
        raise UnknownPeriodError(path=("on",))
    check_is_final(held.state)
    await leaderboards.take_time(connection)
    readers = readers_of(plays, board)
    today = organization_day(plays.calendars, now)
    listings = [Listing(board=each, starts_on=held.starts_on, on=today) for each in readers]
    await editions.keep(connection, held, listings, by=command.by, reason=reason, now=now)
    await editions.reopen(connection, held.board_id, held.starts_on, now=now)
    lender = next(each for each in plays.boards if each.board_id == board.sums_id)
    await refill(connection, plays, lender, held.starts_on, now=now)
    if board.span is not None:
        await _keep_for_longer(connection, board.board_id, now=now)
    details = {
        "board_id": board.board_id,
        "starts_on": held.starts_on.isoformat(),
        "edition": held.edition,
    }
    await audit.append(connection, command.by, "period.reopen", details, now=now)
    await outbox.ring(
        connection, Changed(org_id=plays.org_id, board_ids=frozenset({board.sums_id}))
    )


async def _keep_for_longer(connection: Connection, board_id: int, *, now: datetime) -> None:
    """Keep the board of a competition that is FINAL until it is judged anew."""
    for competition in (await reading.lock_of_boards(connection, [board_id])).values():
        await writing.move(connection, competition, next_at=now + KEPT_FOR)
