"""The rank that each member had at the last look, from which the next change is told."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from bellringer.gamification.facts.digests import RankNow
from bellringer.models.database import Connection

_READ = """
SELECT member_id, rank FROM rank_look
 WHERE org_id = $1 AND member_id = ANY($2::uuid[]) AND board_key = $3 AND starts_on = $4
"""
_WRITE = """
INSERT INTO rank_look (org_id, member_id, board_key, starts_on, rank)
SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::date[], $5::int[]) AS seen
 ORDER BY 2
ON CONFLICT (org_id, member_id) DO UPDATE
   SET board_key = excluded.board_key, starts_on = excluded.starts_on, rank = excluded.rank
"""


async def read(
    connection: Connection, member_ids: Collection[UUID], board_key: str, starts_on: date
) -> Mapping[UUID, int]:
    """Return the ranks at the last look, of those who were looked at in this period of the board."""
    rows = await connection.fetch(_READ, connection.org_id, list(member_ids), board_key, starts_on)
    return {row["member_id"]: row["rank"] for row in rows}


async def write(connection: Connection, ranks: Mapping[UUID, RankNow]) -> None:
    """Keep where members stand now."""
    await connection.execute(
        _WRITE,
        connection.org_id,
        list(ranks),
        [each.board_key for each in ranks.values()],
        [each.starts_on for each in ranks.values()],
        [each.rank for each in ranks.values()],
    )
