"""Streaks: what they ask for, and what of it is on record."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.playbook.streaks import Streak
from bellringer.models.database import Connection

_INSERT = """
INSERT INTO streak (org_id, streak_id, streak_key, title, metric_key, threshold, freeze_every, freeze_cap,
                    cadence, condition)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (org_id, streak_key) DO NOTHING RETURNING true
"""
_RENAME = """
UPDATE streak SET title = $3
 WHERE org_id = $1 AND streak_key = $2 AND archived_at IS NULL RETURNING streak_id
"""
_ARCHIVE = """
UPDATE streak SET archived_at = $3
 WHERE org_id = $1 AND streak_key = $2 AND archived_at IS NULL RETURNING streak_id
"""
# what the facts say takes the place of what a batch may have added meanwhile
_FILL = """
INSERT INTO streak_day (org_id, streak_id, member_id, on_date, total)
SELECT $1, $2, member_id, on_date, total
  FROM unnest($3::uuid[], $4::date[], $5::bigint[]) AS found (member_id, on_date, total)
 ORDER BY member_id, on_date
ON CONFLICT (org_id, streak_id, member_id, on_date) DO UPDATE SET total = excluded.total
"""


async def insert(connection: Connection, streak: Streak) -> bool:
    """Insert a streak; False if another has or had the key."""
    return bool(
        await connection.fetchval(
            _INSERT,
            connection.org_id,
            streak.streak_id,
            streak.streak_key,
            streak.title,
            streak.metric_key,
            streak.threshold,
            streak.freeze_every,
            streak.freeze_cap,
            streak.cadence,
            streak.condition,
        )
    )


async def rename(connection: Connection, streak_key: str, title: str) -> UUID | None:
    """Give a streak another title, and return its id; None if there is none of this key."""
    found: UUID | None = await connection.fetchval(_RENAME, connection.org_id, streak_key, title)
    return found


async def archive(connection: Connection, streak_key: str, *, now: datetime) -> UUID | None:
    """Let a streak be no more, and return its id; None if there is none of this key."""
    found: UUID | None = await connection.fetchval(_ARCHIVE, connection.org_id, streak_key, now)
    return found


async def fill(
    connection: Connection, streak_id: UUID, totals: Mapping[tuple[UUID, date], int]
) -> None:
    """Keep what the days of members who are under lock come to."""
    if not totals:
        return
    rows = [(member_id, on, total) for (member_id, on), total in totals.items()]
    await connection.execute(_FILL, connection.org_id, streak_id, *zip(*rows, strict=True))
