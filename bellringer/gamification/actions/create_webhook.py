"""Tell another system of what happens."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.webhooks import CreateWebhook
from bellringer.gamification.errors import WrongStateError
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.webhooks import WEBHOOKS_LIMIT, check_kinds, check_url
from bellringer.gamification.store import audit, webhooks
from bellringer.ids import new_id, new_signing_secret
from bellringer.models.database import Connection


async def create_webhook(
    connection: Connection, command: CreateWebhook, *, now: datetime
) -> tuple[UUID, str]:
    """Make a webhook; return its id and its secret, which is not told again.

    Raises:
        NotAllowedError: Only an admin makes one.
        InvalidInputError: The address or the kinds can't be.
        WrongStateError: There are as many as there may be.
    """
    check_administers(command.by)
    url, kinds = check_url(command.url), check_kinds(command.kinds)
    if await webhooks.count_open(connection) >= WEBHOOKS_LIMIT:
        raise WrongStateError(
            f"At most {WEBHOOKS_LIMIT} webhooks at once; disable one that is not needed.", path=()
        )
    webhook_id, secret = new_id(), new_signing_secret()
    await webhooks.insert(connection, webhook_id, url=url, kinds=kinds, secret=secret, now=now)
    details = {"webhook_id": str(webhook_id), "kinds": list(kinds)}
    await audit.append(connection, command.by, "webhook.create", details, now=now)
    return webhook_id, secret
