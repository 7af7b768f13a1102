"""Change what a webhook is signed with."""

from datetime import datetime

from bellringer.gamification.commands.webhooks import RotateWebhook
from bellringer.gamification.errors import NotFoundError
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.webhooks import FORMER_LASTS
from bellringer.gamification.store import audit, webhooks
from bellringer.ids import new_signing_secret
from bellringer.models.database import Connection


async def rotate_webhook(connection: Connection, command: RotateWebhook, *, now: datetime) -> str:
    """Return a new secret, which is not told again; for a day the one before signs beside it.

    Raises:
        NotAllowedError: Only an admin does it.
        NotFoundError: There is no such webhook, or it is disabled.
    """
    check_administers(command.by)
    secret = new_signing_secret()
    if not await webhooks.rotate(
        connection, command.webhook_id, secret=secret, former_until=now + FORMER_LASTS
    ):
        raise NotFoundError("There is no such webhook (any more).", path=("id",))
    details = {"webhook_id": str(command.webhook_id)}
    await audit.append(connection, command.by, "webhook.rotate", details, now=now)
    return secret
