"""Events that are the same for many subscribers are made once: by asking on behalf of nobody.

A document is executed for no member, with nothing but an organization and a role. Where that comes out well, no
resolver has asked who the caller is, so the answer is everybody's of that role. Places where one asks are each
subscriber's own, and so is the whole document where there is nothing beside them.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLError, parse
from strawberry.schema import BaseSchema

from bellringer.gamification.events import Changed
from bellringer.graphql.context import Caller, Context
from bellringer.graphql.gathering import Gathering
from bellringer.graphql.loaders import Loaders
from bellringer.graphql.parting import Place, place_of, rest_of
from bellringer.graphql.services import Services
from bellringer.words import Role

ASKS_KEPT = 500
WITHIN = 2  # keys of a place that has something beside it: a subscription has one field
NEVER = datetime.max.replace(tzinfo=UTC)


class AskedWhoError(GraphQLError):
    """A resolver wants to know who the caller is, and there is none."""


class Nobody:
    """An authority without a member: it has the organization and the role, and notes who asks for more."""

    def __init__(self, org_id: UUID, role: Role) -> None:
        self.org_id = org_id
        self.role = role
        self.showing = None
        self.refused: list[AskedWhoError] = []

    def __getattr__(self, name: str) -> Any:
        """Refuse to say.

        Raises:
            AskedWhoError: Always.
        """
        error = AskedWhoError(f"{name} is the caller's, and there is none")
        self.refused.append(error)
        raise error


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked, by members of which role; equal ones have one answer. `variables` is JSON."""

    org_id: UUID
    role: Role
    query: str
    variables: bytes
    operation_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What an event has for everybody.

    Attributes:
        data: What was found.
        payload: The same as JSON, of an event that is everybody's as a whole.
        concerns: Which changes it is to be made again for.
        own: The places in it that are each reader's own.
    """

    data: Mapping[str, Any]
    payload: bytes
    concerns: Callable[[Changed], bool]
    own: frozenset[Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How an ask is answered: what its events concern, which places are each reader's own, how these are asked."""

    concerns: Callable[[Changed], bool]
    own: frozenset[Place]
    rest: str | None


class Sharing:
    """The events of one process that are everybody's."""

    def __init__(
        self, schema: BaseSchema, services: Services, encode: Callable[[object], bytes]
    ) -> None:
        self._schema = schema
        self._services = services
        self._encode = encode
        self._events = Gathering(self._read)
        self._known: OrderedDict[Ask, Shape | None] = OrderedDict()  # None: nothing is everybody's

    async def shape(self, ask: Ask) -> Shape | None:
        """Return how an ask is to be answered; None where nothing of it is everybody's."""
        if ask not in self._known:
            await self.event(ask)
        return self._known.get(ask)

    async def event(self, ask: Ask) -> Event | None:
        """Return what is everybody's, read after this was called; None where nothing is."""
        return await self._events.get(ask, None)

    async def _read(self, ask: Ask, _: frozenset[None]) -> Mapping[None, Event | None]:
        context = await self._context(ask)
        stream = await self._schema.stream(
            ask.query,
            variable_values=orjson.loads(ask.variables),
            operation_name=ask.operation_name,
            context_value=context,
        )
        event = None
        async with aclosing(stream):
            async for result in stream:
                event = self._event(context, result)
                break
        if event is not None or context.authority.refused:
            self._remember(ask, event)
        return {None: event}

    def _event(self, context: "ForNobody", result: Any) -> Event | None:
        concerns, data, errors = context.concerns, result.data, result.errors or ()
        if concerns is None or data is None:
            return None
        # who was refused must be seen to have been: what else might a resolver answer that hides it?
        seen = {id(error.original_error) for error in errors}
        if seen != {id(refusal) for refusal in context.authority.refused}:
            return None
        own = frozenset(place_of(error.path or (), data) for error in errors)
        if any(len(place) < WITHIN for place in own):
            return None
        payload = b"" if own else self._encode({"data": data})
        return Event(data=data, payload=payload, concerns=concerns, own=own)

    async def _context(self, ask: Ask) -> "ForNobody":
        caller = Caller(org_id=ask.org_id, identity_sha256=b"", expires_at=NEVER)
        context = ForNobody(self._services, caller, ask.role)
        await context.enter()
        return context

    def _remember(self, ask: Ask, event: Event | None) -> None:
        known = self._known.get(ask)
        if event is None:
            self._known[ask] = None
        elif known is None or known.own != event.own:
            rest = rest_of(parse(ask.query), ask.operation_name, event.own) if event.own else None
            self._known[ask] = Shape(concerns=event.concerns, own=event.own, rest=rest)
        self._known.move_to_end(ask)
        if len(self._known) > ASKS_KEPT:
            self._known.popitem(last=False)


class ForNobody(Context):
    """The surroundings of an operation that is executed for everybody of a role."""

    authority: Any

    def __init__(self, services: Services, caller: Caller, role: Role) -> None:
        super().__init__(services, caller, request_id="shared", is_socket=True)
        self.authority = Nobody(caller.org_id, role)
        self.concerns: Callable[[Changed], bool] | None = None

    async def enter(self) -> None:
        """Read how the organization plays now."""
        self.now = self.services.clock()
        self.playbook = await self.read(self.services.playbooks.current)
        self.loaders = Loaders(self)

    async def again(self) -> "ForNobody":
        """Return itself: it is of one operation only."""
        return self
