"""Who is meant: members and teams by what files and people call them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from bellringer.models.database import Connection

_BY_EMAIL = "SELECT email, member_id FROM profile WHERE org_id = $1 AND email = ANY($2::text[])"
_BY_NAME = """
SELECT display_name, array_agg(member_id ORDER BY member_id) AS member_ids
FROM profile WHERE org_id = $1 AND display_name = ANY($2::text[])
GROUP BY display_name
"""
_TEAMS = "SELECT team_key, team_id FROM team WHERE org_id = $1 AND archived_at IS NULL"


async def members_by_email(connection: Connection, emails: Collection[str]) -> Mapping[str, UUID]:
    """Return the members with these addresses, which are given normalised."""
    rows = await connection.fetch(_BY_EMAIL, connection.org_id, list(emails))
    return {row["email"]: row["member_id"] for row in rows}


async def members_by_name(
    connection: Connection, names: Collection[str]
) -> Mapping[str, tuple[UUID, ...]]:
    """Return the members of exactly these names; a name may be that of several."""
    rows = await connection.fetch(_BY_NAME, connection.org_id, list(names))
    return {row["display_name"]: tuple(row["member_ids"]) for row in rows}


async def teams_by_key(connection: Connection) -> Mapping[str, UUID]:
    """Return the organization's teams, but for archived ones."""
    rows = await connection.fetch(_TEAMS, connection.org_id)
    return {row["team_key"]: row["team_id"] for row in rows}
