"""Teams, and who is in them and leads them from when to when."""

from datetime import date, datetime
from uuid import UUID

from bellringer.ids import new_id
from bellringer.models.database import Connection

_INSERT_ONCE = """
INSERT INTO team (org_id, team_id, team_key, name, region, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (org_id, team_key) DO NOTHING
"""
_INSERT = """
INSERT INTO team (org_id, team_id, team_key, name, region, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (org_id, team_key) DO NOTHING RETURNING true
"""
_LOCK = """
SELECT archived_at IS NOT NULL FROM team WHERE org_id = $1 AND team_id = $2 FOR NO KEY UPDATE
"""
_EXISTS = "SELECT true FROM team WHERE org_id = $1 AND team_id = $2 AND archived_at IS NULL"
_UPDATE = """
UPDATE team SET name = coalesce($3, name), region = nullif(coalesce($4, region), '')
WHERE org_id = $1 AND team_id = $2
"""
_ARCHIVE = "UPDATE team SET archived_at = $3 WHERE org_id = $1 AND team_id = $2"
_HAS_MEMBERS = """
SELECT EXISTS (
  SELECT FROM membership JOIN member ON member.org_id = $1 AND member.member_id = membership.member_id
   WHERE membership.org_id = $1 AND membership.team_id = $2 AND member.is_active
     AND (membership.ends_on IS NULL OR membership.ends_on > $3))
"""
_BY_KEY = "SELECT team_id FROM team WHERE org_id = $1 AND team_key = $2"
_LAST = """
SELECT team_id FROM membership
WHERE org_id = $1 AND member_id = $2 ORDER BY starts_on DESC LIMIT 1
"""
_END = """
UPDATE membership SET ends_on = $3
WHERE org_id = $1 AND member_id = $2 AND starts_on < $3 AND (ends_on IS NULL OR ends_on > $3)
"""
_DROP_FROM = "DELETE FROM membership WHERE org_id = $1 AND member_id = $2 AND starts_on >= $3"
_JOIN = """
INSERT INTO membership (org_id, member_id, starts_on, team_id) VALUES ($1, $2, $3, $4)
"""
_LEAD = """
INSERT INTO team_lead (org_id, team_id, member_id, starts_on)
SELECT $1, $2, $3, $4
WHERE NOT EXISTS (SELECT FROM team_lead WHERE org_id = $1 AND team_id = $2 AND member_id = $3
                    AND (ends_on IS NULL OR ends_on > $4))
RETURNING true
"""


async def exists(connection: Connection, team_id: UUID) -> bool:
    """Tell whether there is such a team, and not archived."""
    return bool(await connection.fetchval(_EXISTS, connection.org_id, team_id))


async def insert_once(
    connection: Connection, team_key: str, *, name: str, region: str | None, now: datetime
) -> UUID:
    """Return the team of a key, making it if there is none; a team that is there stays as it is."""
    await connection.execute(_INSERT_ONCE, connection.org_id, new_id(), team_key, name, region, now)
    team_id: UUID = await connection.fetchval(_BY_KEY, connection.org_id, team_key)
    return team_id


async def insert(
    connection: Connection,
    team_id: UUID,
    team_key: str,
    *,
    name: str,
    region: str | None,
    now: datetime,
) -> bool:
    """Make a team; False if there is one of this key."""
    return bool(
        await connection.fetchval(_INSERT, connection.org_id, team_id, team_key, name, region, now)
    )


async def lock(connection: Connection, team_id: UUID) -> bool | None:
    """Lock a team, and tell whether it is archived; None if there is none."""
    is_archived: bool | None = await connection.fetchval(_LOCK, connection.org_id, team_id)
    return is_archived


async def update(
    connection: Connection, team_id: UUID, *, name: str | None, region: str | None
) -> None:
    """Change a team; None leaves what is there, and an empty region is none."""
    await connection.execute(_UPDATE, connection.org_id, team_id, name, region)


async def archive(connection: Connection, team_id: UUID, *, now: datetime) -> None:
    """Mark a team as one that is no more."""
    await connection.execute(_ARCHIVE, connection.org_id, team_id, now)


async def has_members_since(connection: Connection, team_id: UUID, on: date) -> bool:
    """Tell whether an active member scores for a team on a date or later."""
    return bool(await connection.fetchval(_HAS_MEMBERS, connection.org_id, team_id, on))


async def by_key(connection: Connection, team_key: str) -> UUID | None:
    """Return the team of a key."""
    found: UUID | None = await connection.fetchval(_BY_KEY, connection.org_id, team_key)
    return found


async def last_team(connection: Connection, member_id: UUID) -> UUID | None:
    """Return the team of a member's latest membership, if there was any."""
    found: UUID | None = await connection.fetchval(_LAST, connection.org_id, member_id)
    return found


async def move(connection: Connection, member_id: UUID, team_id: UUID, *, on: date) -> None:
    """Make a team the member's scoring team from a date on; the member's row is locked.

    What the member was to join later is dropped, so that no two spans overlap.
    """
    org_id = connection.org_id
    await connection.execute(_DROP_FROM, org_id, member_id, on)
    await connection.execute(_END, org_id, member_id, on)
    await connection.execute(_JOIN, org_id, member_id, on, team_id)


async def lead(connection: Connection, member_id: UUID, team_id: UUID, *, on: date) -> bool:
    """Let a member lead a team from a date on; False if it is so already."""
    return bool(await connection.fetchval(_LEAD, connection.org_id, team_id, member_id, on))
