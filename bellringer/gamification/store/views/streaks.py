"""Streaks as members see them."""

from collections.abc import Sequence
from uuid import UUID

from bellringer.gamification.facts.streaks import StreakRun
from bellringer.gamification.store.facts.streaks import run_of
from bellringer.models.database import Connection

_STATES = """
SELECT streak_id, member_id, current, longest, started_on, last_on, freezes_left
FROM streak_state WHERE org_id = $1 AND member_id = ANY($2)
"""


async def read(
    connection: Connection, members: Sequence[UUID]
) -> dict[UUID, dict[UUID, StreakRun]]:
    """Return each member's runs by streak, as of the last day that counted; one never begun is absent."""
    found: dict[UUID, dict[UUID, StreakRun]] = {member: {} for member in members}
    for row in await connection.fetch(_STATES, connection.org_id, members):
        found[row["member_id"]][row["streak_id"]] = run_of(row)
    return found
