"""The members' own numbers after a batch."""

from collections.abc import Sequence

from bellringer.gamification.outcome.consequences import MemberMove
from bellringer.models.database import Connection

_MOVE = """
UPDATE member SET next_seq = moved.next_seq, level = moved.level
  FROM unnest($2::uuid[], $3::bigint[], $4::int[]) AS moved (member_id, next_seq, level)
 WHERE member.org_id = $1 AND member.member_id = moved.member_id
"""


async def move(connection: Connection, moves: Sequence[MemberMove]) -> None:
    """Keep each member's latest numbers; the rows are under lock."""
    if not moves:
        return
    rows = {each.member_id: (each.next_seq, each.level) for each in moves}
    await connection.execute(
        _MOVE,
        connection.org_id,
        list(rows),
        [next_seq for next_seq, _ in rows.values()],
        [level for _, level in rows.values()],
    )
