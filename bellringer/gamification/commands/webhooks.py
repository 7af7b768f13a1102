"""Webhooks: what admins do with the addresses of other systems."""

from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWebhook:
    """Tell an address of what happens, by kinds of news; one that `takes_texts` may be told of nothing else."""

    by: Principal
    url: str
    kinds: tuple[NotificationKind, ...]
    takes_texts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateWebhook:
    """Give a webhook another secret; the one before signs beside it for a day."""

    by: Principal
    webhook_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DisableWebhook:
    """Tell an address no more."""

    by: Principal
    webhook_id: UUID
