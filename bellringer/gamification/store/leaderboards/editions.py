"""Former standings of boards: what a period was FINAL with before it was opened again."""

from collections.abc import Iterable
from datetime import date, datetime

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.store.leaderboards import PeriodRecord
from bellringer.gamification.store.populations import Listing, all_written, written
from bellringer.models.database import Connection
from bellringer.words import TiePolicy

_MARK = """
INSERT INTO board_edition (org_id, board_id, starts_on, edition, final_at, reopened_at, reopened_by)
SELECT org_id, board_id, starts_on, edition, final_at, $4, $5
  FROM board_period WHERE org_id = $1 AND board_id = $2 AND starts_on = $3
"""
_NOTE = """
INSERT INTO board_edition_note (org_id, board_id, starts_on, edition, body)
VALUES ($1, $2, $3, $4, $5)
"""
# the list as it was, also for whom it shows no more: who is hidden or gone later is left out in reading
_KEEP = """
INSERT INTO former_standing (
  org_id, board_id, starts_on, edition, place, rank, subject_id, score, reached_at, correction)
SELECT $1, $4, $3, $5,
       row_number() OVER (ORDER BY s.score {falling}, s.reached_at, s.subject_id),
       {ranking}() OVER (ORDER BY s.score {falling}{ties}),
       s.subject_id, s.score, s.reached_at, s.correction
FROM board_score s {population}
WHERE s.org_id = $1 AND s.board_id = $2 AND s.starts_on = $3 AND s.score IS NOT NULL
"""
_RANKING = {
    TiePolicy.COMPETITION: ("rank", ""),
    TiePolicy.DENSE: ("dense_rank", ""),
    TiePolicy.ORDINAL: ("row_number", ", s.reached_at, s.subject_id"),
}
_REOPEN = """
UPDATE board_period
   SET state = 'PROVISIONAL', final_at = NULL, opened_at = $4, edition = edition + 1
 WHERE org_id = $1 AND board_id = $2 AND starts_on = $3
"""


def _ranking(tie_policy: TiePolicy) -> str:
    ranking, ties = _RANKING[tie_policy]
    return _KEEP.replace("{ranking}", ranking).replace("{ties}", ties)


STATEMENTS = all_written({f"KEEP-{each}": _ranking(each) for each in TiePolicy})


async def keep(
    connection: Connection,
    period: PeriodRecord,
    listings: Iterable[Listing],
    *,
    by: Principal,
    reason: str,
    now: datetime,
) -> None:
    """Keep the standings of a locked FINAL period as they are, for each board that reads its sums."""
    place = (connection.org_id, period.board_id, period.starts_on)
    await connection.execute(_MARK, *place, now, by.member_id)
    await connection.execute(_NOTE, *place, period.edition, reason)
    for listing in listings:
        sql, scope = written(_ranking(listing.board.tie_policy), listing)
        board_id = listing.board.board_id
        await connection.execute(sql, *place, board_id, period.edition, *scope)


async def reopen(connection: Connection, board_id: int, starts_on: date, *, now: datetime) -> None:
    """Let a locked period be PROVISIONAL again: its next edition, with a grace from now on."""
    await connection.execute(_REOPEN, connection.org_id, board_id, starts_on, now)
