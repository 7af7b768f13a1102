"""What every resolver may reach: the caller, one moment of the organization, and the doors to write."""

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Hashable,
    Iterable,
    Mapping,
)
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import strawberry
from graphql import GraphQLError

from bellringer.gamification.commands.coaching.access import Look
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.metrics import Metric
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching.access import is_logged
from bellringer.gamification.rules.leaderboards.visibility import depth_for
from bellringer.gamification.store import displays, viewer
from bellringer.gamification.store.populations import Listing
from bellringer.gamification.store.viewer import Authority
from bellringer.gamification.store.views.goals import Circle
from bellringer.graphql.loaders import Loaders
from bellringer.graphql.questions import Question
from bellringer.graphql.services import Services
from bellringer.graphql.turns import Turn
from bellringer.words import PrincipalKind, Role, Surface

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who has proved what: an organization, an identity known there, and until when.

    Of a display the identity is the hash of its token.
    """

    org_id: UUID
    identity_sha256: bytes
    expires_at: datetime
    display_id: UUID | None = None


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
        self.try_later: Callable[[], Awaitable[None]] | None = None
        self.first: Callable[[], Awaitable[None]] | None = (
            None  # before each event of a subscription
        )
        self.looks: set[Look] = set()
        self.turn = Turn(services.events, caller.org_id)
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
        self.authority = await self.authorized()
        self.playbook = await self._playbook(self.authority.playbook_version)
        self.loaders = Loaders(self)

    async def authorized(self) -> Authority:
        """Return what the caller may do now; sockets that ask at the same time share a statement.

        Raises:
            SignedOutError: The caller is no active member.
        """
        org_id, identity = self.caller.org_id, self.caller.identity_sha256
        display_id = self.caller.display_id
        if display_id is not None:
            authority = await self.read(lambda c: displays.authority(c, display_id, identity))
        elif self.is_socket:
            authority = await self.services.authorities.get(org_id, identity)
        else:
            found = await self.read(lambda c: viewer.by_identities(c, [identity], now=self.now))
            authority = found.get(identity)
        if authority is None:
            raise SignedOutError
        return authority

    async def _playbook(self, version: int) -> Playbook:
        known = self.services.playbooks.known(self.caller.org_id, version)
        if known is not None:
            return known
        return await self.read(
            lambda connection: self.services.playbooks.current(connection, version=version)
        )

    async def again(self) -> "Context":
        """Return a fresh context of the same caller, for another operation."""
        fresh = Context(
            self.services, self.caller, request_id=self.request_id, is_socket=self.is_socket
        )
        fresh.hang_up, fresh.try_later = self.hang_up, self.try_later
        await fresh.enter()
        return fresh

    async def read(self, query: Callable[[Any], Awaitable[T]]) -> T:
        """Run a query; resolvers take turns, as a connection does one thing at a time."""
        if self.is_socket:
            async with self.services.turns, self.services.data.reading(self.caller.org_id) as lent:
                return await query(lent)
        async with self._turn:
            if self._held is None:
                self._held = await self._stack.enter_async_context(
                    self.services.data.reading(self.caller.org_id)
                )
            return await query(self._held)

    async def ask(
        self,
        read: Callable[..., Awaitable[Mapping[Any, T]]],
        items: Collection[Any],
        *same: Hashable,
        **named: Hashable,
    ) -> Mapping[Any, T]:
        """Return what `read(connection, items, *same, **named)` finds, keyed as it says, perhaps with more.

        Its answer must follow from what it is told: sockets that ask it at the same time have it together.
        """
        question = Question(self.caller.org_id, read, same, tuple(sorted(named.items())))
        if self.is_socket:
            return await self.services.questions.get_all(question, items)
        return await self.read(lambda connection: question.ask(connection, list(items)))

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

    def look(self, surface: Surface, member_ids: Iterable[UUID]) -> None:
        """Note that the answer shows a detail of members; it goes on their access log before the answer is given."""
        # who looks is asked first, so what shows a detail is never shared
        me, role = self.authority.member_id, self.authority.role
        self.looks.update(
            Look(member_id=each, surface=surface)
            for each in member_ids
            if is_logged(role, me, each)
        )

    @property
    def principal(self) -> Principal:
        """Return the caller as the domain knows it."""
        kind = PrincipalKind.DISPLAY if self.authority.showing else PrincipalKind.MEMBER
        return Principal(
            org_id=self.authority.org_id,
            kind=kind,
            source=f"{kind.lower()}:{self.authority.member_id}",
            role=self.authority.role,
            member_id=self.authority.member_id,
            leads=self.authority.leads,
            regions=self.authority.regions,
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
        """Return the board of a key, unless it is archived."""
        return next((board for board in self.boards if board.board_key == key), None)

    @property
    def boards(self) -> list[Board]:
        """Return the boards that are not archived; for a display, those of them that it may show."""
        showing = self.authority.showing
        return [
            board
            for board in self.playbook.boards
            if not board.is_archived and (showing is None or board.board_key in showing.board_keys)
        ]

    def listing(self, board: Board, starts_on: date) -> Listing:
        """Return the list of a board in a period, as it is today, as far as the caller is shown it."""
        # who the reader is, is asked only where it matters: other lists can be shared
        depth = None if board.peers_see is None else depth_for(board, self.principal)
        return Listing(board=board, starts_on=starts_on, on=self.today, depth=depth)

    def is_own(self, subject_id: UUID) -> bool:
        """Tell whether a subject of boards is the caller, or the caller's team."""
        return subject_id in (self.authority.member_id, self.authority.team_id)

    def metric(self, key: str | None) -> Metric | None:
        """Return the metric of a key."""
        return self.playbook.metrics.get(key) if key is not None else None


Info = strawberry.Info[Context, None]
