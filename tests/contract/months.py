"""Months that are over: one that waits for members and for an admin, and one with FINAL standings."""

from datetime import UTC, date, datetime, timedelta

from bellringer.gamification.rules.recognition.months import Recognition
from bellringer.gamification.rules.recognition.shortlists import MEMBER_BOARD, Candidate
from bellringer.gamification.store.recognition import editions
from bellringer.models.database import Database
from bellringer.words import DecisionMode, PeriodState, ScoreKind, SubjectKind
from tests.builders import NOW, Org


async def open_month(
    database: Database,
    org: Org,
    *,
    is_closed: bool = False,
    month_on: date = date(2026, 3, 1),
    now: datetime = NOW,
) -> None:
    """A month's member, March's, is to be decided by an admin; Bob leads the list before Rita."""
    month = Recognition(
        subject_kind=SubjectKind.MEMBER,
        month_on=month_on,
        ends_on=(month_on + timedelta(days=31)).replace(day=1),
        edition=1,
        state=PeriodState.FINAL,
        decision=DecisionMode.BY_MANAGER,
        tie_policy=None,
        winners=(),
        candidates=tuple(
            Candidate(
                subject_id=member_id,
                board_key=MEMBER_BOARD,
                score_kind=ScoreKind.TOTAL,
                score=10 - place,
                place=place,
            )
            for place, member_id in enumerate((org.second_rep, org.rep), 1)
        ),
        takes_nominations=True,
        takes_votes=True,
        is_news=True,
        ended_at=now - timedelta(days=1),
        opened_at=now,
        closes_at=now + timedelta(hours=0 if is_closed else 72),
    )
    async with database.transaction(org.org_id) as connection:
        await editions.insert(connection, month)


async def end_month(database: Database, org: Org) -> None:
    """February's standings in points are FINAL, and nobody has any."""
    [board] = [each for each in org.playbook.boards if each.board_key == MEMBER_BOARD]
    ended_at = datetime(2026, 2, 28, 23, 0, tzinfo=UTC)
    async with database.transaction(org.org_id) as connection:
        await connection.execute(
            """INSERT INTO board_period (org_id, board_id, starts_on, ends_at, opened_at, state, final_at)
               VALUES ($1, $2, '2026-02-01', $3, $3, 'FINAL', $3)""",
            *(org.org_id, board.board_id, ended_at),
        )
