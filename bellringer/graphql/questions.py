"""What many sockets ask at the same time, e.g. each for its own standing after one activity, is one read."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bellringer.graphql.gathering import Gathering

AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Question:
    """A read of an organization's rows, and what it is told beside the items: all that its answer depends on."""

    org_id: UUID
    read: Callable[..., Awaitable[Mapping[Any, Any]]]
    same: tuple[Hashable, ...] = ()
    named: tuple[tuple[str, Hashable], ...] = ()

    async def ask(self, connection: Any, items: list[Any]) -> Mapping[Any, Any]:
        """Read."""
        return await self.read(connection, items, *self.same, **dict(self.named))


Questions = Gathering[Question, Any, Any]


def questions(
    reading: Callable[[UUID], AbstractAsyncContextManager[Any]], turns: asyncio.Semaphore
) -> Questions:
    """Return the line in which sockets ask; equal questions have one read, whatever they ask it about."""

    async def read(question: Question, items: frozenset[Any]) -> Mapping[Any, Any]:
        async with turns, reading(question.org_id) as connection:
            return await question.ask(connection, list(items))

    return Gathering(read)
