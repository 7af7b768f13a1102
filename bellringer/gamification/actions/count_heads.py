"""Count the heads of teams anew, for boards that rank by head."""

from collections.abc import Iterable
from datetime import date, datetime

from bellringer.gamification.events import Changed
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.leaderboards.derived import heads_until
from bellringer.gamification.rules.leaderboards.periods import period_for
from bellringer.gamification.store import outbox, playbook
from bellringer.gamification.store.leaderboards import headcounts
from bellringer.models.database import Connection
from bellringer.words import ScoreKind


async def count_heads(connection: Connection, plays: Playbook, *, now: datetime) -> frozenset[int]:
    """Let scores per head follow the days that have passed and who is in which team; returns the boards.

    What is FINAL stays. The same whenever and however often it is done.
    """
    boards = [each.board_id for each in plays.boards if each.score_kind is ScoreKind.PER_HEAD]
    if not boards:
        return frozenset()
    held = await headcounts.hold(connection, boards)
    await count_heads_in(connection, plays, held, now=now)
    return frozenset(board_id for board_id, _ in held)


async def count_heads_in(
    connection: Connection, plays: Playbook, held: Iterable[tuple[int, date]], *, now: datetime
) -> None:
    """Do so in periods (board, start) that the caller holds; other boards than those per head are left."""
    boards = {each.board_id: each for each in plays.boards if each.score_kind is ScoreKind.PER_HEAD}
    asked = [
        (board_id, starts_on, heads_until(plays, period, now=now))
        for board_id, starts_on in held
        if board_id in boards
        for period in [period_for(plays, boards[board_id], starts_on)]
        if period is not None
    ]
    await headcounts.count(connection, asked)


async def count_heads_of_today(connection: Connection, *, now: datetime) -> bool:
    """Do so for the timetable; there is never more to do."""
    plays = await playbook.read(connection)
    boards = await count_heads(connection, plays, now=now)
    if boards:
        await outbox.ring(connection, Changed(org_id=plays.org_id, board_ids=boards))
    return False
