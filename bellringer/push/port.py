"""What the voice hands to a provider, and what it is told back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bellringer.gamification.rules.deliveries import Answer
from bellringer.words import Channel, DeviceTarget, NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One message to one phone, worded in its language; a recall has no words, and takes one off again.

    `organization` is its slug, as the app names it when it asks. `notification_id` is what a phone drops
    duplicates by; `tag` is what it shows one message of at a time.
    `path` is where the app opens, e.g. `/goals/<id>`; `badge` the number on the app's icon; `thread`
    groups messages about the same thing.
    """

    organization: str
    notification_id: UUID
    tag: UUID
    kind: NotificationKind
    target_kind: DeviceTarget
    target: str
    title: str
    body: str
    path: str
    thread: str
    badge: int
    expires_at: datetime
    is_recall: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One e-mail to one member, worded in the member's language.

    `delivery_id` makes its Message-ID, the same for every copy. `path` is where the app opens.
    """

    organization: str
    delivery_id: UUID
    address: str
    title: str
    body: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What another system is told; `delivery_id` is the same for every copy, and each of `secrets` signs."""

    delivery_id: UUID
    webhook_id: UUID
    url: str
    secrets: tuple[str, ...] = field(repr=False)
    payload: Mapping[str, object]


class Sender(Protocol):
    """Whoever carries a message to a phone."""

    async def send(self, push: Push, *, now: datetime) -> Answer:
        """Send one message and return what was answered; a fault of the way is an answer too."""


class Mailer(Protocol):
    """Whoever carries an e-mail to a member."""

    async def send(self, mail: Mail) -> Answer:
        """Send one e-mail and return what was answered; a fault of the way is an answer too."""


class Teller(Protocol):
    """Whoever carries an event to another system."""

    async def send(self, event: Event, *, now: datetime) -> Answer:
        """Send one event and return what was answered; a fault of the way is an answer too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways out that this deployment has."""

    push: Sender | None = None
    mail: Mailer | None = None
    webhooks: Teller | None = None

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Return what can be sent; the rest waits until it expires."""
        found = {
            Channel.PUSH: self.push,
            Channel.EMAIL: self.mail,
            Channel.TEXT: self.webhooks,
            Channel.WEBHOOK: self.webhooks,
        }
        return tuple(channel for channel, way in found.items() if way is not None)
