"""Tell another system no more."""

from datetime import datetime

from bellringer.gamification.commands.webhooks import DisableWebhook
from bellringer.gamification.errors import NotFoundError
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.store import audit, webhooks
from bellringer.models.database import Connection


async def disable_webhook(
    connection: Connection, command: DisableWebhook, *, now: datetime
) -> None:
    """Disable a webhook for ever; what waits for it is dropped.

    Raises:
        NotAllowedError: Only an admin does it.
        NotFoundError: There is no such webhook, or it is disabled already.
    """
    check_administers(command.by)
    if not await webhooks.disable(connection, command.webhook_id, reason="BY_HAND", now=now):
        raise NotFoundError("There is no such webhook (any more).", path=("id",))
    details = {"webhook_id": str(command.webhook_id)}
    await audit.append(connection, command.by, "webhook.disable", details, now=now)
