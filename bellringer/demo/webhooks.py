"""Brightwater's wallboard: another system that is told of crossings, awards and results, and takes texts."""

from datetime import datetime

from bellringer.demo.brightwater import Brightwater
from bellringer.gamification.actions.create_webhook import create_webhook
from bellringer.gamification.actions.disable_webhook import disable_webhook
from bellringer.gamification.commands.webhooks import CreateWebhook, DisableWebhook
from bellringer.gamification.rules.webhooks import TOLD
from bellringer.gamification.store import webhooks
from bellringer.models.database import Connection

_LOCAL = "http://127.0.0.1:"


async def connect_wallboard(
    connection: Connection, found: Brightwater, url: str, *, now: datetime
) -> str:
    """Return the secret by which the wallboard knows us; that of an earlier start is told no more."""
    by = found.as_admin()
    for before in await webhooks.read(connection):
        if before.url.startswith(_LOCAL) and before.disabled_at is None:
            ended = DisableWebhook(by=by, webhook_id=before.webhook_id)
            await disable_webhook(connection, ended, now=now)
    wallboard = CreateWebhook(by=by, url=url, kinds=TOLD, takes_texts=True)
    _, secret = await create_webhook(connection, wallboard, now=now)
    return secret
