"""Strays: what was scored for a team that is not the one on record for the day.

Who moves today keeps what was scored this morning with the old team, and a correction may begin or end there. So
sums over memberships and days are right but for these few facts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.recording.movement import changes_of_recorded
from bellringer.gamification.store import recount
from bellringer.models.database import Connection

_POINTS = """
SELECT entry.member_id, entry.org_on, entry.team_id, held.team_id AS held_id, sum(points)::bigint AS delta
  FROM ledger_entry AS entry
  LEFT JOIN membership AS held ON held.org_id = $1 AND held.member_id = entry.member_id
   AND held.starts_on <= entry.org_on AND (held.ends_on IS NULL OR held.ends_on > entry.org_on)
 WHERE entry.org_id = $1 AND entry.member_id = ANY($2::uuid[]) AND entry.account = 'POINTS'
   AND entry.org_on >= $3 AND entry.org_on < $4 AND entry.team_id IS DISTINCT FROM held.team_id
 GROUP BY 1, 2, 3, 4
HAVING sum(points) <> 0
"""
_CREDITS = """
SELECT credit.activity_id, credit.member_id, held.team_id AS held_id
  FROM credit_now AS credit
  LEFT JOIN membership AS held ON held.org_id = $1 AND held.member_id = credit.member_id
   AND held.starts_on <= credit.org_on AND (held.ends_on IS NULL OR held.ends_on > credit.org_on)
 WHERE credit.org_id = $1 AND credit.member_id = ANY($2::uuid[])
   AND credit.org_on >= $3 AND credit.org_on < $4 AND credit.team_id IS DISTINCT FROM held.team_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """What a team's sum over memberships and days lacks of a member on a day, or has too much where negative."""

    team_id: UUID
    member_id: UUID
    metric_key: str
    on: date
    delta: int


async def read(
    connection: Connection,
    playbook: Playbook,
    member_ids: Collection[UUID],
    *,
    since: date,
    until: date,
) -> list[Stray]:
    """Return the strays of members over [since, until)."""
    asked = (connection.org_id, list(member_ids), since, until)
    found: list[Stray] = []
    for row in await connection.fetch(_POINTS, *asked):
        found += _both(
            row["team_id"], row["held_id"], row["member_id"], POINTS, row["org_on"], row["delta"]
        )
    rows = await connection.fetch(_CREDITS, *asked)
    held = {(row["activity_id"], row["member_id"]): row["held_id"] for row in rows}
    if not held:
        return found
    for activity in await recount.parts(connection, [row["activity_id"] for row in rows]):
        for change in changes_of_recorded(playbook, activity):
            place = activity.activity_id, change.member_id
            if place in held:
                found += _both(
                    change.team_id,
                    held[place],
                    change.member_id,
                    change.metric_key,
                    change.org_on,
                    change.delta,
                )
    return found


def _both(
    team_id: UUID | None,
    held_id: UUID | None,
    member_id: UUID,
    metric_key: str,
    on: date,
    delta: int,
) -> list[Stray]:
    return [
        Stray(team_id=each, member_id=member_id, metric_key=metric_key, on=on, delta=signed)
        for each, signed in ((team_id, delta), (held_id, -delta))
        if each is not None
    ]
