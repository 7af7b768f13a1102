"""Reactions: who gave a post which, and how many of each there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.models.database import Connection
from bellringer.words import Reaction

_INSERT = """
INSERT INTO feed_reaction (org_id, post_id, member_id, reaction, reacted_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (org_id, post_id, member_id, reaction) DO NOTHING
"""
_REMOVE = """
DELETE FROM feed_reaction
 WHERE org_id = $1 AND post_id = $2 AND member_id = $3 AND reaction = $4
"""
_COUNTS = """
SELECT post_id, reaction, count(*) AS number, bool_or(member_id = $3) AS is_mine
  FROM feed_reaction
 WHERE org_id = $1 AND post_id = ANY($2::uuid[])
 GROUP BY post_id, reaction
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionView:
    """How many members gave a reaction, and whether the reader is one of them."""

    reaction: Reaction
    number: int
    is_mine: bool


async def insert(
    connection: Connection, post_id: UUID, member_id: UUID, reaction: Reaction, *, now: datetime
) -> None:
    """Write a reaction, unless it is there."""
    await connection.execute(_INSERT, connection.org_id, post_id, member_id, reaction, now)


async def remove(
    connection: Connection, post_id: UUID, member_id: UUID, reaction: Reaction
) -> None:
    """Take a reaction back, if it is there."""
    await connection.execute(_REMOVE, connection.org_id, post_id, member_id, reaction)


async def counts(
    connection: Connection, post_ids: Sequence[UUID], reader_id: UUID
) -> dict[UUID, list[ReactionView]]:
    """Return the reactions of posts in the order of the closed list; those nobody gave are left out."""
    found: dict[UUID, dict[Reaction, ReactionView]] = {}
    for row in await connection.fetch(_COUNTS, connection.org_id, list(post_ids), reader_id):
        reaction = Reaction(row["reaction"])
        found.setdefault(row["post_id"], {})[reaction] = ReactionView(
            reaction=reaction, number=row["number"], is_mine=row["is_mine"]
        )
    return {
        post_id: [given[reaction] for reaction in Reaction if reaction in given]
        for post_id, given in found.items()
    }
