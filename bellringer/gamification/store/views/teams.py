"""Teams and who leads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.models.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamView:
    """A team with the members who lead it on the day."""

    team_id: UUID
    team_key: str
    name: str
    region: str | None
    is_archived: bool
    lead_ids: tuple[UUID, ...]


_BY_ID = """
SELECT t.team_id, t.team_key, t.name, t.region, t.archived_at IS NOT NULL AS is_archived,
       ARRAY(SELECT l.member_id FROM team_lead l
             JOIN member m ON m.org_id = l.org_id AND m.member_id = l.member_id AND m.is_active
             WHERE l.org_id = t.org_id AND l.team_id = t.team_id
               AND l.starts_on <= $2 AND (l.ends_on IS NULL OR l.ends_on > $2)
             ORDER BY l.member_id) AS lead_ids
FROM team t
WHERE t.org_id = $1 AND ($3::uuid[] IS NULL AND t.archived_at IS NULL OR t.team_id = ANY($3))
ORDER BY t.name, t.team_id
"""


async def read(
    connection: Connection, ids: Sequence[UUID] | None, *, on: date
) -> dict[UUID, TeamView]:
    """Return the teams of the given ids; None: all that are not archived, by name."""
    rows = await connection.fetch(_BY_ID, connection.org_id, on, ids)
    return {
        row["team_id"]: TeamView(**{**dict(row), "lead_ids": tuple(row["lead_ids"])})
        for row in rows
    }
