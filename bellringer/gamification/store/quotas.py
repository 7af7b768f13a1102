"""Goals that were set for owners from above: what an import finds there already."""

from datetime import date
from uuid import UUID

from bellringer.models.database import Connection

_FIND = """
SELECT a.target
  FROM goal g
  JOIN goal_agreement a
    ON a.org_id = g.org_id AND a.goal_id = g.goal_id AND a.agreement_no = g.agreement_no
 WHERE g.org_id = $1 AND g.owner_id = $2 AND g.metric_key = $3
   AND a.starts_on = $4 AND a.ends_on = $5
   AND g.state <> 'CANCELLED' AND NOT g.is_self_set
 ORDER BY g.goal_id LIMIT 1
"""


async def find(
    connection: Connection, owner_id: UUID, metric_key: str, *, starts_on: date, ends_on: date
) -> int | None:
    """Return the target in force for exactly these dates, if there is one."""
    found: int | None = await connection.fetchval(
        _FIND, connection.org_id, owner_id, metric_key, starts_on, ends_on
    )
    return found
