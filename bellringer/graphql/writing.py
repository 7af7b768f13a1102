"""The one way to write: a mutation runs an action in a transaction of its own, anew if it met another."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

import strawberry

from bellringer.gamification.attempts import attempt
from bellringer.gamification.commands.fingerprints import fingerprint
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.store import receipts
from bellringer.graphql.context import Info
from bellringer.graphql.describing import told
from bellringer.graphql.errors import ReportsRefusals
from bellringer.graphql.given import given

KEY = "Yours, 1 to 200 signs; sent again within 30 days it answers the same."

T = TypeVar("T")
C = TypeVar("C", bound="Asked")
C_contra = TypeVar("C_contra", bound="Asked", contravariant=True)
T_co = TypeVar("T_co", covariant=True)


class Asked(Protocol):
    """A command, whoever it is by."""

    @property
    def by(self) -> Principal:
        """Return who asks."""


class Keyed(Protocol):
    """An input that may be sent again under its key."""

    idempotency_key: str


class Action(Protocol[C_contra, T_co]):
    """What the domain does in one transaction."""

    async def __call__(self, connection: Any, command: C_contra, /, *, now: datetime) -> T_co:
        """Lock, read, decide, save."""


def mutation(resolver: Callable[..., Any]) -> Any:
    """Make a mutation of a resolver, described by its docstring; its refusals go into the payload."""
    return strawberry.mutation(
        resolver=resolver, description=told(resolver), extensions=[ReportsRefusals()]
    )


async def write(info: Info, action: Action[C, T], command: C) -> T:
    """Do it, and return what the action answers."""
    return await _transact(
        info, lambda connection: action(connection, command, now=info.context.now)
    )


async def write_once(info: Info, sent: Keyed, action: Action[C, UUID | int], command: C) -> Any:
    """Do it once under the input's key, and return what the action answered then: an id as its text."""
    now = info.context.now
    body = fingerprint({info.field_name: given(sent)})

    async def once(connection: Any) -> Any:
        async def do() -> dict[str, Any]:
            answer = await action(connection, command, now=now)
            return {"answer": str(answer) if isinstance(answer, UUID) else answer}

        kept = await receipts.once(connection, command.by, sent.idempotency_key, body, do, now=now)
        return kept["answer"]

    return await _transact(info, once)


async def _transact(info: Info, work: Callable[[Any], Awaitable[T]]) -> T:
    async def transact() -> T:
        async with info.context.writing() as connection:
            return await work(connection)

    return await attempt(transact)
