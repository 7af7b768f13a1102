"""Displays, and the one statement by which a display's token is believed."""

import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.displays import Display
from bellringer.gamification.store.viewer import Authority, Showing
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import Role

KEY = (UUID,)
_INSERT = """
INSERT INTO display (org_id, display_id, title, board_keys, team_ids, token_sha256, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_LOCK = """
SELECT display_id, title, board_keys, team_ids, created_by, created_at, revoked_at
FROM display WHERE org_id = $1 AND display_id = $2 FOR NO KEY UPDATE
"""
_REVOKE = """
UPDATE display SET revoked_at = $3 WHERE org_id = $1 AND display_id = $2 AND revoked_at IS NULL
"""
_COUNT = "SELECT count(*) FROM display WHERE org_id = $1"
_HELD = "SELECT count(*) FROM display WHERE org_id = $1 AND revoked_at IS NULL"
_AUTHORITY = """
SELECT d.title, d.board_keys, d.team_ids, o.name, o.locale, o.version
FROM display d JOIN organization o ON o.org_id = d.org_id
WHERE d.org_id = $1 AND d.display_id = $2 AND d.token_sha256 = $3 AND d.revoked_at IS NULL
"""
_FORWARD, _BACKWARD = both_ways(
    "SELECT display_id, title, board_keys, team_ids, created_by, created_at, revoked_at"
    " FROM display WHERE org_id = $1 AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("display_id",),
    ("uuid",),
    start=2,
    descending=True,
)
_HASH_KEY = "SELECT hash_key FROM door.hash_key"


async def hash_key(connection: Connection) -> bytes:
    """Return this installation's key, without which hashes of tokens can't be compared."""
    key: bytes = await connection.fetchval(_HASH_KEY)
    return key


def secret_sha256(key: bytes, secret: str) -> bytes:
    """Return the hash by which a display's secret is known."""
    return hmac.digest(key, f"display\0{secret}".encode(), "sha256")


async def insert(connection: Connection, display: Display, token_sha256: bytes) -> None:
    """Insert a display."""
    await connection.execute(
        _INSERT,
        connection.org_id,
        display.display_id,
        display.title,
        list(display.board_keys),
        list(display.team_ids),
        token_sha256,
        display.created_by,
        display.created_at,
    )


async def lock(connection: Connection, display_id: UUID) -> Display | None:
    """Hold a display; None: there is none of this id."""
    row = await connection.fetchrow(_LOCK, connection.org_id, display_id)
    return None if row is None else _display(row)


async def revoke(connection: Connection, display_id: UUID, *, now: datetime) -> None:
    """End what its token opens."""
    await connection.execute(_REVOKE, connection.org_id, display_id, now)


async def count(connection: Connection) -> int:
    """Count all displays, those too that have ended."""
    return int(await connection.fetchval(_COUNT, connection.org_id))


async def held(connection: Connection) -> int:
    """Count the displays that work."""
    return int(await connection.fetchval(_HELD, connection.org_id))


async def page(connection: Connection, window: Window) -> Page[Display]:
    """List displays, the latest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, *asked(window, 1))
    return found(window, rows, _display)


async def authority(
    connection: Connection, display_id: UUID, token_sha256: bytes
) -> Authority | None:
    """Return what a display may show now; None: the token opens nothing (any more)."""
    row = await connection.fetchrow(_AUTHORITY, connection.org_id, display_id, token_sha256)
    if row is None:
        return None
    return Authority(
        org_id=connection.organization,
        organization=row["name"],
        member_id=display_id,
        role=Role.REP,
        leads=frozenset(),
        team_id=None,
        own_locale=None,
        locale=row["locale"],
        level=0,
        unread_count=0,
        playbook_version=row["version"],
        showing=Showing(
            title=row["title"],
            board_keys=tuple(row["board_keys"]),
            team_ids=frozenset(row["team_ids"]),
        ),
    )


def _display(row: Any) -> Display:
    return Display(
        **dict(row) | {"board_keys": tuple(row["board_keys"]), "team_ids": tuple(row["team_ids"])}
    )
