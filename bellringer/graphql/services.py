"""What the wiring hands to the counter: the doors of the house, each by what is asked of it."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from bellringer.gamification.commands.activities import Command
from bellringer.gamification.errors import DomainError
from bellringer.gamification.outcome.activities import Answer
from bellringer.gamification.store.notifications import Names, Params
from bellringer.gamification.store.playbook import Shelf
from bellringer.gamification.store.viewer import Authority
from bellringer.graphql.gathering import Gathering
from bellringer.graphql.live import LiveLine
from bellringer.graphql.questions import AT_ONCE, Questions, questions
from bellringer.graphql.turns import EVENTS_AT_ONCE
from bellringer.slots import Slots
from bellringer.words import NotificationKind


class Data(Protocol):
    """The two doors of the database, without saying which database."""

    def transaction(self, org_id: UUID) -> AbstractAsyncContextManager[Any]:
        """Lend a connection that sees and writes one organization's rows."""

    def reading(self, org_id: UUID) -> AbstractAsyncContextManager[Any]:
        """Lend a connection that sees one organization's rows as of one moment."""


class Intake(Protocol):
    """The one door for everything that scores."""

    async def submit(self, command: Command) -> Answer:
        """Write one command; raise DomainError where it is refused."""

    async def submit_many(self, commands: list[Command]) -> list[Answer | DomainError]:
        """Write several; each has an answer or a refusal of its own."""


class Told(Protocol):
    """A notification in words."""

    @property
    def title(self) -> str:
        """Return the short line."""

    @property
    def body(self) -> str:
        """Return the sentence."""


class Wording(Protocol):
    """Whoever puts notifications into words."""

    def __call__(
        self, kind: NotificationKind, params: Params, names: Names, *, reader_id: UUID, locale: str
    ) -> Told:
        """Say it to one reader."""


class Signer(Protocol):
    """Whoever signs credentials for this deployment."""

    @property
    def url(self) -> str | None:
        """Return the origin under which people open Bellringer, if it is known."""

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return the claims as a signed token."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """What the wiring hands to the counter."""

    data: Data
    intake: Intake
    live: LiveLine
    clock: Callable[[], datetime]
    wording: Wording
    link: Callable[[NotificationKind, Params], str]
    playbooks: Shelf
    signer: Signer | None = None
    authorities: Gathering[UUID, bytes, Authority]
    # an event for a thousand sockets stands in line here, where nobody loses patience; the rest of the pool is
    # for requests
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    events: Slots = field(default_factory=lambda: Slots(EVENTS_AT_ONCE))

    @cached_property
    def questions(self) -> Questions:
        """Return where sockets ask what others may be asking, too."""
        return questions(self.data.reading, self.turns)
