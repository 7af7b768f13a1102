"""Close the periods of boards: OPEN at their end to PROVISIONAL, after the grace to FINAL, and what follows."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bellringer.gamification.actions.award_ranks import award_ranks
from bellringer.gamification.actions.carry_competitions import judge_competitions, tell
from bellringer.gamification.actions.count_heads import count_heads_in
from bellringer.gamification.actions.recognize_month import recognize_months
from bellringer.gamification.events import Changed
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.leaderboards.finalization import state_at
from bellringer.gamification.rules.recognition.shortlists import MEASURES, measures_of
from bellringer.gamification.store import jobs, leaderboards, outbox, playbook
from bellringer.gamification.store.leaderboards import PeriodRecord
from bellringer.models.database import Connection
from bellringer.words import PeriodState, SubjectKind

JOB = "close-period"


async def close_periods(connection: Connection, *, now: datetime, limit: int = 100) -> bool:
    """Close at most `limit` periods that are due, and recognise the months that became FINAL by it.

    May be run by any number of workers at any time: each change of state happens once. Returns whether
    the limit was reached, so that more may be due.
    """
    if not await jobs.lock(connection):
        return False
    plays = await playbook.read(connection)
    grace = timedelta(hours=plays.grace_hours)
    due = await leaderboards.lock_due(connection, now=now, in_grace_since=now - grace, limit=limit)
    if not due:
        return False
    settled = [
        (period, state_at(now, ends_at=period.ends_at, opened_at=period.opened_at, grace=grace))
        for period in due
    ]
    ended = [(period.board_id, period.starts_on) for period, _ in settled]
    await count_heads_in(connection, plays, ended, now=now)
    await leaderboards.settle(connection, settled, now=now)
    for period, state in settled:
        await jobs.claim(connection, f"{JOB}-{state.lower()}", _name(period), now=now)
    await award_ranks(connection, plays, settled, now=now)
    judged = await judge_competitions(connection, plays, settled, now=now)
    await tell(connection, plays, [judged], now=now)
    await recognize_months(connection, plays, _months(plays, settled), now=now)
    boards = frozenset(period.board_id for period, _ in settled)
    await outbox.ring(connection, Changed(org_id=plays.org_id, board_ids=boards))
    return len(settled) == limit


def _name(period: PeriodRecord) -> str:
    return f"{period.board_id}:{period.starts_on}:{period.edition}"


def _months(
    plays: Playbook, settled: Sequence[tuple[PeriodRecord, PeriodState]]
) -> list[tuple[SubjectKind, date]]:
    """Return the months whose recognition may have become due, the earliest first."""
    measures = {kind: {board.sums_id for board in measures_of(plays, kind)} for kind in MEASURES}
    found = {
        (period.starts_on, subject_kind)
        for period, state in settled
        if state is PeriodState.FINAL
        for subject_kind, board_ids in measures.items()
        if period.board_id in board_ids
    }
    return [(subject_kind, month_on) for month_on, subject_kind in sorted(found)]
