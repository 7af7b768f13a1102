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
        WrongStateError: There are as many as there may be, or another takes the texts.
    """
    check_administers(command.by)
    url, takes_texts = check_url(command.url), command.takes_texts
    kinds = check_kinds(command.kinds, takes_texts=takes_texts)
    are_open, take_texts = await webhooks.count_open(connection)
    if takes_texts and take_texts:
        raise WrongStateError(
            "Another webhook takes the texts: disable that one first.", path=("takesTexts",)
        )
    if are_open >= WEBHOOKS_LIMIT:
        raise WrongStateError(
            f"At most {WEBHOOKS_LIMIT} webhooks at once; disable one that is not needed.", path=()
        )
    webhook_id, secret = new_id(), new_signing_secret()
    await webhooks.insert(
        connection,
        webhook_id,
        url=url,
        kinds=kinds,
        takes_texts=takes_texts,
        secret=secret,
        now=now,
    )
    details = {
        "webhook_id": str(webhook_id),
        "kinds": list(kinds),
        "takes_texts": takes_texts,
    }
    await audit.append(connection, command.by, "webhook.create", details, now=now)
    return webhook_id, secret
