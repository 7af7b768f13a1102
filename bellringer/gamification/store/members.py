"""Members, their profiles, and the identities they sign in with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg

from bellringer.gamification.store.door import normalised
from bellringer.models.database import Connection
from bellringer.words import Role

_BY_EMAIL = "SELECT member_id FROM profile WHERE org_id = $1 AND email = $2"
_LOCK = """
SELECT role, is_active, erased_at IS NOT NULL AS is_erased FROM member
WHERE org_id = $1 AND member_id = $2 FOR NO KEY UPDATE
"""
_LOCK_WITH_ADMINS = """
SELECT member_id, role, is_active, erased_at IS NOT NULL AS is_erased FROM member
WHERE org_id = $1 AND (member_id = $2 OR role = 'ADMIN' AND is_active)
ORDER BY member_id FOR NO KEY UPDATE
"""
_INSERT = """
WITH made AS (
  INSERT INTO member (org_id, member_id, role, sales_role, joined_on, created_at)
  VALUES ($1, $2, $3, $4, $5, $6)
)
INSERT INTO inbox (org_id, member_id) VALUES ($1, $2)
"""
_PROFILE_ONCE = """
INSERT INTO profile (org_id, member_id, display_name, email, locale) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (org_id, email) DO NOTHING RETURNING true
"""
_UPDATE = """
UPDATE member
   SET sales_role = nullif(coalesce($3, sales_role), ''), joined_on = coalesce($4, joined_on)
WHERE org_id = $1 AND member_id = $2
"""
_UPDATE_PROFILE = """
UPDATE profile SET display_name = coalesce($3, display_name), locale = coalesce($4, locale)
WHERE org_id = $1 AND member_id = $2
"""
_LOCALE = "UPDATE profile SET locale = $3 WHERE org_id = $1 AND member_id = $2"
_ROLE = """
UPDATE member SET role = $3, version = version + 1
WHERE org_id = $1 AND member_id = $2 AND role <> $3
"""
_ACTIVE = """
UPDATE member SET is_active = $3, left_on = $4, version = version + 1
WHERE org_id = $1 AND member_id = $2 AND is_active <> $3
"""
_HIDE = """
UPDATE member SET is_hidden = $3 WHERE org_id = $1 AND member_id = $2 AND is_hidden <> $3 RETURNING true
"""
_TOUCH = "UPDATE member SET version = version + 1 WHERE org_id = $1 AND member_id = $2"
_ZONE = """
INSERT INTO member_zone (org_id, member_id, effective_from, timezone) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, member_id, effective_from) DO UPDATE SET timezone = excluded.timezone
"""
_LAST_ZONE = """
SELECT timezone FROM member_zone
WHERE org_id = $1 AND member_id = $2 ORDER BY effective_from DESC LIMIT 1
"""
_DROP_ZONES = """
DELETE FROM member_zone WHERE org_id = $1 AND member_id = $2 AND effective_from > $3
"""
_IDENTITY = "SELECT identity_sha256 FROM identity WHERE org_id = $1 AND member_id = $2"
_BIND = """
INSERT INTO identity (org_id, member_id, identity_sha256, bound_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING RETURNING true
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides about a member's authority."""

    role: Role
    is_active: bool
    is_erased: bool


async def by_email(connection: Connection, email: str) -> UUID | None:
    """Return the member with an e-mail address, active or not."""
    found: UUID | None = await connection.fetchval(_BY_EMAIL, connection.org_id, normalised(email))
    return found


async def lock(connection: Connection, member_id: UUID) -> Standing | None:
    """Lock a member's row, and say what it gives authority for."""
    row = await connection.fetchrow(_LOCK, connection.org_id, member_id)
    if row is None:
        return None
    return _standing(row)


async def lock_with_admins(connection: Connection, member_id: UUID) -> Mapping[UUID, Standing]:
    """Lock a member's row and those of all active admins, so that no two can remove each other at once."""
    rows = await connection.fetch(_LOCK_WITH_ADMINS, connection.org_id, member_id)
    return {row["member_id"]: _standing(row) for row in rows}


async def insert(
    connection: Connection,
    member_id: UUID,
    *,
    email: str,
    display_name: str,
    role: Role,
    sales_role: str | None,
    joined_on: date | None,
    locale: str | None,
    now: datetime,
) -> bool:
    """Insert a member with inbox and profile; False if another has the e-mail address: then roll back."""
    org_id = connection.org_id
    await connection.execute(_INSERT, org_id, member_id, role, sales_role, joined_on, now)
    return bool(
        await connection.fetchval(
            _PROFILE_ONCE, org_id, member_id, display_name, normalised(email), locale
        )
    )


async def update(
    connection: Connection,
    member_id: UUID,
    *,
    display_name: str | None,
    sales_role: str | None,
    joined_on: date | None,
    locale: str | None,
) -> None:
    """Change a member's data; None leaves what is there, and an empty sales role is none."""
    await connection.execute(_UPDATE, connection.org_id, member_id, sales_role, joined_on)
    await connection.execute(_UPDATE_PROFILE, connection.org_id, member_id, display_name, locale)


async def set_locale(connection: Connection, member_id: UUID, locale: str | None) -> None:
    """Speak to a member in another language; None: in the organization's."""
    await connection.execute(_LOCALE, connection.org_id, member_id, locale)


async def set_role(connection: Connection, member_id: UUID, role: Role) -> None:
    """Give a member another role."""
    await connection.execute(_ROLE, connection.org_id, member_id, role)


async def set_active(
    connection: Connection, member_id: UUID, *, is_active: bool, left_on: date | None
) -> None:
    """Let a member leave, or come back."""
    await connection.execute(_ACTIVE, connection.org_id, member_id, is_active, left_on)


async def hide(connection: Connection, member_id: UUID, *, is_hidden: bool) -> bool:
    """Take a member off the lists of boards, or put the member back; False if it is so already."""
    return bool(await connection.fetchval(_HIDE, connection.org_id, member_id, is_hidden))


async def touch(connection: Connection, member_id: UUID) -> None:
    """Raise a member's version, because what the member may see or do has changed."""
    await connection.execute(_TOUCH, connection.org_id, member_id)


async def set_zone(
    connection: Connection, member_id: UUID, timezone: str, *, since: datetime
) -> None:
    """Count a member's days in a zone from an instant on; nothing is written while it is so already."""
    if await connection.fetchval(_LAST_ZONE, connection.org_id, member_id) != timezone:
        await connection.execute(_ZONE, connection.org_id, member_id, since, timezone)


async def change_zone(
    connection: Connection, member_id: UUID, timezone: str, *, since: datetime
) -> None:
    """Count a member's days in a zone from an instant on; what was planned from then on is dropped."""
    await connection.execute(_DROP_ZONES, connection.org_id, member_id, since)
    await connection.execute(_ZONE, connection.org_id, member_id, since, timezone)


async def identity(connection: Connection, member_id: UUID) -> bytes | None:
    """Return the hash of the identity that is bound to a member."""
    found: bytes | None = await connection.fetchval(_IDENTITY, connection.org_id, member_id)
    return found


async def bind(
    connection: Connection, member_id: UUID, identity_sha256: bytes, *, now: datetime
) -> bool:
    """Bind an identity to a member; False if either is bound already."""
    return bool(
        await connection.fetchval(_BIND, connection.org_id, member_id, identity_sha256, now)
    )


def _standing(row: asyncpg.Record) -> Standing:
    return Standing(role=Role(row["role"]), is_active=row["is_active"], is_erased=row["is_erased"])
