"""What is known of a webhook when something is to be sent to it."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DueWebhook:
    """The webhook of a delivery, as it is now; every secret of `secrets` signs, the newest first."""

    webhook_id: UUID
    url: str
    secrets: tuple[str, ...] = field(repr=False)
    is_open: bool
