"""FINAL standings that count for badges."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.facts.badges import RankFacts
from bellringer.gamification.playbook.badges import FinalRank
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.rules.badges.ranks import RANK_LIMIT, counts
from bellringer.gamification.rules.leaderboards.finalization import final_at
from bellringer.gamification.store import standings
from bellringer.gamification.store.populations import Listing
from bellringer.gamification.store.window import Window
from bellringer.models.database import Connection

_FINALS = """
SELECT starts_on, ends_at, opened_at FROM board_period
 WHERE org_id = $1 AND board_id = $2 AND state = 'FINAL' AND ends_at IS NOT NULL
 ORDER BY starts_on
"""
_FORGET = """
DELETE FROM badge_rank
 WHERE org_id = $1 AND badge_id = $2 AND ($3::date IS NULL OR starts_on = $3)
RETURNING subject_id
"""
_INSERT = """
INSERT INTO badge_rank (org_id, badge_id, subject_id, starts_on, rank, won_at)
SELECT $1, $2, counted.*
  FROM unnest($3::uuid[], $4::date[], $5::int[], $6::timestamptz[]) AS counted
 ORDER BY 3, 4
"""
_READ = """
SELECT subject_id, starts_on, rank, won_at FROM badge_rank
 WHERE org_id = $1 AND badge_id = $2 AND subject_id = ANY($3::uuid[])
 ORDER BY subject_id, starts_on
"""


async def in_period(
    connection: Connection, board: Board, criteria: FinalRank, starts_on: date, *, won_at: datetime
) -> list[RankFacts]:
    """Return the standings of a FINAL period that count, by the one definition of rank."""
    found: list[RankFacts] = []
    edge = None
    listing = Listing(board=board, starts_on=starts_on, on=won_at.date())
    while True:
        page = await standings.page(connection, listing, Window(limit=RANK_LIMIT, edge=edge))
        found += [
            RankFacts(
                subject_id=row.subject_id, starts_on=starts_on, rank=row.rank or 0, won_at=won_at
            )
            for row in page.rows
            if counts(board, criteria, row.rank, row.score)
        ]
        last = page.rows[-1] if page.rows else None
        if last is None or not page.has_after or (last.rank or 0) > criteria.rank:
            return found
        edge = last.key


async def in_all(
    connection: Connection, board: Board, criteria: FinalRank, *, grace: timedelta, now: datetime
) -> list[RankFacts]:
    """Return the standings of all FINAL periods of a board that count."""
    found: list[RankFacts] = []
    for row in await connection.fetch(_FINALS, connection.org_id, board.sums_id):
        due = final_at(ends_at=row["ends_at"], opened_at=row["opened_at"], grace=grace)
        won_at = min(due, now)
        found += await in_period(connection, board, criteria, row["starts_on"], won_at=won_at)
    return found


async def replace(
    connection: Connection,
    badge_id: UUID,
    starts_on: date | None,
    counted: Sequence[RankFacts],
) -> set[UUID]:
    """Keep what counts in one period, or in all; returns who is concerned, before or now."""
    rows = await connection.fetch(_FORGET, connection.org_id, badge_id, starts_on)
    if counted:
        await connection.execute(
            _INSERT,
            connection.org_id,
            badge_id,
            [each.subject_id for each in counted],
            [each.starts_on for each in counted],
            [each.rank for each in counted],
            [each.won_at for each in counted],
        )
    return {row["subject_id"] for row in rows} | {each.subject_id for each in counted}


async def read(
    connection: Connection, badge_id: UUID, subject_ids: Collection[UUID]
) -> list[RankFacts]:
    """Return the standings of these subjects that count for a badge, in order."""
    rows = await connection.fetch(_READ, connection.org_id, badge_id, list(subject_ids))
    return [RankFacts(**dict(row)) for row in rows]
