"""What badges there are."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.playbook.badges import Badge
from bellringer.gamification.store.playbook.documents import criteria_document
from bellringer.models.database import Connection

_INSERT = """
INSERT INTO badge_definition (org_id, badge_id, badge_key, title, description, symbol, criteria,
                              cap_period, bonus_points, is_secret, created_at, replaces_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
_UPDATE = """
UPDATE badge_definition
   SET title = $3, description = $4, symbol = $5, bonus_points = $6, is_secret = $7
 WHERE org_id = $1 AND badge_id = $2
"""
_ARCHIVE = """
UPDATE badge_definition SET archived_at = $3 WHERE org_id = $1 AND badge_id = $2
"""
_HAS = """
SELECT EXISTS (
  SELECT FROM badge_award WHERE org_id = $1 AND badge_id = $2 AND member_id = $3)
"""


async def insert(
    connection: Connection, badge: Badge, *, replaces_id: UUID | None, now: datetime
) -> None:
    """Write a new badge."""
    await connection.execute(
        _INSERT,
        connection.org_id,
        badge.badge_id,
        badge.badge_key,
        badge.title,
        badge.description,
        badge.symbol,
        criteria_document(badge.criteria),
        badge.cap_period,
        badge.bonus_points,
        badge.is_secret,
        now,
        replaces_id,
    )


async def update(connection: Connection, badge: Badge) -> None:
    """Write what may change of a badge."""
    await connection.execute(
        _UPDATE,
        connection.org_id,
        badge.badge_id,
        badge.title,
        badge.description,
        badge.symbol,
        badge.bonus_points,
        badge.is_secret,
    )


async def archive(connection: Connection, badge_id: UUID, *, now: datetime) -> None:
    """End a badge."""
    await connection.execute(_ARCHIVE, connection.org_id, badge_id, now)


async def has_had(connection: Connection, badge_id: UUID, member_id: UUID) -> bool:
    """Tell whether a member has a badge, or had it once."""
    return bool(await connection.fetchval(_HAS, connection.org_id, badge_id, member_id))
