"""The organization's own row."""

from datetime import datetime

from bellringer.gamification.playbook import Playbook
from bellringer.models.database import Connection

_INSERT = """
INSERT INTO organization (org_id, slug, name, currency, rep_backdate_days, grace_hours, version, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def insert(
    connection: Connection, playbook: Playbook, *, slug: str, name: str, now: datetime
) -> None:
    """Insert the organization that plays so; its slug must be claimed at the door in the same transaction."""
    await connection.execute(
        _INSERT,
        playbook.org_id,
        slug,
        name,
        playbook.currency,
        playbook.rep_backdate_days,
        playbook.grace_hours,
        playbook.version,
        now,
    )
