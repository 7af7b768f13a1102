"""What the voice hands to a provider, and what it is told back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bellringer.gamification.rules.deliveries import Answer
from bellringer.words import DeviceTarget, NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One message to one phone, worded in its language.

    `organization` is its slug, as the app names it when it asks. `notification_id` is what a phone drops
    duplicates by. `path` is where the app opens, e.g. `/goals/<id>`; `badge` the number on the app's icon; `thread`
    groups messages about the same thing.
    """

    organization: str
    notification_id: UUID
    kind: NotificationKind
    target_kind: DeviceTarget
    target: str
    title: str
    body: str
    path: str
    thread: str
    badge: int
    expires_at: datetime


class Sender(Protocol):
    """Whoever carries a message to a phone."""

    async def send(self, push: Push, *, now: datetime) -> Answer:
        """Send one message and return what was answered; a fault of the way is an answer too."""
