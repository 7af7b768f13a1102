"""What every resolver may reach: the caller, one moment of the organization, and the doors to write."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

import strawberry
from graphql import GraphQLError

from bellringer.gamification.commands import Command, Principal
from bellringer.gamification.errors import DomainError
from bellringer.gamification.outcome import Answer
from bellringer.gamification.playbook import Board, Metric, Playbook
from bellringer.gamification.rules.periods import organization_day
from bellringer.gamification.store import playbook as playbooks
from bellringer.gamification.store import viewer
from bellringer.gamification.store.notifications import Names, Params
from bellringer.gamification.store.viewer import Authority
from bellringer.gamification.store.views.goals import Circle
from bellringer.graphql.live import LiveLine
from bellringer.graphql.loaders import Loaders
from bellringer.words import NotificationKind, PrincipalKind, Role

T = TypeVar("T")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the wiring hands to the counter."""

    data: Data
    intake: Intake
    live: LiveLine
    clock: Callable[[], datetime]
    wording: Wording
    link: Callable[[NotificationKind, Params], str]
    playbooks: "Playbooks"


class Playbooks:
    """The newest known playbook of each organization; every request checks its version."""

    LIMIT = 1_000

    def __init__(self) -> None:
        self._known: dict[UUID, Playbook] = {}

    async def current(self, connection: Any, org_id: UUID, version: int) -> Playbook:
        """Return the playbook of at least this version."""
        known = self._known.pop(org_id, None)
        if known is None or known.version != version:
            known = await playbooks.read(connection, known)
        self._known[org_id] = known
        if len(self._known) > self.LIMIT:
            del self._known[next(iter(self._known))]
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who has proved what: an organization, an identity known there, and until when."""

    org_id: UUID
    identity_sha256: bytes
    expires_at: datetime


class SignedOutError(GraphQLError):
    """The identity belongs to no active member of the organization (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "You are no active member of this organization.", extensions={"code": "UNAUTHORIZED"}
        )


class Context:
    """One operation's surroundings.

    An HTTP request sees one moment of the organization, through one connection. An operation over a socket
    may live long, so it borrows a connection for each read.
    """

    authority: Authority
    playbook: Playbook
    loaders: Loaders

    def __init__(
        self, services: Services, caller: Caller, *, request_id: str, is_socket: bool = False
    ) -> None:
        self.services = services
        self.caller = caller
        self.request_id = request_id
        self.is_socket = is_socket
        self.hang_up: Callable[[], Awaitable[None]] | None = None
        self._held: Any = None
        self._stack = AsyncExitStack()
        self._turn = asyncio.Lock()
        self.now = services.clock()

    async def enter(self) -> None:
        """Find out what the caller may do now; everything read from here on is as new as this.

        Raises:
            SignedOutError: The caller is no active member.
        """
        self.now = self.services.clock()
        authority = await self.read(
            lambda connection: viewer.by_identity(
                connection, self.caller.identity_sha256, now=self.now
            )
        )
        if authority is None:
            raise SignedOutError
        self.authority = authority
        self.playbook = await self._playbook(authority.playbook_version)
        self.loaders = Loaders(self)

    async def _playbook(self, version: int) -> Playbook:
        return await self.read(
            lambda connection: self.services.playbooks.current(
                connection, self.caller.org_id, version
            )
        )

    async def again(self) -> "Context":
        """Return a fresh context of the same caller, for another operation."""
        fresh = Context(
            self.services, self.caller, request_id=self.request_id, is_socket=self.is_socket
        )
        fresh.hang_up = self.hang_up
        await fresh.enter()
        return fresh

    async def read(self, query: Callable[[Any], Awaitable[T]]) -> T:
        """Run a query; resolvers take turns, as a connection does one thing at a time."""
        if self.is_socket:
            async with self.services.data.reading(self.caller.org_id) as connection:
                return await query(connection)
        async with self._turn:
            if self._held is None:
                self._held = await self._stack.enter_async_context(
                    self.services.data.reading(self.caller.org_id)
                )
            return await query(self._held)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Any]:
        """Lend a connection to write through; what is read afterwards sees what was written."""
        await self.release()
        async with self.services.data.transaction(self.caller.org_id) as connection:
            yield connection

    async def release(self) -> None:
        """Give the held connection back and forget what was read, before a write and at the end."""
        async with self._turn:
            self._held = None
            await self._stack.aclose()
        if hasattr(self, "authority"):
            self.loaders = Loaders(self)

    @property
    def principal(self) -> Principal:
        """Return the caller as the domain knows it."""
        return Principal(
            org_id=self.authority.org_id,
            kind=PrincipalKind.MEMBER,
            source=f"member:{self.authority.member_id}",
            role=self.authority.role,
            member_id=self.authority.member_id,
            leads=self.authority.leads,
        )

    @property
    def today(self) -> date:
        """Return the organization's date."""
        return organization_day(self.playbook.calendars, self.now)

    @property
    def circle(self) -> Circle:
        """Return how far the caller sees."""
        return Circle(
            on=self.today,
            member_id=self.authority.member_id,
            team_id=self.authority.team_id,
            leads=self.authority.leads,
            is_admin=self.authority.role is Role.ADMIN,
        )

    def board(self, key: str) -> Board | None:
        """Return the board of a key."""
        return next((board for board in self.playbook.boards if board.board_key == key), None)

    def metric(self, key: str | None) -> Metric | None:
        """Return the metric of a key."""
        return self.playbook.metrics.get(key) if key is not None else None


Info = strawberry.Info[Context, None]
