"""Write down how it went with webhooks, and tell admins of those that are given up."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from bellringer.gamification.events import Changed
from bellringer.gamification.rules.webhooks import FAILS_FOR, given_up
from bellringer.gamification.store import outbox, webhooks
from bellringer.models.database import Connection


async def settle_webhooks(
    connection: Connection, results: Mapping[UUID, tuple[bool, bool]], *, now: datetime
) -> None:
    """Write (is well, is gone) of each; who is gone, or has failed for 5 days, is disabled."""
    disabled = await webhooks.settle(connection, results, now=now, failing_before=now - FAILS_FOR)
    if not disabled:
        return
    told = await webhooks.admins(connection)
    org_id = connection.organization
    announcements = [given_up(org_id, webhook_id, told, now=now) for webhook_id in disabled]
    members = await outbox.append(connection, announcements, now=now)
    await outbox.ring(connection, Changed(org_id=org_id, inbox_member_ids=members))
