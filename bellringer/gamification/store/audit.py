"""The audit log: who changed what, by ids and typed values."""

from collections.abc import Mapping
from datetime import datetime

from bellringer.gamification.commands.principals import Principal
from bellringer.ids import new_id
from bellringer.models.database import Connection

_APPEND = """
INSERT INTO audit_log (org_id, audit_id, at, principal, action, details)
VALUES ($1, $2, $3, $4, $5, $6)
"""


async def append(
    connection: Connection,
    by: Principal,
    action: str,
    details: Mapping[str, object],
    *,
    now: datetime,
) -> None:
    """Append one change; `action` names the verb, `details` are JSON without personal text."""
    await connection.execute(
        _APPEND, connection.org_id, new_id(), now, by.source, action, dict(details)
    )
